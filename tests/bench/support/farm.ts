import { setTimeout as sleep } from 'node:timers/promises';
import { PROTOCOL } from '@protocol/limits.ts';
import { quantile } from './sums.ts';
import { openWire, type Wire } from './wire.ts';

/** Many sockets to one server, in one process: who watches, and who sends commands over a socket. */
export interface Crowd {
  readonly port: number;
  readonly count: number;
  /** `live`: socket.io with our hello. `socket.io`: its default namespace, nothing said. `raw`: a plain websocket. */
  readonly speaks: 'live' | 'socket.io' | 'raw';
  /** One for each socket in turn; empty for none. */
  readonly keys: readonly string[];
  /** What a raw one says first and waits for an answer to; null: it says nothing. */
  readonly greeting: string | null;
}
export interface Heard {
  readonly messages: number;
  readonly bytes: number;
  /** ms from the instant a message names to its arrival. */
  readonly p50: number;
  readonly p99: number;
  /** Patches that did not go on from what the socket had. */
  readonly gaps: number;
  /** The least and the most that a socket is told of. */
  readonly revs: readonly [number, number];
  /** Of the last one: what a peer has to send to send as much. */
  readonly last: string;
}
/** One command of each: what it is answered after, in ms. */
export interface Answers {
  readonly ms: number;
  readonly p50: number;
  readonly p99: number;
  readonly refused: number;
}

interface Member {
  wire: Wire;
  fresh: boolean;
  rev: number;
  /** Waits for the ack with this number. */
  acked: ((text: string) => void) | null;
}
const AT_ONCE = 100;
const HEAD = 400;
const RETRY_MS = 250;
const TRIES = 40;

