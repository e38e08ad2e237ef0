import { afterEach, describe, expect, it } from 'vitest';
import type { Adapters } from '../../../server/ports/adapters.ts';
import type { ChatAdapter, PostAbout, Posted } from '../../../server/ports/chat.ts';
import type { ShopEvent } from '../../../server/shop/events.ts';
import { MemoryStore, openMemoryLedger } from '../../../server/ledger/memory.ts';
import { openMemoryPeople } from '../../../server/people/memory.ts';
import { handChat, isOut, wideLimits } from '../../support/hand-chat.ts';
import { fireDrop, jumpingClock, memoryRig, openRig, setUpShop, type TaskRig } from '../../support/task-rig.ts';
import { startToyPayment } from '../../support/toy-payment/toy-payment-server.ts';
import { toyPayment } from '../../support/toy-payment/toy-payment.ts';
import { until } from '../../support/until.ts';

const toClose: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});
const open = async (adapters: Adapters): Promise<TaskRig> => {
  const rig = await memoryRig(adapters);
  toClose.push(() => rig.stop());
  return rig;
};
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const linkTask = (rig: TaskRig) => rig.tasks((task) => task.kind === 'chat.post' && task.data['template'] === 'link')[0];

describe('tasks', () => {
  it('E1 what must happen outside is a task that events open, take and close', async () => {
    const chat = handChat('hand');
    const rig = await open({ chats: [chat.adapter], payments: [], shops: [] });
    const { showId } = await setUpShop(rig, 'hand', { word: 'x' });
    const seen: ShopEvent[] = [];
    rig.core.onCommitted(({ events }) => seen.push(...events));
    rig.run();
    await rig.connected('hand');
    const { codes } = await fireDrop(rig, showId, 10);
    await until(() => linkTask(rig)?.state === 'done');
    expect(chat.posts).toEqual([`Brass lamp is open, €148. https://shop.example/d/${codes['hand']}`]);
    expect(seen.map((event) => event.type).filter((type) => type.startsWith('Task'))).toEqual(['TaskOpened', 'TaskTaken', 'TaskClosed']);
  });

  it('D6 nothing is posted in the first seconds, and nothing at all once it was called off', async () => {
    const chat = handChat('hand');
    const rig = await open({ chats: [chat.adapter], payments: [], shops: [] });
    const { showId } = await setUpShop(rig, 'hand', { word: 'x' });
    rig.run();
    await rig.connected('hand');
    const { dropId } = await rig.done('drop.quick', { showId, title: 'Oops', price: 100, count: 1, mediaId: null, minutes: 5 });
    await rig.done('drop.fire', { dropId, expectOnAir: null });
    await pause(300);
    expect(chat.posts).toEqual([]);
    await rig.done('drop.undo', { dropId });
    rig.clock.jump(10_000);
    await pause(300);
    expect(chat.posts).toEqual([]);
    expect(linkTask(rig)?.state).toBe('dropped');
  });

  it('E2 of two nodes on one ledger one posts: the append is the election', async () => {
    const store = new MemoryStore();
    const people = openMemoryPeople();
    const chat = handChat('hand');
    const clock = jumpingClock(0);
    const node = (): Promise<TaskRig> =>
      openRig({ ledger: openMemoryLedger(store), people, adapters: { chats: [chat.adapter], payments: [], shops: [] }, clock, seenByTasks: (core) => core });
    const one = await node();
    const two = await node();
    toClose.push(
      () => one.core.stop(),
      () => two.core.stop(),
    );
    const { showId } = await setUpShop(one, 'hand', { word: 'x' });
    const runners = [one.run(), two.run()];
    toClose.push(() => Promise.all(runners.map((runner) => runner.stop())).then(() => undefined));
    await one.connected('hand');
    await two.connected('hand');
    for (let round = 0; round < 20; round += 1) {
      await fireDrop(one, showId, 1);
      await until(() => one.tasks((task) => task.data['template'] === 'link' && task.state === 'done').length === round + 1);
    }
    await until(() => two.tasks((task) => task.data['template'] === 'link' && task.state === 'done').length === 20);
    expect(chat.posts.length).toBe(20);
    expect(new Set(chat.posts).size).toBe(20);
  });

  it.each([
    ['done', isOut],
    ['failed', { outcome: 'failed', receipt: 'dropped', note: 'The chat is in slow mode.' }],
    ['unknown', { outcome: 'unknown', receipt: 'unknown', note: 'No answer.' }],
  ] as const)('E2 a post is tried once: %s stays so, and "post again" is the host’s', async (outcome, posted) => {
    const chat = handChat('hand');
    chat.answer = () => Promise.resolve(posted);
    const rig = await open({ chats: [chat.adapter], payments: [], shops: [] });
    const { showId } = await setUpShop(rig, 'hand', { word: 'x' });
    rig.run();
    await rig.connected('hand');
    await fireDrop(rig, showId, 10);
    await until(() => linkTask(rig)?.state === outcome);
    expect(linkTask(rig)?.note).toBe(posted.note);
    rig.clock.jump(60_000);
    await pause(400);
    expect(chat.posts.length).toBe(1);
    if (outcome === 'done') return;
    chat.answer = () => Promise.resolve(isOut);
    await rig.done('task.repeat', { taskId: linkTask(rig)?.taskId ?? '' });
    await until(() => linkTask(rig)?.state === 'done');
    expect(chat.posts.length).toBe(2);
  });

  it('E2 how a message ended is in its task and in the ledger; a chat is told what it is, and its own earlier one of the same drop', async () => {
    const chat = handChat('hand');
    const told: PostAbout[] = [];
    const plain = chat.adapter.connect;
    const adapter: ChatAdapter = {
      ...chat.adapter,
      connect: (settings, events, logIn) => {
        const connection = plain(settings, events, logIn);
        return {
          ...connection,
          post: (text, about) => {
            told.push(about);
            return connection.post(text, about);
          },
        };
      },
    };
    const rig = await open({ chats: [adapter], payments: [], shops: [] });
    const { showId } = await setUpShop(rig, 'hand', { word: 'x' });
    rig.run();
    await rig.connected('hand');
    chat.answer = () => Promise.resolve({ outcome: 'done', receipt: 'seen', note: '', messageId: 'message-1' });
    const { dropId } = await fireDrop(rig, showId, 10);
    await until(() => linkTask(rig)?.state === 'done');
    expect(linkTask(rig)).toMatchObject({ receipt: 'seen', messageId: 'message-1' });
    chat.answer = () => Promise.resolve({ outcome: 'failed', receipt: 'limited', note: 'Too fast.' });
    await rig.done('drop.extend', { dropId, minutes: 1, reason: 'the kettle boils' });
    await until(() => rig.tasks((task) => task.receipt === 'limited').length === 1);
    expect(rig.tasks((task) => task.receipt === 'limited')).toMatchObject([{ state: 'failed', note: 'Too fast.', messageId: null }]);
    expect(told).toMatchObject([
      { kind: 'pinned', subject: dropId, earlier: null },
      { kind: 'announcement', subject: dropId, earlier: 'message-1' },
    ]);
    expect(told[0]?.usefulForMs).toBeGreaterThan(60_000);
  });

  it('D2 a link waits for no other post: one that is not answered keeps it from nobody', async () => {
    const chat = handChat('hand');
    const rig = await open({ chats: [chat.adapter], payments: [], shops: [] });
    const { showId } = await setUpShop(rig, 'hand', { word: 'x' });
    rig.run();
    await rig.connected('hand');
    const first = await fireDrop(rig, showId, 10);
    await until(() => linkTask(rig)?.state === 'done');
    let release: (posted: Posted) => void = () => undefined;
    chat.answer = () => new Promise((resolve) => (release = resolve));
    await rig.done('drop.extend', { dropId: first.dropId, minutes: 1, reason: 'the kettle boils' });
    await until(() => chat.posts.length === 2);
    chat.answer = () => Promise.resolve(isOut);
    const second = await fireDrop(rig, showId, 10);
    await until(() => chat.posts.some((text) => text.includes(second.codes['hand'] ?? 'none')));
    expect(rig.tasks((task) => task.data['template'] === 'extended')[0]?.state).toBe('taken');
    release(isOut);
    await until(() => rig.tasks((task) => task.data['template'] === 'extended')[0]?.state === 'done');
  });

  it('E2 an adapter that breaks its promise is unknown, and the next post still goes out', async () => {
    const chat = handChat('hand');
    chat.answer = () => Promise.reject(new Error('broken'));
    const rig = await open({ chats: [chat.adapter], payments: [], shops: [] });
    const { showId } = await setUpShop(rig, 'hand', { word: 'x' });
    rig.run();
    await rig.connected('hand');
    await fireDrop(rig, showId, 10);
    await until(() => linkTask(rig)?.state === 'unknown');
    chat.answer = () => Promise.resolve(isOut);
    await fireDrop(rig, showId, 10);
    await until(() => rig.tasks((task) => task.data['template'] === 'link' && task.state === 'done').length === 1);
  });

  it('E2 a runner that died with a task in hand: the desk says unknown, nobody posts it again', async () => {
    const chat = handChat('hand');
    const rig = await open({ chats: [chat.adapter], payments: [], shops: [] });
    const { showId } = await setUpShop(rig, 'hand', { word: 'x' });
    await fireDrop(rig, showId, 10);
    const taskId = linkTask(rig)?.taskId ?? '';
    // Another node took it and was never heard of again.
    const taken = await rig.core.submit(
      { kind: 'system', id: 'tasks', role: 'system', name: 'x' },
      { id: 'take:dead-node', name: 'task.take', input: { taskId, until: rig.core.now() + 20_000 } },
    );
    expect(taken.ok).toBe(true);
    rig.run();
    await rig.connected('hand');
    await pause(300);
    expect(linkTask(rig)?.state).toBe('taken');
    rig.clock.jump(21_000);
    await until(() => linkTask(rig)?.state === 'unknown');
    await pause(300);
    expect(chat.posts).toEqual([]);
  });

  it('E2 a task whose use has passed is closed unsent, with a note', async () => {
    const chat = handChat('hand');
    const rig = await open({ chats: [chat.adapter], payments: [], shops: [] });
    const { showId } = await setUpShop(rig, 'hand', { word: 'x' });
    await fireDrop(rig, showId, 10);
    rig.clock.jump(11 * 60_000);
    rig.run();
    await rig.connected('hand');
    await until(() => linkTask(rig)?.state === 'dropped');
    expect(linkTask(rig)?.note).not.toBe('');
    expect(chat.posts).toEqual([]);
  });

  it('D9 panic: the bot is silent and what was queued is dropped', async () => {
    const chat = handChat('hand');
    let release: (posted: Posted) => void = () => undefined;
    const rig = await open({ chats: [chat.adapter], payments: [], shops: [] });
    const { showId } = await setUpShop(rig, 'hand', { word: 'x' });
    rig.run();
    await rig.connected('hand');
    // The line is busy: the next posts have to queue.
    chat.answer = () => new Promise((resolve) => (release = resolve));
    const { dropId } = await fireDrop(rig, showId, 10);
    await until(() => chat.posts.length === 1);
    await rig.done('drop.extend', { dropId, minutes: 5, reason: 'many are paying' });
    await rig.done('panic', {});
    release(isOut);
    await until(() => linkTask(rig)?.state === 'done');
    await pause(300);
    chat.say('!drop', false);
    chat.say('!end', true);
    await pause(300);
    expect(chat.posts.length).toBe(1);
    expect(rig.tasks((task) => task.data['template'] === 'extended')[0]?.state).toBe('dropped');
    chat.answer = () => Promise.resolve(isOut);
    await rig.done('panic.lift', { drops: [{ dropId, then: 'resume' }] });
    chat.say('!stock', false);
    await until(() => chat.posts.length === 2);
    expect(chat.posts[1]).toContain('10 left');
  });

  it('chat questions are answered from the ledger, and a moderator ends the drop', async () => {
    const chat = handChat('hand');
    const rig = await open({ chats: [chat.adapter], payments: [], shops: [] });
    const { showId } = await setUpShop(rig, 'hand', { word: 'x' });
    rig.run();
    await rig.connected('hand');
    chat.say('!drop', false);
    await until(() => chat.posts.length === 1);
    expect(chat.posts[0]).toBe('Nothing is on right now.');
    const { dropId, codes } = await fireDrop(rig, showId, 12);
    await until(() => chat.posts.length === 2);
    rig.clock.jump(6_000);
    chat.say('!stock please', false);
    await until(() => chat.posts.length === 3);
    expect(chat.posts[2]).toBe(`Brass lamp: 12 left. https://shop.example/d/${codes['hand']}`);
    chat.say('!end', false);
    await pause(300);
    expect(rig.core.state.drops.get(dropId)?.state).toBe('live');
    chat.say('!end', true);
    await until(() => rig.core.state.drops.get(dropId)?.state === 'ended');
    await until(() => chat.posts.length === 4);
    expect(chat.posts[3]).toContain('has ended');
  });

  it('the budget holds through a restart of the runner', async () => {
    const chat = handChat('hand');
    chat.limits = { ...wideLimits, messages: 5, windowMs: 60_000 };
    const rig = await open({ chats: [{ ...chat.adapter, manifest: { ...chat.adapter.manifest, limits: chat.limits } }], payments: [], shops: [] });
    const { showId } = await setUpShop(rig, 'hand', { word: 'x' });
    const first = rig.run();
    await rig.connected('hand');
    for (let i = 0; i < 3; i += 1) {
      await fireDrop(rig, showId, 10);
      await until(() => chat.posts.length === i + 1);
    }
    await first.stop();
    expect(chat.open.size).toBe(0);
    rig.run();
    await until(() => chat.open.size === 1);
    await fireDrop(rig, showId, 10);
    await until(() => chat.posts.length === 4);
    // Four of five are 80 %: the fifth waits until the first has left the window.
    await fireDrop(rig, showId, 10);
    await pause(500);
    expect(chat.posts.length).toBe(4);
    rig.clock.jump(60_000);
    await until(() => chat.posts.length === 5);
  });

  it('a channel follows its settings: off, on, changed', async () => {
    const chat = handChat('hand');
    const rig = await open({ chats: [chat.adapter], payments: [], shops: [] });
    rig.run();
    await until(() => rig.statuses.at(-1)?.state === 'off');
    const { showId } = await setUpShop(rig, 'hand', { word: 'x' });
    await rig.connected('hand');
    const [before] = chat.open;
    // New words are no reason to hang up.
    await rig.done('channel.save', { channel: 'hand', enabled: true, delaySeconds: 0, settings: {}, templates: { link: 'Now: {title} {link}' } });
    await pause(100);
    expect([...chat.open]).toEqual([before]);
    await rig.done('channel.save', { channel: 'hand', enabled: true, delaySeconds: 0, settings: { word: 'y' }, templates: { link: 'Now: {title} {link}' } });
    await until(() => chat.open.size === 1 && !chat.open.has(before as never));
    const { codes } = await fireDrop(rig, showId, 10);
    await until(() => chat.posts.length === 1);
    expect(chat.posts[0]).toBe(`Now: Brass lamp https://shop.example/d/${codes['hand']}`);
    await fireDrop(rig, showId, 10);
    await rig.done('channel.save', { channel: 'hand', enabled: false, delaySeconds: 0, settings: {}, templates: {} });
    await until(() => chat.open.size === 0 && rig.statuses.at(-1)?.state === 'off');
    await until(() => rig.tasks((task) => task.kind === 'chat.post' && task.state === 'waiting').length === 0);
  });

  it('E1 a text that cannot be made fails its task, and only it', async () => {
    const chat = handChat('hand');
    const rig = await open({ chats: [chat.adapter], payments: [], shops: [] });
    const { showId } = await setUpShop(rig, 'hand', { word: 'x' });
    const saved = rig.core.state.channels.get('hand');
    if (saved === undefined) throw new Error('not saved');
    // No command leads here: what a ledger of an older build may hold, and no template is.
    const broken = { ...saved, templates: { link: 7 as unknown as string } };
    (rig.core.state.channels as unknown as { set(id: string, row: typeof saved): void }).set('hand', broken);
    rig.run();
    await rig.connected('hand');
    await fireDrop(rig, showId, 10);
    await until(() => linkTask(rig)?.state === 'failed');
    expect(linkTask(rig)?.note).toMatch(/could not be made/u);
    await rig.done('channel.save', { channel: 'hand', enabled: true, delaySeconds: 0, settings: {}, templates: {} });
    await fireDrop(rig, showId, 10);
    await until(() => chat.posts.length === 1);
  });

  it('E4 with nothing to do nothing is appended', async () => {
    const chat = handChat('hand');
    const rig = await open({ chats: [chat.adapter], payments: [], shops: [] });
    await setUpShop(rig, 'hand', { word: 'x' });
    rig.run();
    rig.run();
    await rig.connected('hand');
    await pause(300);
    const { seq } = rig.core.health();
    for (const text of ['hello', '!', '!nonsense', 'buy my lamp']) chat.say(text, false);
    await pause(1_000);
    expect(rig.core.health().seq).toBe(seq);
  });

  it('E5 only the adapters handed in are reached: with none, a due post stays where it is', async () => {
    const chat = handChat('hand');
    const rig = await open({ chats: [chat.adapter], payments: [], shops: [] });
    const { showId } = await setUpShop(rig, 'hand', { word: 'x' });
    await fireDrop(rig, showId, 10);
    const pretend = handChat('pretend');
    const blind = await openRig({
      ledger: openMemoryLedger(new MemoryStore()),
      people: openMemoryPeople(),
      adapters: { chats: [pretend.adapter], payments: [], shops: [] },
      clock: jumpingClock(0),
      // A rehearsal sees the real evening, and has pretended edges.
      seenByTasks: () => rig.core,
    });
    toClose.push(() => blind.stop());
    blind.run();
    await pause(400);
    expect(linkTask(rig)?.state).toBe('waiting');
    expect(chat.open.size).toBe(0);
    expect(chat.posts).toEqual([]);
    expect(pretend.posts).toEqual([]);
  });
});

