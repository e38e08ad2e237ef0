import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { MOST_CLIP_SECONDS } from '@protocol/media.ts';
import { refuse, type Refused } from '@protocol/refusals.ts';
import { SECOND, type DurationMs } from '@protocol/time.ts';
import type { ClipAsked, ClipMade } from './clip-worker.ts';

/** 60 MB take 2 s on a busy machine; a file that was made to never end is let go. */
const WITHIN_MS: DurationMs = 30 * SECOND;
/** MB of the worker's own heap; the clip itself lies outside of it. */
const HEAP_MB = 256;

export interface MadeClip {
  readonly bytes: Uint8Array;
  /** SHA-256 of the bytes. */
  readonly hash: string;
  readonly width: number;
  readonly height: number;
}

/**
 * As built: a file of its own in dist/server, where this one may have become a part of another. From the source (tests): a thread does not
 * inherit what reads TypeScript, so that it begins with that.
 */
function startWorker(asked: ClipAsked): Worker {
  const { buffer, byteLength } = asked.bytes;
  // Handed over where it is all of its memory, copied where it is a part: copying 60 MB is felt.
  const transferList = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [];
  const options = { workerData: asked, transferList, resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } };
  const source = new URL('./clip-worker.ts', import.meta.url);
  if (existsSync(source)) {
    const code = `import('tsx/esm/api').then(({ tsImport }) => tsImport(${JSON.stringify(source.href)}, ${JSON.stringify(source.href)}))`;
    return new Worker(code, { ...options, eval: true });
  }
  const beside = new URL('./clip-worker.js', import.meta.url);
  return new Worker(existsSync(beside) ? beside : new URL('../clip-worker.js', import.meta.url), options);
}

/**
 * The clip in a new wrapping, without metadata. On a thread of its own: reading 60 MB packet by packet stopped everything else for
 * 2.5 s, and a sale does not wait for a film. The bytes are gone for the caller.
 */
export async function makeClip(bytes: Uint8Array): Promise<MadeClip | Refused> {
  const made = await ask({ bytes, mostSeconds: MOST_CLIP_SECONDS });
  if (made.ok) return made;
  switch (made.why) {
    case 'broken':
      return refuse('media-broken');
    case 'no-picture':
      return refuse('media-kind');
    case 'codec':
      return refuse('clip-codec', { codec: made.codec });
    case 'long':
      return refuse('clip-long', { seconds: Math.ceil(made.seconds), limit: MOST_CLIP_SECONDS });
    default:
      return made satisfies never;
  }
}

function ask(asked: ClipAsked): Promise<ClipMade> {
  const worker = startWorker(asked);
  return new Promise((resolve, reject) => {
    const settle = (made: ClipMade): void => {
      clearTimeout(late);
      resolve(made);
      void worker.terminate();
    };
    const late = setTimeout(() => settle({ ok: false, why: 'broken' }), WITHIN_MS);
    worker.once('message', (made: ClipMade) => settle(made));
    worker.once('error', (error: NodeJS.ErrnoException) => {
      // Its memory ran out: that is what such a file is for. Anything else is a fault of ours.
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') return settle({ ok: false, why: 'broken' });
      clearTimeout(late);
      reject(error);
    });
    worker.once('exit', () => settle({ ok: false, why: 'broken' }));
  });
}
