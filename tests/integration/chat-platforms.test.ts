import { afterEach, describe, expect, it } from 'vitest';
import { asWritten, discord } from '../../server/edges/discord/discord.ts';
import { kick } from '../../server/edges/kick/kick.ts';
import { signatureOf, signedHook } from '../../server/edges/signed-hook/signed-hook.ts';
import { youtube, YOUTUBE_TIMINGS, type YoutubeTimings } from '../../server/edges/youtube/youtube.ts';
import { ASKED_TIMINGS, type AskedTimings } from '../../server/ports/asked-chat.ts';
import { PLAIN_POST, type ChatAdapter, type ChatConnection, type ChatLine, type ChatStatus } from '../../server/ports/chat.ts';
import { publicOnly } from '../../server/ports/guarded-request.ts';
import type { Settings } from '../../server/ports/manifest.ts';
import { startFakeDiscord, type FakeDiscord } from '../support/fake-discord.ts';
import { startFakeKick, type FakeKick } from '../support/fake-kick.ts';
import { startFakeListener } from '../support/fake-listener.ts';
import { startFakeYoutube, type FakeYoutube } from '../support/fake-youtube.ts';
import { memoryLogIn, type MemoryLogIn } from '../support/memory-log-in.ts';
import { until } from '../support/until.ts';

const timings: AskedTimings = { ...ASKED_TIMINGS, postWithinMs: 6_000, checkEveryMs: 60, retryFromMs: 60, refusedFromMs: 60 };
const random = (): number => 0.5;
const toClose: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});

