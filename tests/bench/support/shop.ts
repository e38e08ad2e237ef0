import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandInput, CommandName, CommandResult } from '@protocol/commands.ts';
import type { Actor } from '@protocol/roles.ts';
import { createApp, type Started } from '../../../server/app.ts';
import { readConfig } from '../../../server/config.ts';
import { newViewer } from '../../../server/dispatch/authenticate.ts';
import { later } from '../../../server/edges/later/later.ts';
import { createLogger } from '../../../server/logger.ts';
import { pretendToAsk } from '../../../server/reach.ts';
import { realDeps } from '../../../server/real-deps.ts';
import { brokenRules } from '../../../server/shop/invariants.ts';
import { localPay } from './local-pay.ts';

/** The measured server: the whole app as `npm start` runs it, on SQLite in a folder of its own, and what sets a scene in it. */
export interface Opened {
  readonly port: number;
  /** From nothing to listening with the whole state: all of it, and of that the stores, the copy, and the rest. */
  readonly ms: number;
  readonly storesMs: number;
  readonly backupMs: number;
  readonly coreMs: number;
}
export interface OpenedDrop {
  readonly dropId: string;
  readonly sku: string;
  readonly code: string;
}
const owner: Actor = { kind: 'system', id: 'bench', role: 'owner', name: 'bench' };
const someone = (id: string): Actor => ({ kind: 'viewer', id, role: 'viewer', name: 'viewer' });
export function shopCalls() {
  let started: Started | null = null;
  let stop: () => Promise<void> = () => Promise.resolve();
  let ids = 0;
  let showId = '';
  let drops = 0;
  const commits = new Map<number, number>();
  const freshId = (): string => `bench-${process.pid}-${(ids += 1)}`;
  const app = (): Started => {
    if (started === null) throw new Error('the shop is not open');
    return started;
  };
  const wall = (): number => performance.timeOrigin + performance.now();
  const ask = async <N extends CommandName>(name: N, input: CommandInput<N>, actor: Actor): Promise<CommandResult<N>> => {
    const outcome = await app().core.submit(actor, { id: freshId(), name, input });
    if (!outcome.ok) throw new Error(`${name} was refused: ${outcome.refused.refused} ${JSON.stringify(outcome.refused.details)}`);
    // Made by the schema of this command.
    return outcome.result as CommandResult<N>;
  };
  const claim = ({ dropId, sku }: OpenedDrop, viewer: string) => ask('hold.place', { dropId, lines: [{ sku, quantity: 1 }] }, someone(viewer));

  const start = async (dataDir: string, env: Readonly<Record<string, string>>, isOurs: boolean): Promise<Opened> => {
    const read = readConfig({ ...env, PORT: '0', DATA_DIR: dataDir }, []);
    if (!read.ok) throw new Error(read.problems.join('\n'));
    const deps = realDeps(read.config, createLogger(read.config.logLevel, process.stderr));
    let storesMs = 0;
    let backupMs = 0;
    const began = performance.now();
    const own = createApp(read.config, {
      ...deps,
      openStores: async () => {
        const from = performance.now();
        const stores = await deps.openStores();
        storesMs = performance.now() - from;
        return {
          ...stores,
          backup: async (at) => {
            const copying = performance.now();
            const copied = await stores.backup(at);
            backupMs = performance.now() - copying;
            return copied;
          },
        };
      },
      adapters: { ...deps.adapters, chats: [], payments: [later(), localPay] },
      pictures: { fetch: null, pausesMs: [] },
      askReach: pretendToAsk,
      obs: null,
    });
    started = await own.start();
    const ms = performance.now() - began;
    stop = async () => {
      await own.stop();
      if (isOurs) rmSync(dataDir, { recursive: true, force: true });
    };
    return { port: started.port, ms, storesMs, backupMs, coreMs: ms - storesMs - backupMs };
  };
  const planShow = async (): Promise<void> => {
    ({ showId } = await ask('show.plan', { title: 'Tonight', startsAt: app().core.now(), minutes: 60, reach: 'network' }, owner));
  };

  return {
    /** A new shop on a free port of loopback; answers the port. `env`: over the defaults. */
    open: async (env: Readonly<Record<string, string>>): Promise<number> => {
      const { port } = await start(mkdtempSync(join(tmpdir(), 'dropcast-bench-')), env, true);
      await ask('shop.configure', { name: 'Bench', currency: 'EUR', locale: 'en', timeZone: 'Europe/Dublin', seller: { name: 'Ada', address: '1 Quay St', email: 'ada@shop.example' }, returnsUrl: 'https://shop.example/returns' }, owner); // prettier-ignore
      await ask('shipping.save', { flat: 490 }, owner);
      await planShow();
      return port;
    },
    /** One more node of a shop that another one opened; answers the port. */
    join: async (env: Readonly<Record<string, string>>): Promise<number> => (await start(mkdtempSync(join(tmpdir(), 'dropcast-bench-')), env, true)).port,
    /** A shop that is there already; stopped, it keeps a snapshot. */
    openKept: (dataDir: string): Promise<Opened> => start(dataDir, {}, false),
    /** So many drops of one variant each, all on sale when this answers. */
    drops: async (count: number, units: number): Promise<readonly OpenedDrop[]> => {
      const opened: OpenedDrop[] = [];
      if (showId === '') await planShow();
      let opensAt = 0;
      for (let at = 0; at < count; at += 1) {
        drops += 1;
        const sku = `LAMP-${drops}`;
        await ask('product.save', { handle: `lamp-${drops}`, title: `Desk lamp ${drops}`, body: '', vendor: '', pictures: [], options: [], variants: [{ sku, options: [], price: 2400, compareAt: null, cost: null, grams: 500, onHand: units }] }, owner); // prettier-ignore
        const { dropId } = await ask('drop.plan', { showId, title: `Lamps ${drops}`, mode: 'hold', lines: [{ sku, allotted: units, price: 2400 }], minutes: 60, holdSeconds: 3_600, perViewer: 1 }, owner); // prettier-ignore
        const fired = await ask('drop.fire', { dropId, expectOnAir: app().core.state.single('onAir') }, owner);
        opensAt = fired.opensAt;
        opened.push({ dropId, sku, code: fired.links[0]?.code ?? '' });
      }
      while (app().core.now() < opensAt) await sleep(50);
      return opened;
    },
    end: async (dropId: string): Promise<void> => void (await ask('drop.end', { dropId }, owner)),
    /** Cookies of people who were never here. */
    viewers: (count: number): readonly string[] => Array.from({ length: count }, () => `dc_viewer=${newViewer(app().people).cookie}`),
    keys: async (count: number, role: 'bot' | 'overlay' | 'host'): Promise<readonly string[]> => {
      const keys: string[] = [];
      for (let at = 0; at < count; at += 1) keys.push((await ask('key.create', { role, name: `key ${at}` }, owner)).key);
      return keys;
    },
    /** What the shop's clock is ahead of this machine's, in ms. */
    clock: (): number => app().core.now() - wall(),
    /** `count` claims in this process, one every so many ms: each is a patch to everybody. */
    tick: async (drop: OpenedDrop, count: number, everyMs: number): Promise<void> => {
      for (let at = 0; at < count; at += 1) {
        const next = sleep(everyMs);
        await claim(drop, freshId());
        await next;
      }
    },
    /** Changes of stock at this rate, for so long: a unit taken, and given back 200 later. Answers how many there were. */
    churn: async (drop: OpenedDrop, perSecond: number, ms: number): Promise<number> => {
      const held: { readonly viewer: string; readonly holdId: string }[] = [];
      const under = new Set<Promise<unknown>>();
      const began = performance.now();
      let done = 0;
      const one = (work: Promise<unknown>): void => {
        under.add(work);
        void work.finally(() => under.delete(work));
      };
      const off = app().core.onCommitted(({ batch }) => {
        const at = wall();
        for (let seq = batch.first; seq < batch.first + batch.events.length; seq += 1) commits.set(seq, at);
      });
      while (performance.now() - began < ms) {
        const due = Math.floor(((performance.now() - began) / 1_000) * perSecond);
        for (; done < due; done += 1) {
          const back = held.length >= 200 ? held.shift() : undefined;
          if (back !== undefined) one(ask('hold.release', { holdId: back.holdId }, someone(back.viewer)));
          else {
            const viewer = freshId();
            one(claim(drop, viewer).then(({ holdId }) => held.push({ viewer, holdId })));
          }
        }
        await sleep(5);
      }
      await Promise.all(under);
      off();
      return done;
    },
    /** The same on a drop of a few: half are taken, and as many come back. */
    churnFew: async (drop: OpenedDrop, perSecond: number, ms: number): Promise<void> => {
      const held: { readonly viewer: string; readonly holdId: string }[] = [];
      for (const until = performance.now() + ms; performance.now() < until; await sleep(1_000 / perSecond)) {
        const back = held.length >= 12 ? held.shift() : undefined;
        if (back !== undefined) await ask('hold.release', { holdId: back.holdId }, someone(back.viewer));
        else {
          const viewer = freshId();
          held.push({ viewer, holdId: (await claim(drop, viewer)).holdId });
        }
      }
      for (const { viewer, holdId } of held) await ask('hold.release', { holdId }, someone(viewer));
    },
    /** So many claims in this process, 64 in flight; the CPU they took in µs. */
    claimsHere: async (drop: OpenedDrop, count: number): Promise<number> => {
      const before = process.cpuUsage();
      let left = count;
      await Promise.all(
        Array.from({ length: 64 }, async () => {
          while (left > 0) {
            left -= 1;
            await claim(drop, freshId());
          }
        }),
      );
      const { user, system } = process.cpuUsage(before);
      return user + system;
    },
    /** What a public hello is answered with. */
    picture: async (): Promise<string> => {
      const response = await fetch(`http://127.0.0.1:${app().port}/api/state/public`);
      return response.text();
    },
    commits: (): ReadonlyMap<number, number> => commits,
    forgetCommits: (): void => commits.clear(),
    /** The place in the ledger. */
    seq: (): number => app().core.health().seq,
    /** Units sold of a drop, and what rules are broken. */
    sold: (dropId: string): { readonly sold: number; readonly broken: readonly string[] } => ({
      sold: (app().core.state.drops.get(dropId)?.lines ?? []).reduce((sum, line) => sum + line.sold, 0),
      broken: brokenRules(app().core.state),
    }),
    showId: (): string => showId,
    fire: async (dropId: string): Promise<number> => {
      const at = wall();
      await ask('drop.fire', { dropId, expectOnAir: app().core.state.single('onAir') }, owner);
      return at;
    },
    undo: async (dropId: string): Promise<void> => void (await ask('drop.undo', { dropId }, owner)),
    /** A drop that waits to be fired. */
    planned: async (): Promise<string> => {
      drops += 1;
      const sku = `LAMP-${drops}`;
      await ask('product.save', { handle: `lamp-${drops}`, title: `Desk lamp ${drops}`, body: '', vendor: '', pictures: [], options: [], variants: [{ sku, options: [], price: 2400, compareAt: null, cost: null, grams: 500, onHand: 100 }] }, owner); // prettier-ignore
      return (await ask('drop.plan', { showId, title: 'Lamps', mode: 'hold', lines: [{ sku, allotted: 100, price: 2400 }], minutes: 10, holdSeconds: 300, perViewer: 1 }, owner)).dropId; // prettier-ignore
    },
    close: () => stop(),
  };
}
export type ShopCalls = ReturnType<typeof shopCalls>;
