import { PROTOCOL, STALE_AFTER_MS } from '@protocol/limits.ts';
import type { MyHoldPart, MyOrderPart, Parts } from '@protocol/parts.ts';
import { openLine, type Line } from '@protocol/sync.ts';
import type { Instant } from '@protocol/time.ts';
import { newId } from './dom.ts';
import { pageNow } from './clock.ts';

declare const __BUILD__: string;

/** Where the socket is refused (some offices, some hotels) the public snapshot is read instead. */
const POLL_EVERY_MS = 3_000;
/** The socket gets this long before it counts as refused. */
const SOCKET_WITHIN_MS = 4_000;
/** One's own holds change by one's own hand mostly. */
const OWN_EVERY = 3;

export interface Source {
  /** Null until something was heard. */
  parts(): Parts | null;
  holds(): readonly MyHoldPart[];
  orders(): readonly MyOrderPart[];
  /** Whether this browser entered its draw, or stands in its line. */
  waitsIn(dropId: string): boolean;
  /** Chats in which a name is paired with this browser; null where that was not heard. */
  chats(): readonly string[] | null;
  /** Whether holds and orders were heard: nothing of one's own is not the same as nobody asked. */
  knowsOwn(): boolean;
  now(): Instant;
  /** Milliseconds since the shown was known to be true; 0 while the line lives. */
  age(): number;
  /** The line, where it lives: commands go over it. */
  line(): Line | null;
}

interface OwnParts {
  readonly holds?: readonly MyHoldPart[];
  readonly orders?: readonly MyOrderPart[];
  readonly chats?: readonly string[];
  readonly draws?: readonly { readonly dropId: string }[];
  readonly waits?: readonly { readonly dropId: string }[];
}

/** The socket, with the cached snapshot as a second way. `changed` is called after every change. */
export async function openSource(code: string | null, showId: string | null, changed: () => void): Promise<Source> {
  const openedAt = performance.now();
  let polled: { readonly epoch: string; readonly rev: number; readonly parts: Parts; readonly at: number } | null = null;
  let ownPolled: OwnParts = {};
  let polls = 0;
  // First, so that the socket comes with the cookie. Refused or unanswered: the page goes on without being anyone's, and says it again later.
  let seen = code === null;
  const beSeen = async (): Promise<void> => {
    if (seen) return;
    const answer = await fetch('/api/seen', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ code }) }).catch(
      () => null,
    );
    seen = answer?.ok ?? false;
  };
  await beSeen();

  let line: Line | null = null;
  try {
    const { openWire } = await import('./wire.ts');
    line = openLine({
      audience: 'public', show: showId, key: null, build: __BUILD__, protocol: PROTOCOL, open: openWire, clock: () => performance.now(), newId, staleAfterMs: STALE_AFTER_MS, retryMs: 1_000,
    }); // prettier-ignore
    line.subscribe(changed);
  } catch {
    // The script of the line did not come through: polling is the way then.
  }
  const isLive = (): boolean => line?.view().status === 'live';
  let lostAt = performance.now();

  let pollFor = showId ?? 'now';
  const poll = async (): Promise<void> => {
    const answer = await fetch(`/live/${pollFor}.json`);
    // The evening went on to another show: what is on now is still worth telling.
    if (answer.status === 404) pollFor = 'now';
    if (!answer.ok) return;
    // The public snapshot: whole parts by the protocol.
    const { epoch, rev, parts, stale } = (await answer.json()) as {
      readonly epoch: string;
      readonly rev: number;
      readonly parts: Parts;
      readonly stale?: true;
    };
    const before = polled ?? line?.view();
    // Another node or a cache may be behind what was shown here; what may be old anywhere does not grow younger by being read.
    if (before === undefined || before.epoch !== epoch || before.rev <= rev)
      polled = { epoch, rev, parts, at: stale === true ? (polled?.at ?? openedAt) : performance.now() };
    if (polls % OWN_EVERY === 0) {
      await beSeen();
      const own = seen ? await fetch('/api/state/me') : null;
      if (own?.ok) ownPolled = ((await own.json()) as { readonly parts: OwnParts }).parts;
    }
    polls += 1;
    changed();
  };
  let polling = false;
  setInterval(() => {
    if (isLive()) {
      lostAt = performance.now();
      polled = null;
      return;
    }
    if (showId === null || polling || document.hidden || performance.now() - lostAt < SOCKET_WITHIN_MS) return;
    if (polled !== null && performance.now() - polled.at < POLL_EVERY_MS) return;
    polling = true;
    poll()
      // Away: the age of what is shown says so.
      .catch(() => undefined)
      .finally(() => setTimeout(() => (polling = false), POLL_EVERY_MS / 3));
  }, 500);

  const own = (): OwnParts => {
    // The parts of `me`, as MeParts says.
    const mine = (line?.view().me ?? {}) as OwnParts;
    return mine.holds === undefined && mine.orders === undefined ? ownPolled : mine;
  };
  return {
    parts: () => (polled !== null ? polled.parts : line !== null && line.view().epoch !== null ? line.view().parts : null),
    holds: () => own().holds ?? [],
    orders: () => own().orders ?? [],
    waitsIn: (dropId) => [...(own().draws ?? []), ...(own().waits ?? [])].some((mine) => mine.dropId === dropId),
    chats: () => own().chats ?? null,
    knowsOwn: () => own().holds !== undefined,
    now: () => (line !== null && line.now() > 0 ? line.now() : pageNow()),
    age: () =>
      isLive()
        ? 0
        : performance.now() -
          Math.max(polled?.at ?? openedAt, line !== null && line.view().epoch !== null ? performance.now() - line.view().silentMs : openedAt),
    line: () => (isLive() ? line : null),
  };
}
