import { afterEach, describe, expect, it } from 'vitest';
import { CODE_SIGNS } from '@protocol/chat-grammar.ts';
import { defaultChatRules } from '@protocol/chat-rules.ts';
import { MINUTE } from '@protocol/time.ts';
import type { ChatLevel } from '../../server/ports/chat.ts';
import { handChat, type HandChat } from '../support/hand-chat.ts';
import { fireDrop, memoryRig, setUpShop, type TaskRig } from '../support/task-rig.ts';
import { until } from '../support/until.ts';

/** From a line of chat to a hold, with the real core, the real runner and the real store of people. */
const toClose: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});
interface Opened {
  readonly rig: TaskRig;
  readonly chat: HandChat;
  says(userId: string, text: string, level?: ChatLevel): void;
  /** Pairs as a person does: the browser's code, typed. */
  pair(userId: string): Promise<string>;
  holdsOf(viewer: string): number;
}
async function opened(): Promise<Opened & { readonly fire: (units: number) => Promise<string> }> {
  const chat = handChat('hand');
  const rig = await memoryRig({ chats: [chat.adapter], payments: [], shops: [] });
  toClose.push(() => rig.stop());
  const { showId } = await setUpShop(rig, 'hand', { word: 'x' });
  rig.run();
  await rig.connected('hand');
  const says = (userId: string, text: string, level: ChatLevel = 'viewer'): void =>
    chat.open.forEach((events) => events.line({ userId, name: `n${userId}`, level, text, mod: level === 'mod' || level === 'owner' }));
  return {
    rig,
    chat,
    says,
    pair: async (userId) => {
      const viewer = `viewer-${userId}`;
      const made = await rig.people.pairings.code(viewer, rig.core.now());
      says(userId, `!me ${made?.code ?? ''}`);
      await until(() => rig.core.state.pairedChats.get(viewer)?.includes('hand') === true);
      return viewer;
    },
    holdsOf: (viewer) => [...rig.core.state.holds.values()].filter((hold) => hold.viewer === viewer).length,
    fire: async (units) => (await fireDrop(rig, showId, units)).dropId,
  };
}

describe('claims from the chat', () => {
  it('S1 H1 a hundred who claim sixty units at once, each five times: sixty holds, one each, and a few lines in the chat', async () => {
    const { rig, chat, says, fire, holdsOf } = await opened();
    const dropId = await fire(60);
    await until(() => chat.posts.length === 1);
    const viewers = await Promise.all(
      Array.from({ length: 100 }, async (_, n) => {
        const viewer = `viewer-${n}`;
        const made = await rig.people.pairings.code(viewer, rig.core.now());
        await rig.people.pairings.use(`hand:${n}`, `n${n}`, made?.code ?? '', rig.core.now());
        return viewer;
      }),
    );
    const before = chat.posts.length;
    for (let round = 0; round < 5; round += 1) for (let n = 0; n < 100; n += 1) says(String(n), '!claim');
    await until(() => rig.core.state.holds.size === 60);
    // Everybody's turn is over once somebody who came last is answered.
    await until(() => chat.posts.some((text) => text.includes('all reserved right now')));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(rig.core.state.holds.size).toBe(60);
    expect(Math.max(...viewers.map(holdsOf))).toBe(1);
    expect(rig.core.state.drops.get(dropId)?.lines[0]).toMatchObject({ left: 0, held: 60 });
    const said = chat.posts.slice(before);
    expect(said.filter((text) => text.includes('all reserved right now'))).toHaveLength(1);
    expect(said.find((text) => text.includes('is reserved for you'))).toMatch(/^@n\d+(, @n\d+){5}: A1 is reserved for you, on your own page\.$/u);
    expect(said.length).toBeLessThan(15);
  });

  it('L8 no name and no handle is in the ledger, and the name is in the line all the same', async () => {
    const { rig, chat, says, pair, fire } = await opened();
    await fire(3);
    await pair('4711');
    says('4711', '!claim A1');
    await until(() => chat.posts.some((text) => text.startsWith('@n4711: A1 is reserved')));
    const kept = JSON.stringify([[...rig.core.state.tasks.values()], [...rig.core.state.chatSaid.entries()], rig.core.state.single('log')]).replaceAll(
      'viewer-4711',
      '',
    );
    expect(kept).not.toContain('4711');
  });

  it('typed in one breath, pairing comes before the claim; parted, the next claim is nobody’s', async () => {
    const { rig, chat, says, fire, holdsOf } = await opened();
    await fire(3);
    const made = await rig.people.pairings.code('viewer-1', rig.core.now());
    says('1', `!me ${made?.code ?? ''}`);
    says('1', '!claim A1');
    await until(() => holdsOf('viewer-1') === 1);
    says('1', '!me off');
    await until(() => rig.core.state.pairedChats.size === 0);
    rig.clock.jump(10_000);
    says('1', '!claim A1');
    await until(() => chat.posts.some((text) => text.startsWith('To claim from here, open https://shop.example/d/')));
    expect(rig.core.state.holds.size).toBe(1);
  });

  it('a thousand guesses of two hundred accounts find no browser, and whoever has the code is heard a minute later', async () => {
    const { rig, says, fire, pair } = await opened();
    await fire(3);
    for (let n = 0; n < 50; n += 1) await rig.people.pairings.code(`viewer-${n}`, rig.core.now());
    let seed = 4;
    const guess = (): string =>
      Array.from({ length: 5 }, () => {
        seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
        return CODE_SIGNS[(seed >>> 8) % CODE_SIGNS.length];
      }).join('');
    for (let n = 0; n < 1_000; n += 1) says(`e${n % 200}`, `!me ${guess()}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(rig.core.state.pairedChats.size).toBe(0);
    rig.clock.jump(MINUTE + 1_000);
    await pair('1');
  });

  it('a repeating line is said once its minutes are over and the chat moved, and not into silence', async () => {
    const { rig, chat, says, fire } = await opened();
    await rig.done('channel.rules', {
      channel: 'hand',
      rules: {
        ...defaultChatRules,
        aliases: { claim: [], me: [], drop: [], stock: [], buy: [] },
        timers: [{ text: '{title} is still on: {link} {claim}', minutes: 2, lines: 3 }],
      },
    });
    await fire(3);
    await until(() => chat.posts.length === 1);
    // A look at the rules begins its time.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    rig.clock.jump(2 * MINUTE);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(chat.posts).toHaveLength(1);
    for (let n = 0; n < 3; n += 1) says('1', 'what a lamp');
    await until(() => chat.posts.length === 2);
    expect(chat.posts[1]).toMatch(/^Brass lamp is still on: https:\/\/shop\.example\/d\/\w+ !claim A1$/u);
  });
});