interface Watched {
  readonly connection: ChatConnection;
  readonly statuses: { readonly status: ChatStatus; readonly note: string }[];
  readonly lines: ChatLine[];
  readonly store: MemoryLogIn;
}
async function connect(adapter: ChatAdapter, settings: Settings, kept: Settings | null, first: ChatStatus, show: 'on' | 'none' = 'on'): Promise<Watched> {
  const statuses: Watched['statuses'] = [];
  const lines: ChatLine[] = [];
  const store = memoryLogIn(kept);
  const connection = adapter.connect(
    settings,
    { status: (status, note) => statuses.push({ status, note }), line: (line) => lines.push(line), show: () => show },
    store,
  );
  toClose.push(() => connection.close());
  await until(() => statuses.at(-1)?.status === first);
  return { connection, statuses, lines, store };
}
/** Words for people: never a platform's own body, code of an error or markup. */
const inWords = (note: string): void => {
  expect(note).toMatch(/\w+ \w+/u);
  expect(note).not.toMatch(/raw|<|\{|Unknown Webhook|rate limited/u);
};

describe('Discord', () => {
  const about = (subject: string) => ({ ...PLAIN_POST, subject });
  async function world(): Promise<{ readonly fake: FakeDiscord; readonly adapter: ChatAdapter; readonly settings: Settings }> {
    const fake = await startFakeDiscord();
    toClose.push(() => fake.close());
    return { fake, adapter: discord({ url: fake.url, timings, random }), settings: { address: `https://discord.com/api/webhooks/${fake.id}/${fake.token}` } };
  }

  it('changes its message of a drop, and posts another only for another drop, or where somebody deleted it', async () => {
    const { fake, adapter, settings } = await world();
    const { connection } = await connect(adapter, settings, null, 'connected');
    const first = await connection.post('Lamp is open', about('drop-1'));
    expect(await connection.post('Lamp: 3 left', about('drop-1'))).toMatchObject({ outcome: 'done' });
    expect(fake.shown()).toEqual(['Lamp: 3 left']);
    await connection.post('Boat is open', about('drop-2'));
    expect(fake.shown()).toEqual(['Lamp: 3 left', 'Boat is open']);
    fake.deleteMessage(0);
    expect(await connection.post('Lamp is sold out', about('drop-1'))).toMatchObject({ outcome: 'done' });
    expect(fake.shown()).toEqual(['Boat is open', 'Lamp is sold out']);
    // A new start knows from the ledger which message is whose.
    const again = await connect(adapter, settings, null, 'connected');
    if (first.outcome !== 'done') throw new Error(first.note);
    const boat = [...fake.asked].reverse().find(({ method, body }) => method === 'POST' && body['content'] === 'Boat is open');
    expect(boat?.query.get('wait')).toBe('true');
    expect(await again.connection.post('still there?', { ...about('drop-2'), earlier: first.messageId })).toMatchObject({ outcome: 'done' });
  });

  it('waits as long as its headers say rather than be refused, and after a 429 sends once more', async () => {
    const { fake, adapter, settings } = await world();
    const { connection } = await connect(adapter, settings, null, 'connected');
    fake.setLimit(2, 1);
    for (const text of ['one', 'two', 'three', 'four', 'five']) expect(await connection.post(text, PLAIN_POST)).toMatchObject({ outcome: 'done' });
    const refused = (): number => fake.asked.filter(({ method }) => method === 'POST').length - fake.shown().length;
    expect(refused()).toBe(0);
    fake.setLimit(50, 1);
    fake.slowDownOnce(1);
    const before = performance.now();
    expect(await connection.post('six', PLAIN_POST)).toMatchObject({ outcome: 'done' });
    expect(performance.now() - before).toBeGreaterThan(900);
    expect(fake.shown()).toHaveLength(6);
    fake.slowDownOnce(60);
    const limited = await connection.post('seven', PLAIN_POST);
    expect(limited).toMatchObject({ outcome: 'failed', receipt: 'limited' });
    inWords(limited.note);
    expect(fake.shown()).toHaveLength(6);
  });

  it.each(['deleted', 'renewed', 'forbidden'] as const)('stops for good where its webhook is %s, and asks nothing more', async (state) => {
    const { fake, adapter, settings } = await world();
    const { connection, statuses } = await connect(adapter, settings, null, 'connected');
    fake.become(state);
    const posted = await connection.post('hello', PLAIN_POST);
    expect(posted.outcome).toBe('failed');
    inWords(posted.note);
    await until(() => statuses.at(-1)?.status === 'refused');
    inWords(statuses.at(-1)?.note ?? '');
    const asked = fake.asked.length;
    expect(await connection.post('again', PLAIN_POST)).toMatchObject({ outcome: 'failed', receipt: 'unsent' });
    await new Promise((resolve) => setTimeout(resolve, 400));
    // One look may have been under way when the no came.
    expect(fake.asked.length).toBeLessThanOrEqual(asked + 1);
  });

  it('calls nobody, whatever the text says, and shows it as it was written', async () => {
    const { fake, adapter, settings } = await world();
    const { connection } = await connect(adapter, settings, null, 'connected');
    const text = '# @everyone *2* for_1_ [here](https://x.ie) https://shop.example/d/A_B_1';
    await connection.post(text, PLAIN_POST);
    expect(fake.shown()).toEqual([text]);
    for (const { method, body } of fake.asked) if (method === 'POST') expect(body['allowed_mentions']).toEqual({ parse: [] });
    expect(asWritten('https://shop.example/d/A_B_1')).toBe('https://shop.example/d/A_B_1');
  });
});

describe('YouTube', () => {
  const times: YoutubeTimings = { ...YOUTUBE_TIMINGS, ...timings, lookEveryMs: 60, tooQuicklyMs: 100 };
  async function world(): Promise<{ readonly fake: FakeYoutube; readonly adapter: ChatAdapter; readonly settings: Settings; kept(): Settings }> {
    const fake = await startFakeYoutube();
    toClose.push(() => fake.close());
    const app = { clientId: fake.clientId, clientSecret: fake.clientSecret };
    fake.units = { left: 10_000_000, used: 0 };
    const counted = { day: '', list: 0, insert: 0, look: 0, all: false };
    return {
      fake,
      adapter: youtube({ google: { idUrl: fake.idUrl, apiUrl: fake.apiUrl, withinMs: 1_000 }, timings: times, random }),
      settings: { ...app, hours: 0.5, units: 10_000_000 },
      kept: () => ({ ...app, name: 'The lamp stall', ...fake.logIn(), expiresAt: Date.now() + 3_600_000, endsAt: 0, ended: false, ...counted }),
    };
  }

  it('finds the stream when there is one, says so while there is none, and comes back for the next', async () => {
    const { fake, adapter, settings, kept } = await world();
    fake.stream('off');
    const { connection, statuses } = await connect(adapter, settings, kept(), 'connecting');
    await until(() => /live stream/u.test(statuses.at(-1)?.note ?? ''));
    expect(await connection.post('early', PLAIN_POST)).toMatchObject({ outcome: 'failed', receipt: 'unsent' });
    fake.stream('on');
    await until(() => statuses.at(-1)?.status === 'connected');
    expect(await connection.post('now', PLAIN_POST)).toMatchObject({ outcome: 'done' });
    fake.stream('off');
    await until(() => statuses.at(-1)?.status === 'connecting');
    fake.stream('on');
    await until(() => statuses.at(-1)?.status === 'connected');
    expect(await connection.post('next', PLAIN_POST)).toMatchObject({ outcome: 'done' });
    expect(fake.delivered()).toEqual(['now', 'next']);
  });

  it('asks no more often than the platform says, and never again for what it has read', async () => {
    const { fake, adapter, settings, kept } = await world();
    fake.pollingIntervalMillis = 300;
    fake.viewerSays('old', 'viewer', '!drop');
    const { lines } = await connect(adapter, settings, kept(), 'connected');
    fake.viewerSays('1', 'owner', '!end');
    fake.viewerSays('2', 'member', '!me ABC');
    await until(() => lines.length === 2 && fake.listedAt.length >= 5);
    expect(lines.map(({ userId, level, mod }) => [userId, level, mod])).toEqual([
      ['1', 'owner', true],
      ['2', 'member', false],
    ]);
    for (const [at, time] of fake.listedAt.entries()) if (at > 0) expect(time - (fake.listedAt[at - 1] ?? 0)).toBeGreaterThanOrEqual(290);
  });

  it('says quotaExceeded, liveChatDisabled, rateLimitExceeded and messageTextInvalid in words', async () => {
    const { fake, adapter, settings, kept } = await world();
    const { connection, statuses } = await connect(adapter, { ...settings, writesOnly: true }, kept(), 'connected');
    fake.tooQuick(1);
    expect(await connection.post('sent again', PLAIN_POST)).toMatchObject({ outcome: 'done' });
    fake.tooQuick(5);
    const quick = await connection.post('too quick', PLAIN_POST);
    expect(quick).toMatchObject({ outcome: 'failed', receipt: 'limited' });
    inWords(quick.note);
    fake.tooQuick(0);
    fake.stream('no-chat');
    const disabled = await connection.post('nobody may write', PLAIN_POST);
    expect(disabled).toMatchObject({ outcome: 'failed', receipt: 'dropped' });
    inWords(disabled.note);
    await until(() => statuses.some(({ status }) => status === 'refused'));
    fake.stream('on');
    await until(() => statuses.at(-1)?.status === 'connected');
    fake.units = { left: 10, used: 0 };
    const out = await connection.post('one too many', PLAIN_POST);
    expect(out.outcome).toBe('failed');
    inWords(out.note);
    await until(() => statuses.at(-1)?.status === 'refused');
    expect(statuses.at(-1)?.note).toMatch(/units/u);
    expect(fake.delivered()).toEqual(['sent again']);
  });

  it('asks nothing more of a day whose units are used up, and keeps the count over a restart', async () => {
    const { fake, adapter, settings, kept } = await world();
    const first = await connect(adapter, { ...settings, units: 500, writesOnly: true }, kept(), 'connected');
    let done = 0;
    while ((await first.connection.post(`line ${done}`, PLAIN_POST)).outcome === 'done') done += 1;
    expect(done).toBe(9);
    expect(fake.units.used).toBeLessThanOrEqual(500);
    await first.connection.close();
    const last = first.store.kept.at(-1) ?? {};
    const { used } = fake.units;
    const again = await connect(adapter, { ...settings, units: 500, writesOnly: true }, last, 'connected');
    expect((await again.connection.post('after a restart', PLAIN_POST)).outcome).toBe('failed');
    expect(fake.units.used).toBeLessThanOrEqual(Math.min(500, used + 2));
    const plan = adapter.allowance?.({ ...settings, units: 500 }, last);
    expect(plan).toMatchObject({ total: 500 });
    expect(plan?.used).toBeGreaterThan(450);
  });

  it('renews what has run out; a log-in that ended after seven days of "Testing" is said, also before a show and days ahead', async () => {
    const { fake, adapter, settings, kept } = await world();
    fake.pace = { ...fake.pace, testingSeconds: 604_800 };
    const mine = kept();
    fake.expireTokens();
    const { connection, store } = await connect(adapter, settings, mine, 'connected');
    expect(await connection.post('renewed', PLAIN_POST)).toMatchObject({ outcome: 'done' });
    await connection.close();
    // Nobody is live and no show is on: it is tried all the same.
    fake.stream('off');
    fake.endLogIns();
    const dead = await connect(adapter, settings, { ...store.kept.at(-1), expiresAt: 0 }, 'refused', 'none');
    expect(dead.statuses.at(-1)?.note).toMatch(/ended: log in again/u);
    const [line] = await adapter.doctor(settings, dead.store.kept.at(-1) ?? null);
    expect(line).toMatchObject({ ok: false, mend: expect.stringMatching(/publish the app/u) });
    fake.stream('on');
    const soon = await connect(adapter, settings, { ...kept(), endsAt: Date.now() + 86_000_000 }, 'connected');
    expect(soon.statuses.at(-1)?.note).toMatch(/ends in 1 day/u);
  });

  it('a log-in of an unpublished app knows when it ends', async () => {
    const { fake, adapter, settings } = await world();
    fake.pace = { ...fake.pace, testingSeconds: 604_800 };
    const started = await adapter.logIn?.start(settings);
    if (started?.ok !== true) throw new Error('no code');
    fake.approve(started.code.code);
    const polled = await adapter.logIn?.poll(settings, started.code);
    if (polled?.how !== 'in') throw new Error('not in');
    expect(Number(polled.logIn['endsAt']) - Date.now()).toBeGreaterThan(600_000_000);
    expect((await adapter.logIn?.poll({ ...settings, clientSecret: 'GOCSPX-somebodyelses' }, started.code))?.how).toBe('over');
  });
});

describe('Kick', () => {
  async function world(): Promise<{ readonly fake: FakeKick; readonly adapter: ChatAdapter; readonly settings: Settings; kept(): Settings }> {
    const fake = await startFakeKick();
    toClose.push(() => fake.close());
    const app = { clientId: fake.clientId, clientSecret: fake.clientSecret };
    return {
      fake,
      adapter: kick({ server: { idUrl: fake.idUrl, apiUrl: fake.apiUrl, withinMs: 1_000 }, timings, random }),
      settings: { ...app, redirect: fake.redirect },
      kept: () => ({ ...app, name: 'lampstall', userId: 4711, ...fake.logIn(), expiresAt: Date.now() + 3_600_000, ended: false }),
    };
  }

  it('renews a refused token once and keeps the new pair first; 429 is waited for, a message not shown is said', async () => {
    const { fake, adapter, settings, kept } = await world();
    const { connection, store } = await connect(adapter, settings, kept(), 'connected');
    fake.expireTokens();
    expect(await connection.post('renewed', PLAIN_POST)).toMatchObject({ outcome: 'done', messageId: expect.stringMatching(/^msg-/u) });
    expect(store.kept.length).toBeGreaterThan(1);
    expect(fake.messages[0]).toEqual({ content: 'renewed', type: 'user', broadcaster_user_id: 4711 });
    fake.answerNext(['too-fast']);
    expect(await connection.post('a second later', PLAIN_POST)).toMatchObject({ outcome: 'done' });
    fake.answerNext(['not-sent']);
    const dropped = await connection.post('nobody sees it', PLAIN_POST);
    expect(dropped).toMatchObject({ outcome: 'failed', receipt: 'dropped' });
    inWords(dropped.note);
    expect(fake.delivered()).toEqual(['renewed', 'a second later']);
  });

  it('writes as the bot of the app where one wants that, and a no is said in words', async () => {
    const { fake, adapter, settings, kept } = await world();
    const { connection, statuses } = await connect(adapter, { ...settings, asBot: true }, kept(), 'connected');
    await connection.post('from the bot', PLAIN_POST);
    expect(fake.messages[0]).toEqual({ content: 'from the bot', type: 'bot' });
    fake.answerNext(['forbidden']);
    const no = await connection.post('may not', PLAIN_POST);
    expect(no).toMatchObject({ outcome: 'failed', receipt: 'dropped' });
    inWords(no.note);
    await until(() => statuses.some(({ status }) => status === 'refused'));
  });
});

describe('the signed webhook', () => {
  it('is signed with its time, says what it is, follows nobody elsewhere, and no answer is shown raw', async () => {
    const fake = await startFakeListener();
    toClose.push(() => fake.close());
    const adapter = signedHook({ guard: { ...publicOnly, alsoMayAsk: () => true }, timings, random });
    const { connection } = await connect(adapter, { address: `${fake.url}/lines`, secret: fake.secret }, null, 'connected');
    expect(await connection.post('Lamp is open', { kind: 'announcement', subject: 'drop-1', earlier: null, usefulForMs: null })).toEqual({
      outcome: 'done',
      receipt: 'sent',
      note: '',
      messageId: 'line-1',
    });
    expect(fake.lines[0]).toMatchObject({ version: 1, type: 'line', text: 'Lamp is open', kind: 'announcement', subject: 'drop-1' });
    for (const [status, outcome] of [
      [302, 'failed'],
      [400, 'failed'],
      [429, 'failed'],
      [500, 'unknown'],
    ] as const) {
      fake.answerWith(status);
      const asked = fake.asked.filter(({ body }) => body['type'] === 'line').length;
      const posted = await connection.post(`status ${status}`, PLAIN_POST);
      expect(posted.outcome).toBe(outcome);
      inWords(posted.note);
      // Once, whatever it said.
      expect(fake.asked.filter(({ body }) => body['type'] === 'line').length).toBe(asked + 1);
    }
    expect(signatureOf('s', 1, '{}')).toMatch(/^t=1,v1=[0-9a-f]{64}$/u);
  });

  it.each(['http://127.0.0.1:9/x', 'http://[::1]/x', 'http://169.254.169.254/latest', 'http://192.168.1.1/', 'http://127.1/'])(
    'does not ask %s',
    async (address) => {
      const adapter = signedHook({ guard: publicOnly, timings, random });
      const { connection, statuses } = await connect(adapter, { address, secret: 'long enough a secret' }, null, 'refused');
      expect(statuses.at(-1)?.note).toMatch(/HOOK_PRIVATE=yes/u);
      expect(await connection.post('x', PLAIN_POST)).toMatchObject({ outcome: 'failed', receipt: 'unsent' });
    },
  );

  it('a name that leads into the own network is not asked either', async () => {
    const guard = {
      alsoMayAsk: () => false,
      resolve: () =>
        Promise.resolve([
          { address: '93.184.216.34', family: 4 },
          { address: '10.0.0.7', family: 4 },
        ]),
    };
    const { statuses } = await connect(
      signedHook({ guard, timings, random }),
      { address: 'https://bot.example/x', secret: 'long enough a secret' },
      null,
      'refused',
    );
    expect(statuses.at(-1)?.note).toMatch(/own network/u);
  });
});