export function farmCalls() {
  let crowd: Crowd | null = null;
  const members: Member[] = [];
  let messages = 0;
  let bytes = 0;
  let gaps = 0;
  let offset = 0;
  let last = Buffer.alloc(0);
  let waits: number[] = [];
  /** Arrivals by the rev that was arrived at. */
  let arrivals = new Map<number, { readonly from: number; readonly at: number[] }>();
  let keepsArrivals = false;

  const numberAfter = (head: string, name: string): number => {
    const at = head.indexOf(name);
    return at < 0 ? NaN : Number.parseInt(head.slice(at + name.length, at + name.length + 20), 10);
  };
  const heardOne = (member: Member, payload: Buffer): void => {
    messages += 1;
    bytes += payload.length;
    const at = performance.timeOrigin + performance.now();
    const head = payload.toString('latin1', 0, Math.min(HEAD, payload.length));
    waits.push(at - (numberAfter(head, '"now":') - offset));
    if (crowd?.speaks !== 'live') {
      last = payload.length === last.length ? last : Buffer.from(payload);
      return;
    }
    const from = numberAfter(head, '"from":');
    const rev = numberAfter(head, '"rev":');
    if (from > member.rev) gaps += 1;
    member.rev = Math.max(member.rev, rev);
    if (rev > from) {
      last = Buffer.from(payload);
      if (keepsArrivals) {
        const known = arrivals.get(rev);
        if (known === undefined) arrivals.set(rev, { from, at: [at] });
        else known.at.push(at);
      }
    }
  };

  /** Who is shut out comes again, as a page does. */
  const join = (member: Member, at: number, all: Crowd, tries: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const { port, speaks, keys } = all;
      const isFresh = (): void => {
        member.fresh = true;
        resolve();
      };
      member.fresh = false;
      member.rev = 0;
      member.wire = openWire(port, speaks === 'raw' ? '/' : '/socket.io/?EIO=4&transport=websocket', [], {
        open: (wire) => {
          if (speaks === 'raw' && all.greeting === null) isFresh();
          else if (speaks === 'raw') wire.send(all.greeting ?? '');
          else wire.send(speaks === 'live' ? '40/live,' : '40');
        },
        text: (wire, payload) => {
          if (speaks === 'raw') {
            if (member.fresh && member.acked === null) return heardOne(member, payload);
            if (!member.fresh) return isFresh();
            const { acked } = member;
            member.acked = null;
            return acked?.(payload.toString());
          }
          // engine.io: 0 open, 2 ping, 4 message; then socket.io: 0 connected, 2 event, 3 ack.
          const kind = payload[0];
          if (kind === 0x32) return wire.send('3');
          if (kind !== 0x34) return;
          const what = payload[1];
          if (what === 0x30) {
            if (speaks === 'socket.io') return isFresh();
            const hello = {
              protocol: PROTOCOL,
              build: 'bench',
              audience: 'public',
              show: null,
              key: keys.length === 0 ? null : (keys[at % keys.length] ?? null),
            };
            return wire.send(`42/live,0${JSON.stringify(['hello', hello])}`);
          }
          if (what === 0x32) return heardOne(member, payload);
          if (what !== 0x33) return;
          if (!member.fresh) {
            member.rev = numberAfter(payload.toString('latin1', 0, HEAD), '"rev":');
            return isFresh();
          }
          const { acked } = member;
          member.acked = null;
          acked?.(payload.toString());
        },
        closed: (wire) => {
          // Of a line that was given up before, the end may come late.
          if (member.wire !== wire) return;
          if (member.fresh) member.fresh = false;
          else if (tries < TRIES) setTimeout(() => void join(member, at, all, tries + 1).then(resolve, reject), RETRY_MS);
          else reject(new Error('a socket was closed before it was fresh, time and again'));
        },
      });
    });
  const inTurn = async (count: number, atOnce: number, one: (at: number) => Promise<void>): Promise<void> => {
    let next = 0;
    await Promise.all(
      Array.from({ length: Math.min(atOnce, count) }, async () => {
        for (let at = next++; at < count; at = next++) await one(at);
      }),
    );
  };
  const nobody: Wire = { send: () => undefined, destroy: () => undefined };

  return {
    /** ms until all of them had their first picture. */
    connect: async (all: Crowd): Promise<number> => {
      crowd = all;
      const began = performance.now();
      const had = members.length;
      for (let at = 0; at < all.count; at += 1) members.push({ wire: nobody, fresh: false, rev: 0, acked: null });
      await inTurn(all.count, AT_ONCE, (at) => join(members[had + at] as Member, at, all, 0));
      return performance.now() - began;
    },
    /** All at once, as after a node was restarted: ms until every one is fresh. */
    reconnect: async (): Promise<number> => {
      const all = crowd as Crowd;
      for (const { wire } of members) wire.destroy();
      await sleep(300);
      const began = performance.now();
      await Promise.all(members.map((member, at) => join(member, at, all, 0)));
      return performance.now() - began;
    },
    fresh: (): number => members.filter(({ fresh }) => fresh).length,
    /** Forgets what was heard. `clock`: what the server's clock is ahead of this machine's. */
    listen: (clock: number, withArrivals: boolean): void => {
      offset = clock;
      messages = 0;
      bytes = 0;
      gaps = 0;
      waits = [];
      arrivals = new Map();
      keepsArrivals = withArrivals;
    },
    /** Until nothing has come for a while. */
    settled: async (quietMs: number, mostMs: number): Promise<void> => {
      const until = performance.now() + mostMs;
      for (let before = -1; before !== messages && performance.now() < until; await sleep(quietMs)) before = messages;
    },
    /** Until so many came; false where they did not. */
    hears: async (least: number, mostMs: number): Promise<boolean> => {
      const until = performance.now() + mostMs;
      while (messages < least && performance.now() < until) await sleep(2);
      return messages >= least;
    },
    heard: (): Heard => {
      const revs = members.map(({ rev }) => rev);
      return {
        messages,
        bytes,
        gaps,
        p50: waits.length === 0 ? 0 : quantile(waits, 0.5),
        p99: waits.length === 0 ? 0 : quantile(waits, 0.99),
        revs: [Math.min(...revs), Math.max(...revs)],
        last: last.toString(),
      };
    },
    /** `commits`: when each seq became durable, on this machine's clock. How old each change was at each socket it reached, p50 and p99 in ms. */
    ages: (commits: ReadonlyMap<number, number>): { readonly p50: number; readonly p99: number; readonly reached: number } => {
      const buckets = new Uint32Array(60_000);
      let total = 0;
      for (const [rev, { from, at }] of arrivals) {
        for (let seq = from + 1; seq <= rev; seq += 1) {
          const committed = commits.get(seq);
          if (committed === undefined) continue;
          for (const arrived of at) {
            const age = Math.min(buckets.length - 1, Math.max(0, Math.round(arrived - committed)));
            buckets[age] = (buckets[age] ?? 0) + 1;
            total += 1;
          }
        }
      }
      const under = (share: number): number => {
        let sum = 0;
        for (let age = 0; age < buckets.length; age += 1) if ((sum += buckets[age] ?? 0) >= share * total) return age;
        return NaN;
      };
      return { p50: under(0.5), p99: under(0.99), reached: total };
    },
    /** Each socket asks its share, one after the other; `texts` are frames with `#` where the ack's number goes. */
    commands: async (texts: readonly string[]): Promise<Answers> => {
      const took = new Float64Array(texts.length);
      let refused = 0;
      let next = 0;
      const isRaw = crowd?.speaks === 'raw';
      const began = performance.now();
      await Promise.all(
        members.map(async (member) => {
          for (let at = next++; at < texts.length; at = next++) {
            const asked = performance.now();
            const answer = await new Promise<string>((resolve) => {
              member.acked = resolve;
              member.wire.send((texts[at] ?? '').replace('#', isRaw ? '' : String(at + 1)));
            });
            took[at] = performance.now() - asked;
            if (!answer.includes('"ok":true')) refused += 1;
          }
        }),
      );
      return { ms: performance.now() - began, p50: quantile(took, 0.5), p99: quantile(took, 0.99), refused };
    },
    leave: async (): Promise<void> => {
      for (const { wire } of members) wire.destroy();
      members.length = 0;
      await sleep(300);
    },
  };
}
export type FarmCalls = ReturnType<typeof farmCalls>;
