import { parentPort, workerData } from 'node:worker_threads';
import {
  BufferSource,
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  Input,
  MP4,
  Mp4OutputFormat,
  Output,
  QTFF,
} from 'mediabunny';
import { timeless } from './timeless.ts';

/** What every browser of the last years plays, the one in OBS too; HEVC is not among it. */
const videoCodecs = ['avc', 'vp9', 'av1'] as const;
const audioCodecs = ['aac', 'mp3', 'opus'] as const;
/** A camera stops a frame late. */
const TOLERANCE_S = 0.5;

export interface ClipAsked {
  readonly bytes: Uint8Array;
  readonly mostSeconds: number;
}
export type ClipMade =
  | { readonly ok: true; readonly bytes: Uint8Array; readonly width: number; readonly height: number }
  | { readonly ok: false; readonly why: 'broken' | 'no-picture' }
  | { readonly ok: false; readonly why: 'codec'; readonly codec: string }
  | { readonly ok: false; readonly why: 'long'; readonly seconds: number };

/** Copies the packets of one picture and one sound track into a new file, and nothing else: tags, places and further tracks stay behind. */
async function rewrap({ bytes, mostSeconds }: ClipAsked): Promise<ClipMade> {
  const input = new Input({ source: new BufferSource(bytes), formats: [MP4, QTFF] });
  const video = await input.getPrimaryVideoTrack();
  if (video === null) return { ok: false, why: 'no-picture' };
  const videoCodec = videoCodecs.find((codec) => codec === video.codec);
  const videoConfig = await video.getDecoderConfig();
  if (videoCodec === undefined || videoConfig === null) return { ok: false, why: 'codec', codec: video.codec ?? '' };
  const audio = await input.getPrimaryAudioTrack();
  const audioCodec = audioCodecs.find((codec) => codec === audio?.codec);
  const audioConfig = audioCodec === undefined ? null : ((await audio?.getDecoderConfig()) ?? null);
  // From the packets: what the header says of it anybody can write.
  const seconds = await input.computeDuration();
  if (seconds > mostSeconds + TOLERANCE_S) return { ok: false, why: 'long', seconds };

  const target = new BufferTarget();
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'in-memory' }), target });
  const videoOut = new EncodedVideoPacketSource(videoCodec);
  output.addVideoTrack(videoOut, { rotation: video.rotation });
  const audioOut = audioCodec === undefined || audioConfig === null ? null : new EncodedAudioPacketSource(audioCodec);
  if (audioOut !== null) output.addAudioTrack(audioOut);
  await output.start();
  const copyVideo = async (): Promise<void> => {
    for await (const packet of new EncodedPacketSink(video).packets()) await videoOut.add(packet, { decoderConfig: videoConfig });
    videoOut.close();
  };
  const copyAudio = async (): Promise<void> => {
    if (audio === null || audioOut === null || audioConfig === null) return;
    for await (const packet of new EncodedPacketSink(audio).packets()) await audioOut.add(packet, { decoderConfig: audioConfig });
    audioOut.close();
  };
  // Side by side: the file is written in the order of time.
  await Promise.all([copyVideo(), copyAudio()]);
  await output.finalize();
  if (target.buffer === null) return { ok: false, why: 'broken' };
  return { ok: true, bytes: timeless(new Uint8Array(target.buffer)), width: video.displayWidth, height: video.displayHeight };
}

async function answer(): Promise<void> {
  let made: ClipMade;
  try {
    // Posted by make-clip.ts, which is the one that starts this.
    made = await rewrap(workerData as ClipAsked);
  } catch {
    // The library throws plain errors for whatever it cannot read.
    made = { ok: false, why: 'broken' };
  }
  // Handed over, not copied.
  parentPort?.postMessage(made, made.ok && made.bytes.buffer instanceof ArrayBuffer ? [made.bytes.buffer] : []);
}
void answer();
