import type { ReachPart, ReachTrouble, TunnelState } from '@protocol/parts.ts';
import { SECOND, type DurationMs, type Instant } from '@protocol/time.ts';
import { askHealth, type Answer, type Asked } from './nonce.ts';
import type { Log } from './ports/log.ts';

/**
 * Every 10 s the shop calls itself by the address that buyers have (CONTRACT). What keeps them away is told within 15 s, so that one
 * look takes at most `ASK_WITHIN`, and the desk hears of it a second later.
 */
const LOOK_EVERY: DurationMs = 10 * SECOND;
/** It is gone: the next look comes sooner, since everybody waits for it to be back. */
const LOOK_AGAIN_AFTER: DurationMs = 5 * SECOND;
const ASK_WITHIN: DurationMs = 3_500;
/** No answer by now, and it is asked a second time over another line: one lost packet is no outage. */
const SECOND_ASK_AFTER: DurationMs = 1_200;
/** Nobody looked for so long that what was last seen says nothing any more. */
const FORGOTTEN_AFTER: DurationMs = 30 * SECOND;
const TICK: DurationMs = SECOND;

export type AskReach = (origin: string, withinMs: DurationMs, secret: Uint8Array) => Asked;

/** Where buyers are sent, and by whom. */
export interface Address {
  readonly url: string | null;
  readonly from: ReachPart['from'];
}
export interface ReachOptions {
  readonly address: () => Address;
  readonly network: () => readonly string[];
  readonly networkFirst: boolean;
  readonly tunnel: () => TunnelState | null;
  readonly secret: Uint8Array;
  /** A show is live or a desk is open: a shop that nobody looks at need not call itself all night. */
  readonly isWatched: () => boolean;
  readonly ask: AskReach;
  readonly now: () => Instant;
  readonly log: Log;
}
export interface Reach {
  part(): ReachPart;
  /** Looks now, whoever watches. */
  check(): Promise<ReachPart>;
  stop(): Promise<void>;
}

type Verdict = Pick<ReachPart, 'state' | 'since' | 'checkedAt' | 'why' | 'detail' | 'before' | 'proxyUnheard'>;

export function watchReach(options: ReachOptions): Reach {
  const { now, log } = options;
  let address = options.address();
  const fresh = (): Verdict => ({
    state: address.url === null ? 'none' : 'checking',
    since: now(),
    checkedAt: null,
    why: null,
    detail: '',
    before: null,
    proxyUnheard: false,
  });
  let verdict = fresh();
  /** By the monotonic clock: a clock that is set must not stop the looking. */
  let lookedAt = -Infinity;
  let looking: Promise<void> | null = null;
  let isStopped = false;

  const part = (): ReachPart => {
    follow();
    return { ...verdict, url: address.url, from: address.from, network: options.network(), networkFirst: options.networkFirst, tunnel: options.tunnel() };
  };
  /** Another address is another question. */
  function follow(): void {
    const next = options.address();
    const isOther = next.url !== address.url;
    address = next;
    if (!isOther) return;
    verdict = fresh();
    lookedAt = -Infinity;
  }
  const settle = (found: { readonly why: ReachTrouble; readonly detail: string } | { readonly why: null; readonly seesHttps: boolean | null }): void => {
    const at = now();
    const state = found.why === null ? 'reached' : 'failing';
    const changed = verdict.state !== state;
    if (changed && state === 'failing') log.warn({ url: address.url, why: found.why }, 'buyers cannot reach the shop');
    if (changed && verdict.state === 'failing') log.warn({ url: address.url, since: verdict.since }, 'buyers reach the shop again');
    verdict = {
      state,
      since: changed ? at : verdict.since,
      checkedAt: at,
      why: found.why,
      detail: found.why === null ? '' : found.detail,
      before: state === 'failing' ? null : verdict.state === 'failing' ? { since: verdict.since, until: at } : verdict.before,
      proxyUnheard: found.why === null && found.seesHttps === false && address.url?.startsWith('https:') === true,
    };
  };
  const look = async (): Promise<void> => {
    const { url } = address;
    if (url === null) return;
    lookedAt = performance.now();
    const answer = await askTwice(options.ask, url, options.secret);
    // What was found at the last address is no news of this one.
    if (isStopped || url !== address.url) return;
    switch (answer.who) {
      case 'ours':
        return settle({ why: null, seesHttps: answer.seesHttps });
      case 'dropcast':
        return settle({ why: 'not-ours', detail: 'dropcast' });
      case 'other':
      case 'silent':
        return settle(answer);
      default:
        return answer satisfies never;
    }
  };
  const lookOnce = (): Promise<void> =>
    (looking ??= look()
      .catch((error: unknown) => log.error({ err: error }, 'whether buyers reach the shop could not be found out'))
      .finally(() => {
        looking = null;
      }));

  const tick = (): void => {
    follow();
    if (address.url === null || !options.isWatched()) return;
    const since = performance.now() - lookedAt;
    if (since >= FORGOTTEN_AFTER && verdict.checkedAt !== null) verdict = fresh();
    if (since >= (verdict.state === 'failing' ? LOOK_AGAIN_AFTER : LOOK_EVERY)) void lookOnce();
  };
  const timer = setInterval(tick, TICK);

  return {
    part,
    check: async () => {
      follow();
      await lookOnce();
      // That look was already under way, at an address that is no longer it.
      if (verdict.state === 'checking') await lookOnce();
      return part();
    },
    stop: async () => {
      isStopped = true;
      clearInterval(timer);
      await looking;
    },
  };
}

/** Nobody listens, somebody else answers: that is clear. A silence may be one lost packet. */
function isClear(answer: Answer): boolean {
  return answer.who !== 'silent' || answer.why === 'refused' || answer.why === 'tls';
}
/** An answer, or two failures in a row; both together within `ASK_WITHIN`. */
async function askTwice(ask: AskReach, url: string, secret: Uint8Array): Promise<Answer> {
  const began = performance.now();
  const first = ask(url, ASK_WITHIN, secret);
  const early = await Promise.race([first.answer, wait(SECOND_ASK_AFTER)]);
  if (early !== null && isClear(early)) return early;
  // Still looking for the name: a second question would wait in the same queue of the system.
  if (early === null && first.stage() === 'name') return first.answer;
  const second = ask(url, ASK_WITHIN - (performance.now() - began), secret);
  if (early !== null) return second.answer;
  return new Promise((resolve) => {
    let failures = 0;
    for (const { answer } of [first, second])
      void answer.then((each) => {
        failures += 1;
        if (isClear(each) || failures === 2) resolve(each);
      });
  });
}
const wait = (ms: DurationMs): Promise<null> => new Promise((resolve) => setTimeout(() => resolve(null), ms));

/** How it is asked in earnest. */
export const askForReal: AskReach = (origin, withinMs, secret) => askHealth(origin, withinMs, secret);
/** E5: the demo and a rehearsal call nobody; all is well there. */
export const pretendToAsk: AskReach = () => ({ answer: Promise.resolve({ who: 'ours', seesHttps: null }), stage: () => 'answer' });
