import { createHash } from 'node:crypto';
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
import { isWhole, timeless } from './mp4-boxes.ts';

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
  | { readonly ok: true; readonly bytes: Uint8Array; readonly hash: string; readonly width: number; readonly height: number }
  | { readonly ok: false; readonly why: 'broken' | 'no-picture' }
  | { readonly ok: false; readonly why: 'codec'; readonly codec: string }
  | { readonly ok: false; readonly why: 'long'; readonly seconds: number };

/** Copies the packets of one picture and one sound track into a new file, and nothing else: tags, places and further tracks stay behind. */
async function rewrap({ bytes, mostSeconds }: ClipAsked): Promise<ClipMade> {
  if (!isWhole(bytes)) return { ok: false, why: 'broken' };
  const input = new Input({ source: new BufferSource(bytes), formats: [MP4, QTFF] });
  const video = await input.getPrimaryVideoTrack();
  if (video === null) return { ok: false, why: 'no-picture' };
  const foundVideo = await video.getCodec();
  const videoCodec = videoCodecs.find((codec) => codec === foundVideo);
  const videoConfig = await video.getDecoderConfig();
  if (videoCodec === undefined || videoConfig === null) return { ok: false, why: 'codec', codec: foundVideo ?? '' };
  const audio = await input.getPrimaryAudioTrack();
  const foundAudio = (await audio?.getCodec()) ?? null;
  const audioCodec = audioCodecs.find((codec) => codec === foundAudio);
  const audioConfig = audioCodec === undefined ? null : ((await audio?.getDecoderConfig()) ?? null);
  // From the packets: what the header says of it anybody can write.
  const seconds = await input.computeDuration();
  if (seconds > mostSeconds + TOLERANCE_S) return { ok: false, why: 'long', seconds };

  const target = new BufferTarget();
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'in-memory' }), target });
  const videoOut = new EncodedVideoPacketSource(videoCodec);
  output.addVideoTrack(videoOut, { rotation: await video.getRotation() });
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
  const made = timeless(new Uint8Array(target.buffer));
  // Here, as 60 MB take a fifth of a second.
  const hash = createHash('sha256').update(made).digest('hex');
  return { ok: true, bytes: made, hash, width: await video.getDisplayWidth(), height: await video.getDisplayHeight() };
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