describe('payment tasks', () => {
  const payShop = async () => {
    const server = await startToyPayment('key', 'sign', () => null);
    toClose.push(() => server.close());
    const chat = handChat('hand');
    const rig = await open({ chats: [chat.adapter], payments: [toyPayment()], shops: [] });
    const { showId } = await setUpShop(rig, 'hand', { word: 'x' });
    await rig.done('payment.save', { provider: 'toy-pay', enabled: true, settings: { url: server.url, apiKey: 'key', signingSecret: 'sign' } });
    const { pickupId } = await rig.done('pickup.save', {
      pickupId: null,
      place: 'Stall',
      address: 'Market',
      startsAt: rig.core.now(),
      endsAt: rig.core.now() + 3_600_000,
      capacity: 100,
    });
    const { dropId, sku } = await fireDrop(rig, showId, 10);
    await until(() => rig.core.now() >= (rig.core.state.drops.get(dropId)?.opensAt ?? 0));
    const hold = async (viewer: string): Promise<string> => {
      const outcome = await rig.core.submit(
        { kind: 'viewer', id: viewer, role: 'viewer', name: 'viewer' },
        { id: `hold-of-${viewer}`, name: 'hold.place', input: { dropId, lines: [{ sku, quantity: 1 }] } },
      );
      if (!outcome.ok) throw new Error(outcome.refused.refused);
      return (outcome.result as { holdId: string }).holdId;
    };
    const checkout = async (viewer: string) => {
      const holdId = await hold(viewer);
      const outcome = await rig.core.submit(
        { kind: 'viewer', id: viewer, role: 'viewer', name: 'viewer' },
        {
          id: `checkout-of-${viewer}`,
          name: 'checkout.start',
          input: { holdId, provider: 'toy-pay', contact: { name: 'Lena', email: 'l@x.ie' }, delivery: { kind: 'pickup', pickupId }, with: null },
        },
      );
      if (!outcome.ok) throw new Error(outcome.refused.refused);
      return outcome.result as { orderNumber: number; payUrl: string | null; pending: boolean };
    };
    const order = (orderNumber: number) => rig.core.state.orders.get(String(orderNumber));
    return { server, rig, dropId, checkout, order };
  };

  it('E3 checkout is answered when the page is there', async () => {
    const { server, rig, checkout, order } = await payShop();
    rig.run();
    const result = await checkout('ana');
    expect(result.pending).toBe(false);
    expect(result.payUrl).toContain(server.url);
    expect(order(result.orderNumber)?.payUrl).toBe(result.payUrl);
    const [session] = server.sessions.values();
    expect(session).toMatchObject({
      total: 14_800,
      currency: 'EUR',
      returnUrl: `https://shop.example/order/${result.orderNumber}/secret`,
      lines: [{ title: 'Brass lamp', quantity: 1, price: 14_800 }],
    });
  });

  it('E2 a provider that is away is asked again, with the same key, until it answers', async () => {
    const { server, rig, checkout } = await payShop();
    server.breakDown(true);
    rig.run();
    const waiting = checkout('ana');
    await pause(400);
    server.breakDown(false);
    expect((await waiting).payUrl).toContain(server.url);
    expect(server.sessions.size).toBe(1);
  });

  it('E2 a payment task whose node died is taken again by another, and opens no second page', async () => {
    const { server, rig, checkout } = await payShop();
    const waiting = checkout('ana');
    await until(() => rig.tasks((task) => task.kind === 'pay.open').length === 1);
    const taskId = rig.tasks((task) => task.kind === 'pay.open')[0]?.taskId ?? '';
    await rig.core.submit(
      { kind: 'system', id: 'tasks', role: 'system', name: 'x' },
      { id: 'take:dead-node', name: 'task.take', input: { taskId, until: rig.core.now() + 20_000 } },
    );
    rig.run();
    await pause(300);
    expect(server.sessions.size).toBe(0);
    rig.clock.jump(20_500);
    expect((await waiting).payUrl).toContain(server.url);
    expect(rig.core.state.tasks.get(taskId)).toMatchObject({ state: 'done', attempt: 2 });
    expect(server.sessions.size).toBe(1);
  });

  it('E2 a page nobody waits for any more is not opened, even where its node died', async () => {
    const { server, rig, checkout } = await payShop();
    const waiting = checkout('ana');
    await until(() => rig.tasks((task) => task.kind === 'pay.open').length === 1);
    const taskId = rig.tasks((task) => task.kind === 'pay.open')[0]?.taskId ?? '';
    await rig.core.submit(
      { kind: 'system', id: 'tasks', role: 'system', name: 'x' },
      { id: 'take:dead-node', name: 'task.take', input: { taskId, until: rig.core.now() + 20_000 } },
    );
    rig.clock.jump(6 * 60_000);
    await until(() => rig.core.state.tasks.get(taskId)?.state === 'dropped');
    rig.run();
    await until(() => rig.tasks((task) => task.kind === 'pay.expire')[0]?.state === 'done');
    expect((await waiting).payUrl).toBeNull();
    expect([...server.sessions.values()].map((session) => session.state)).toEqual(['expired']);
  });

  it('H3 at payBy the session is ended, and only then the units come back', async () => {
    const { server, rig, dropId, checkout, order } = await payShop();
    rig.run();
    const { orderNumber, payUrl } = await checkout('ana');
    const left = () => rig.core.state.drops.get(dropId)?.lines[0]?.left;
    expect(left()).toBe(9);
    server.breakDown(true);
    rig.clock.jump(5 * 60_000 + 1_000);
    await until(() => rig.tasks((task) => task.kind === 'pay.expire').length === 1);
    await pause(300);
    // Nobody has said yet that the buyer cannot pay any more.
    expect(left()).toBe(9);
    server.breakDown(false);
    await until(() => order(orderNumber)?.state === 'cancelled');
    expect(left()).toBe(10);
    expect((await fetch(payUrl ?? '', { method: 'POST', redirect: 'manual' })).status).toBe(410);
  });

  it('H4 paid in the last second: the order is paid, whoever heard of it first', async () => {
    const { server, rig, checkout, order } = await payShop();
    rig.run();
    const { orderNumber, payUrl } = await checkout('ana');
    // The notice is lost; the end of the session finds the money.
    await fetch(payUrl ?? '', { method: 'POST', redirect: 'manual' });
    expect(server.notices.length).toBe(1);
    expect(order(orderNumber)?.state).toBe('paying');
    rig.clock.jump(5 * 60_000 + 1_000);
    await until(() => order(orderNumber)?.state === 'paid');
    await until(() => rig.tasks((task) => task.kind === 'pay.expire')[0]?.state === 'done');
  });
});
