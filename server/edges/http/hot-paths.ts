import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { commandReply } from './commands-route.ts';
import { commonHeaders } from './common-headers.ts';
import { errorReply, noteAnswer, type AnsweredRoute } from './answers.ts';
import type { Meters } from './health-routes.ts';
import type { HttpDeps } from './http-deps.ts';
import { packed, packingOf, WORTH_PACKING, type Packed, type Packing } from './packed.ts';
import type { RateLimits } from './rate-limits.ts';
import type { Reply } from './reply.ts';
import { liveReply } from './state-routes.ts';
import { callersBehind } from './trust.ts';

/** A page as the storefront made it: for everybody who asks in this second. */
export interface HotPage {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Null for a 304. */
  readonly html: { readonly text: string } | null;
}
/** `/d/:code`; null where the code is not ours. `known`: If-None-Match. */
export type HotPages = (code: string, known: string | undefined) => Promise<HotPage | null>;

const COMMANDS = '/api/commands';
const LIVE = '/live/';
const PAGE = '/d/';
const PLAIN_NAME = /^[A-Za-z0-9_-]{1,64}(\.json)?$/u;
/** One tag, as caches and browsers send it. */
const PLAIN_TAG = /^(W\/)?"[\w-]{1,100}"$/u;

/**
 * The three addresses that a crowd asks for, answered without express: its chain of middleware costs seven times what reading and
 * answering a command does. Nothing is decided here: each has one function, which express' route calls as well, and whatever is spelled
 * in another way than browsers and programs do (a query, a slash at the end, weights among the encodings) is express' to answer.
 */
export function hotPaths(deps: HttpDeps, limits: RateLimits, meters: Meters, pages: HotPages | null, express: RequestListener): RequestListener {
  const callerOf = callersBehind(deps.trustProxy);
  /** The last one: asked for by everybody until the next. */
  let live: Packed | null = null;
  const pagesMade = new WeakMap<object, Packed>();

  const send = async (response: ServerResponse, isSecure: boolean, answer: Answer, packing: Packing | null): Promise<void> => {
    const { status, headers, body } = answer;
    const isSmall = body === null || body.text.length < WORTH_PACKING;
    const isPacked = packing !== null && !isSmall;
    // A short text goes out in one piece with its head; a page would be encoded anew for each reader.
    const bytes = isSmall ? (body?.text ?? null) : isPacked ? await body.as(packing) : body.bytes();
    // Who went away meanwhile is told nothing.
    if (response.destroyed) return;
    const said: string[] = [];
    for (const [name, value] of commonHeaders(isSecure)) if (headers[name] === undefined) said.push(name, value);
    for (const name in headers) said.push(name, headers[name] ?? '');
    // What can be packed says so to caches, also when it was too small to be.
    if (headers['Content-Type'] !== undefined) said.push('Vary', 'Accept-Encoding');
    if (isPacked) said.push('Content-Encoding', packing);
    if (bytes !== null) said.push('Content-Length', String(Buffer.byteLength(bytes)));
    response.writeHead(status, said);
    response.end(bytes ?? undefined);
  };
  const answered = async (
    request: IncomingMessage,
    response: ServerResponse,
    route: AnsweredRoute,
    packing: Packing | null,
    make: (address: string | undefined) => Promise<Answer | null>,
  ): Promise<void> => {
    const began = performance.now();
    const { address, secure } = callerOf(request);
    let answer: Answer | null;
    try {
      answer = await make(address);
    } catch (error) {
      answer = plainAnswer(errorReply(error, route, deps));
    }
    if (answer === null) return void express(request, response);
    response.once('finish', () => noteAnswer(deps, meters, request, route, response.statusCode, performance.now() - began));
    await send(response, secure, answer, packing);
  };

  return (request, response) => {
    const { method, url = '' } = request;
    const isRead = method === 'GET';
    if (!isRead && (method !== 'POST' || url !== COMMANDS)) return void express(request, response);
    const packing = packingOf(request.headers['accept-encoding']);
    if (packing === undefined) return void express(request, response);
    if (!isRead) {
      answered(request, response, COMMANDS, packing, async (address) => plainAnswer(await commandReply(request, address, deps, limits))).catch(
        (error: unknown) => giveUp(error, response, deps),
      );
      return;
    }
    const isLive = url.startsWith(LIVE);
    const name = isLive ? url.slice(LIVE.length) : url.startsWith(PAGE) ? url.slice(PAGE.length) : '';
    const known = request.headers['if-none-match'];
    if (!PLAIN_NAME.test(name) || (known !== undefined && !PLAIN_TAG.test(known))) return void express(request, response);
    if (isLive) {
      answered(request, response, '/live/:file', packing, async () => {
        const { status, headers, body } = await liveReply(name, known, deps);
        if (body === null) return { status, headers, body: null };
        if (live?.text !== body) live = packed(body);
        return { status, headers, body: live };
      }).catch((error: unknown) => giveUp(error, response, deps));
      return;
    }
    if (pages === null) return void express(request, response);
    answered(request, response, '/d/:code', packing, async () => {
      // What fails here fails there again, and is told as a page.
      const page = await pages(name, known).catch(() => null);
      if (page === null) return null;
      const { status, headers, html } = page;
      if (html === null) return { status, headers, body: null };
      const body = pagesMade.get(html) ?? packed(html.text);
      pagesMade.set(html, body);
      return { status, headers, body };
    }).catch((error: unknown) => giveUp(error, response, deps));
  };
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Packed | null;
}
const plainAnswer = ({ status, headers, body }: Reply): Answer => ({ status, headers, body: body === null ? null : packed(body) });

/** It broke while it was being sent: nothing can be said on this line any more. */
function giveUp(error: unknown, response: ServerResponse, deps: Pick<HttpDeps, 'log'>): void {
  deps.log.error({ err: error }, 'an answer could not be sent');
  response.destroy();
}
