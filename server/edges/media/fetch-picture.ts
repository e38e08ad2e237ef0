import type { IncomingMessage } from 'node:http';
import type { PictureTrouble } from '@protocol/media.ts';
import { SECOND, type DurationMs } from '@protocol/time.ts';
import { guardedRequest, NotAsked, publicOnly, type AddressGuard } from '../../ports/guarded-request.ts';
import type { FetchedPicture, FetchPicture } from '../../ports/media.ts';

const MOST_REDIRECTS = 4;

export interface FetchLimits extends AddressGuard {
  readonly mostBytes: number;
  /** From the first look-up to the last byte, redirects included. */
  readonly withinMs: DurationMs;
}
export const usualFetchLimits: FetchLimits = { ...publicOnly, mostBytes: 10 * 1024 * 1024, withinMs: 15 * SECOND };

class Trouble extends Error {
  constructor(
    readonly why: PictureTrouble,
    readonly again: boolean,
  ) {
    super(why);
  }
}

/** Asks a stranger's address, typed into a spreadsheet, as `guardedRequest` does; each redirect is judged the same. */
export function fetchPicture(limits: FetchLimits): FetchPicture {
  return async (url) => {
    const deadline = AbortSignal.timeout(limits.withinMs);
    try {
      return { ok: true, bytes: await follow(url, limits, deadline) };
    } catch (error) {
      if (error instanceof Trouble) return no(error.why, error.again);
      if (deadline.aborted) return no('slow', true);
      return no('unreachable', true);
    }
  };
}
const no = (why: PictureTrouble, again: boolean): FetchedPicture => ({ ok: false, why, again });

async function follow(url: string, limits: FetchLimits, deadline: AbortSignal): Promise<Uint8Array> {
  let at = url;
  for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
    const answer = await ask(at, limits, deadline);
    const status = answer.statusCode ?? 0;
    const location = answer.headers.location;
    if (status >= 300 && status < 400 && location !== undefined) {
      answer.destroy();
      if (!URL.canParse(location, at)) throw new Trouble('answer', false);
      at = new URL(location, at).href;
      continue;
    }
    if (status !== 200) {
      answer.destroy();
      throw statusTrouble(status);
    }
    return readUpTo(answer, limits.mostBytes);
  }
  throw new Trouble('redirects', false);
}
function statusTrouble(status: number): Trouble {
  if (status === 404 || status === 410) return new Trouble('not-there', false);
  if (status === 401 || status === 403 || status === 451) return new Trouble('not-allowed', false);
  // Too much at once, and whatever ails a server: both pass.
  return new Trouble('answer', status === 408 || status === 425 || status === 429 || status >= 500);
}

async function ask(address: string, limits: FetchLimits, deadline: AbortSignal): Promise<IncomingMessage> {
  const headers = { accept: 'image/webp,image/jpeg,image/png,image/*;q=0.8' };
  try {
    return await guardedRequest(address, { method: 'GET', headers, body: null }, limits, deadline);
  } catch (error) {
    if (!(error instanceof NotAsked)) throw error;
    switch (error.why) {
      case 'bad-address':
        throw new Trouble('answer', false);
      case 'private':
        throw new Trouble('private', false);
      case 'no-host':
      case 'slow':
        throw new Trouble(error.why, true);
      default:
        return error.why satisfies never;
    }
  }
}

async function readUpTo(answer: IncomingMessage, most: number): Promise<Uint8Array> {
  if (Number(answer.headers['content-length'] ?? 0) > most) {
    answer.destroy();
    throw new Trouble('too-large', false);
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) {
      answer.destroy();
      throw new Trouble('too-large', false);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
