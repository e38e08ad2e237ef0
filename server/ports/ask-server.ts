import type { DurationMs } from '@protocol/time.ts';

/** More than this is read of no answer. */
const MOST_BYTES = 4 * 1024 * 1024;
/** The line was never up: nobody can have heard anything. */
const NEVER_UP = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

/** `body`: JSON, or null where it is none. `heard`: whether a server that did not answer may have done what was asked. */
export type ServerAnswer =
  { readonly how: 'answered'; readonly status: number; readonly headers: Headers; readonly body: unknown } | { readonly how: 'away'; readonly heard: boolean };

/**
 * One question to a platform's server. Never rejects. A redirect is an answer like any other and not followed: nobody else is to get
 * what is in the request.
 */
export async function askServer(url: string, request: RequestInit, withinMs: DurationMs): Promise<ServerAnswer> {
  try {
    const response = await fetch(url, { ...request, redirect: 'manual', signal: AbortSignal.timeout(Math.max(1, Math.ceil(withinMs))) });
    const text = await readText(response);
    return { how: 'answered', status: response.status, headers: response.headers, body: jsonOf(text) };
  } catch (error) {
    const cause: unknown = error instanceof Error ? error.cause : null;
    const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
    return { how: 'away', heard: !NEVER_UP.has(code) };
  }
}

async function readText(response: Response): Promise<string> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    if (size > MOST_BYTES) throw new Error('an answer without end');
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A proxy's page, or nothing at all: the status speaks.
    return null;
  }
}
