import type { IncomingMessage } from 'node:http';
import type { DurationMs } from '@protocol/time.ts';
import { parseStrictJson } from './strict-json.ts';

/** Of a command, a log-in, anything but an import. */
export const MAX_BODY = 64 * 1024;
/** `catalog.import` by an owner or host. */
export const MAX_IMPORT_BODY = 5 * 1024 * 1024;
/** A sender that is over the limit is still listened to this far, so that it reads our answer instead of a reset. */
const DRAIN = 8 * 1024 * 1024;

export type Body = { readonly ok: true; readonly bytes: Buffer } | { readonly ok: false; readonly why: 'too-large' | 'aborted' | 'encoded' };

/** A sender that drips is let go: whatever is sent to us but a clip is there in a moment. */
const USUALLY_WITHIN_MS = 30_000;

/** The whole body, if it is at most `most` bytes. Never rejects. */
export const readBody = (request: IncomingMessage, most: number): Promise<Body> => readBodyWithin(request, most, USUALLY_WITHIN_MS);

export function readBodyWithin(request: IncomingMessage, most: number, withinMs: DurationMs): Promise<Body> {
  // Unpacking what a stranger packed costs more than it saves: a command is 200 bytes.
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') return Promise.resolve({ ok: false, why: 'encoded' });
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (body: Body): void => {
      clearTimeout(late);
      request.off('data', onData).off('end', onEnd).off('error', onGone).off('close', onGone);
      request.resume();
      resolve(body);
    };
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= most) chunks.push(chunk);
      else {
        chunks.length = 0;
        if (size > most + DRAIN) settle({ ok: false, why: 'too-large' });
      }
    };
    const onEnd = (): void => settle(size > most ? { ok: false, why: 'too-large' } : { ok: true, bytes: Buffer.concat(chunks) });
    const onGone = (): void => settle({ ok: false, why: 'aborted' });
    const late = setTimeout(onGone, withinMs);
    if (Number(request.headers['content-length'] ?? 0) > most + DRAIN) return settle({ ok: false, why: 'too-large' });
    request.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone);
  });
}

export type JsonBody =
  | { readonly ok: true; readonly value: unknown; readonly size: number }
  | { readonly ok: false; readonly refused: 'malformed' | 'too-large'; readonly why: string; readonly most: number };

/** `application/json`, UTF-8, strictly read. */
export async function readJson(request: IncomingMessage, most: number): Promise<JsonBody> {
  const no = (why: string): JsonBody => ({ ok: false, refused: 'malformed', why, most });
  const body = await readBody(request, most);
  if (!body.ok) return body.why === 'too-large' ? { ok: false, refused: 'too-large', why: body.why, most } : no(body.why);
  if (!/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/iu.test(request.headers['content-type'] ?? '')) return no('content-type');
  const parsed = parseStrictJson(body.bytes);
  return parsed.ok ? { ok: true, value: parsed.value, size: body.bytes.length } : no(parsed.why);
}
