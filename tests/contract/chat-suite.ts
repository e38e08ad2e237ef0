import { afterEach, describe, expect, it } from 'vitest';
import {
  chatLevels,
  PLAIN_POST,
  postKinds,
  type ChatAdapter,
  type ChatConnection,
  type ChatLine,
  type ChatStatus,
  type LogInCode,
  type LogInStore,
} from '../../server/ports/chat.ts';
import { settingFields, type Settings } from '../../server/ports/manifest.ts';
import { memoryLogIn } from '../support/memory-log-in.ts';
import { until } from '../support/until.ts';

/** A chat platform in the hand: what the suite does to it from the other side. */
export interface ChatWorld {
  readonly adapter: ChatAdapter;
  readonly settings: Settings;
  /** A log-in that the platform refuses. */
  readonly refusedSettings: Settings;
  /** What a log-in by a code brought before, where nothing else is enough to connect; null where the settings are. */
  readonly kept: { readonly good: Settings; readonly refused: Settings } | null;
  delivered(): readonly string[];
  /** Clients of ours in the room; null where each message is a request of its own. */
  readonly present: (() => number) | null;
  /** Nobody hears it where the chat is not read. */
  viewerSays(userId: string, mod: boolean, text: string): void;
  makeMod(): void;
  /** It hears and does not answer. */
  mute(on: boolean): void;
  dropConnections(): void;
  /** Null where everything is typed into the form. */
  readonly logIn: {
    /** Enough to log in with, and nothing of an account. */
    readonly settings: Settings;
    /** Somebody types the code at the platform, and allows it or does not. */
    approve(code: LogInCode): void;
    deny(code: LogInCode): void;
    /** Codes shown from now on are good for this long, and may be asked about this often. */
    pace(expiresInMs: number, pollEveryMs: number): void;
    /** The platform's log-in server does not answer. */
    goDown(down: boolean): void;
  } | null;
  close(): Promise<void>;
}

interface Watched {
  readonly connection: ChatConnection;
  readonly statuses: { readonly status: ChatStatus; readonly note: string }[];
  readonly lines: ChatLine[];
}

/** What every chat adapter keeps, whatever stands behind it (DESIGN §2, rules E). */
export function chatSuite(name: string, makeWorld: () => Promise<ChatWorld>): void {
  describe(`chat port: ${name}`, () => {
    const toClose: (() => Promise<void>)[] = [];
    afterEach(async () => {
      for (const close of toClose.splice(0).reverse()) await close();
    });
    const open = async (): Promise<ChatWorld> => {
      const world = await makeWorld();
      toClose.push(() => world.close());
      return world;
    };
    const watch = (world: ChatWorld, settings: Settings, store: LogInStore = memoryLogIn(world.kept?.good ?? null)): Watched => {
      const statuses: { status: ChatStatus; note: string }[] = [];
      const lines: ChatLine[] = [];
      const events = {
        status: (status: ChatStatus, note: string) => statuses.push({ status, note }),
        line: (line: ChatLine) => lines.push(line),
        show: () => 'on' as const,
      };
      const connection = world.adapter.connect(settings, events, store);
      toClose.push(() => connection.close());
      return { connection, statuses, lines };
    };
    const connected = async (world: ChatWorld): Promise<Watched> => {
      const watched = watch(world, world.settings);
      await until(() => watched.statuses.at(-1)?.status === 'connected');
      return watched;
    };

    it('says of itself all that the panel, the doctor and the budget need', async () => {
      const { adapter, settings } = await open();
      const { manifest } = adapter;
      expect(manifest.id).toMatch(/^[a-z][a-z0-9-]{1,30}$/u);
      expect(manifest.label).not.toBe('');
      expect(manifest.limits.messages).toBeGreaterThan(0);
      expect(manifest.limits.windowMs).toBeGreaterThan(0);
      expect(manifest.limits.longest).toBeGreaterThanOrEqual(100);
      const delays = manifest.latencies.map(({ delaySeconds }) => delaySeconds);
      expect(delays).toEqual([...new Set(delays)].sort((a, b) => a - b));
      expect(manifest.capabilities.kinds).toContain('plain');
      for (const kind of manifest.capabilities.kinds) expect(postKinds).toContain(kind);
      for (const field of settingFields(manifest)) {
        expect(field.title, field.name).not.toBe(field.name);
        expect(field.hint, field.name).not.toBe('');
      }
      expect(manifest.settings.safeParse(settings).success).toBe(true);
      expect(manifest.settings.safeParse({}).success).toBe(manifest.enabledByDefault);
    });

    it('connect returns at once and reports how it goes', async () => {
      const world = await open();
      const watched = watch(world, world.settings);
      expect(watched.statuses).toEqual([]);
      await until(() => watched.statuses.at(-1)?.status === 'connected');
      expect(watched.statuses[0]?.status).toBe('connecting');
      for (const { note } of watched.statuses) expect(note).not.toBe('');
      if (world.present !== null) expect(world.present()).toBe(1);
    });

    it('E2 a post that is out is done, and out once, as it was written', async () => {
      const world = await open();
      const { connection } = await connected(world);
      const text = 'Brass lamp is open, €148. https://shop.example/d/AB12 — “été” 🪔 100 %';
      expect(await connection.post(text, PLAIN_POST)).toMatchObject({ outcome: 'done', receipt: expect.stringMatching(/^(?:sent|seen)$/u), note: '' });
      expect(world.delivered()).toEqual([text]);
    });

    it('posts asked for together all settle, and none is out twice', async () => {
      const world = await open();
      const { connection } = await connected(world);
      const texts = ['one', 'two', 'three', 'four'];
      const posted = await Promise.all(texts.map((text) => connection.post(text, PLAIN_POST)));
      expect(posted.map((one) => one.outcome)).toEqual(['done', 'done', 'done', 'done']);
      expect([...world.delivered()].sort()).toEqual([...texts].sort());
    });

    it('lines of viewers arrive with who wrote them; its own do not come back', async () => {
      const world = await open();
      const { connection, lines } = await connected(world);
      await connection.post('hello', PLAIN_POST);
      world.viewerSays('4711', false, '!drop');
      // A platform library once turned the id "1" into true.
      world.viewerSays('1', true, '!end now please');
      if (!world.adapter.manifest.capabilities.reads) return expect(lines).toEqual([]);
      await until(() => lines.length === 2);
      expect(lines).toMatchObject([
        { userId: '4711', text: '!drop', mod: false, level: 'viewer' },
        { userId: '1', text: '!end now please', mod: true, level: 'mod' },
      ]);
      for (const { name, level } of lines) {
        expect(name).not.toBe('');
        expect(chatLevels).toContain(level);
      }
      return undefined;
    });

    it('what does not fit, or would be two lines, is failed and never sent', async () => {
      const world = await open();
      const { connection } = await connected(world);
      const { longest } = world.adapter.manifest.limits;
      for (const text of ['x'.repeat(longest + 1), 'one\r\ntwo', 'one\nJOIN #other', '', '   ']) {
        const posted = await connection.post(text, PLAIN_POST);
        expect(posted.outcome, JSON.stringify(text.slice(0, 20))).toBe('failed');
        expect(posted.note).not.toBe('');
      }
      expect(await connection.post('y'.repeat(longest), PLAIN_POST)).toMatchObject({ outcome: 'done' });
      expect(world.delivered()).toEqual(['y'.repeat(longest)]);
    });

    it('E2 no answer is unknown, within ten seconds, never done', async () => {
      const world = await open();
      const { connection } = await connected(world);
      world.mute(true);
      const posted = await connection.post('is anybody there', PLAIN_POST);
      expect(posted.outcome).toBe('unknown');
      expect(posted.note).not.toBe('');
    });

    it('E2 a connection cut while posting is unknown or failed, never done and never an exception', async () => {
      const world = await open();
      const { connection } = await connected(world);
      world.mute(true);
      const posting = connection.post('cut off', PLAIN_POST);
      await until(() => world.delivered().length === 1);
      world.dropConnections();
      expect((await posting).outcome).toBe('unknown');
    });

    it('comes back by itself after a cut, and posts again', async () => {
      const world = await open();
      const { connection, statuses } = await connected(world);
      world.dropConnections();
      await until(() => statuses.some(({ status }) => status === 'lost'));
      await until(() => statuses.at(-1)?.status === 'connected');
      expect(await connection.post('back', PLAIN_POST)).toMatchObject({ outcome: 'done' });
      await until(() => world.present === null || world.present() === 1);
      expect(world.delivered()).toEqual(['back']);
    });

    it('a refused log-in is said in words, and a connection with better settings works', async () => {
      const world = await open();
      const bad = watch(world, world.refusedSettings, memoryLogIn(world.kept?.refused ?? null));
      await until(() => bad.statuses.some(({ status }) => status === 'refused'));
      expect(bad.statuses.find(({ status }) => status === 'refused')?.note).toMatch(/\w+ \w+/u);
      expect(await bad.connection.post('no', PLAIN_POST)).toMatchObject({ outcome: 'failed' });
      await bad.connection.close();
      const { connection } = await connected(world);
      expect(await connection.post('yes', PLAIN_POST)).toMatchObject({ outcome: 'done' });
      expect(world.delivered()).toEqual(['yes']);
    });

    it('settings that are none are "not set up", not an exception', async () => {
      const world = await open();
      const { connection, statuses } = watch(world, {});
      await until(() => statuses.length > 0);
      expect(statuses.at(-1)?.status).toBe('not-set-up');
      expect(await connection.post('no', PLAIN_POST)).toMatchObject({ outcome: 'failed' });
    });

    it('closed is closed: it leaves, posts nothing, says nothing more', async () => {
      const world = await open();
      const { connection, statuses, lines } = await connected(world);
      await connection.close();
      await connection.close();
      await until(() => (world.present?.() ?? 0) === 0);
      const before = statuses.length;
      world.viewerSays('7', false, '!drop');
      expect(await connection.post('late', PLAIN_POST)).toMatchObject({ outcome: 'failed' });
      world.dropConnections();
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(statuses.length).toBe(before);
      expect(lines).toEqual([]);
      expect(world.present?.() ?? 0).toBe(0);
      expect(world.delivered()).toEqual([]);
    });

    it('limits are never below what the manifest promises, moderator or not', async () => {
      const world = await open();
      world.makeMod();
      const { connection } = await connected(world);
      const { limits } = world.adapter.manifest;
      expect(connection.limits().messages).toBeGreaterThanOrEqual(limits.messages);
      expect(connection.limits().longest).toBe(limits.longest);
    });

    it('without a log-in it says so, and posts nothing', async () => {
      const world = await open();
      expect(world.adapter.logIn === null).toBe(world.logIn === null);
      if (world.logIn === null) return;
      const { connection, statuses } = watch(world, world.logIn.settings, memoryLogIn(null));
      await until(() => statuses.at(-1)?.status === 'not-set-up');
      expect(await connection.post('no', PLAIN_POST)).toMatchObject({ outcome: 'failed' });
      for (const line of await world.adapter.doctor(world.logIn.settings, null)) if (!line.ok) expect(line.mend).not.toBe('');
    });

    it('a log-in by a code: shown, waited for, then it posts; taken back, it posts no more', async () => {
      const world = await open();
      const { logIn } = world.adapter;
      if (world.logIn === null || logIn === null) return;
      world.logIn.pace(60_000, 1_000);
      for (const text of [logIn.about.text, logIn.about.link]) expect(text).not.toBe('');
      const started = await logIn.start(world.logIn.settings);
      if (!started.ok) throw new Error(started.note);
      // Where one is sent there and back, nothing is typed, and the platform sets no pace.
      if (logIn.back === null) expect(started.code).toMatchObject({ code: expect.stringMatching(/^\S{4,20}$/u), expiresInMs: 60_000, pollEveryMs: 1_000 });
      else expect(started.code.code).toBe('');
      expect(new URL(started.code.url).protocol).toMatch(logIn.back === null ? /^https:$/u : /^https?:$/u);
      expect(logIn.back?.({ state: 'guessed', code: 'x' }) ?? false).toBe(false);
      expect(started.code.url).not.toContain(started.code.secret);
      expect(await logIn.poll(world.logIn.settings, started.code)).toEqual({ how: 'waiting', note: '' });
      world.logIn.goDown(true);
      if (logIn.back !== null) world.logIn.approve(started.code);
      expect(await logIn.poll(world.logIn.settings, started.code)).toMatchObject({ how: 'waiting', note: expect.stringMatching(/\w+ \w+/u) });
      if (logIn.back === null) expect(await logIn.start(world.logIn.settings)).toMatchObject({ ok: false, note: expect.stringMatching(/\w+ \w+/u) });
      world.logIn.goDown(false);
      if (logIn.back === null) world.logIn.approve(started.code);
      const polled = await logIn.poll(world.logIn.settings, started.code);
      if (polled.how !== 'in') throw new Error(JSON.stringify(polled));
      expect(logIn.who(polled.logIn)).toMatchObject({ name: expect.stringMatching(/\w/u), ended: false });
      // A code is good once.
      expect(await logIn.poll(world.logIn.settings, started.code)).toMatchObject({ how: 'over' });

      const store = memoryLogIn(polled.logIn);
      const { connection, statuses } = watch(world, world.logIn.settings, store);
      await until(() => statuses.at(-1)?.status === 'connected');
      expect(await connection.post('hello', PLAIN_POST)).toMatchObject({ outcome: 'done' });
      expect((await world.adapter.doctor(world.logIn.settings, polled.logIn))[0]?.ok).toBe(true);
      await connection.close();
      expect(await logIn.logOut(polled.logIn)).toEqual({ note: '' });
      const after = watch(world, world.logIn.settings, store);
      await until(() => after.statuses.some(({ status }) => status === 'refused'));
      expect(logIn.who((await store.read()) ?? {}).ended).toBe(true);
    });

    it('a code that was denied or ran out is over; asking rejects never', async () => {
      const world = await open();
      const { logIn } = world.adapter;
      if (world.logIn === null || logIn === null) return;
      world.logIn.pace(60_000, 1_000);
      const denied = await logIn.start(world.logIn.settings);
      if (!denied.ok) throw new Error(denied.note);
      world.logIn.deny(denied.code);
      expect(await logIn.poll(world.logIn.settings, denied.code)).toMatchObject({ how: 'over', why: 'denied' });
      expect(await logIn.start({})).toMatchObject({ ok: false, note: expect.stringMatching(/\w+ \w+/u) });
      expect(await logIn.poll(world.logIn.settings, { ...denied.code, secret: 'never heard of' })).toMatchObject({ how: 'over' });
      expect(logIn.who({})).toMatchObject({ ended: true });
      expect(await logIn.logOut({})).toEqual({ note: '' });
    });

    it('the doctor says what is and what to do', async () => {
      const world = await open();
      const unset = await world.adapter.doctor(null, null);
      expect(unset.length).toBeGreaterThan(0);
      const kept = world.kept?.good ?? null;
      const lines = [...unset, ...(await world.adapter.doctor(world.settings, kept))];
      for (const line of lines) {
        expect(line.what).toContain(world.adapter.manifest.label);
        if (!line.ok) expect(line.mend).not.toBe('');
      }
      expect((await world.adapter.doctor(world.settings, kept))[0]?.ok).toBe(true);
    });
  });
}
