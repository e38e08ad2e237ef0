import { afterEach, expect, it } from 'vitest';
import { discord } from '../../../server/edges/discord/discord.ts';
import { ASKED_TIMINGS } from '../../../server/ports/asked-chat.ts';
import { startFakeDiscord } from '../../support/fake-discord.ts';
import { fireDrop, memoryRig, setUpShop } from '../../support/task-rig.ts';
import { until } from '../../support/until.ts';

const toClose: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});

it('one message of a drop shows its stock as it moves, and its end; no task is opened for a count', async () => {
  const fake = await startFakeDiscord();
  toClose.push(() => fake.close());
  const rig = await memoryRig({ chats: [discord({ url: fake.url, timings: ASKED_TIMINGS, random: () => 0.5 })], payments: [], shops: [] });
  toClose.push(() => rig.stop());
  const { showId } = await setUpShop(rig, 'discord', { address: `https://discord.com/api/webhooks/${fake.id}/${fake.token}` });
  rig.run();
  await rig.connected('discord');
  const { dropId, sku, codes } = await fireDrop(rig, showId, 20);
  const link = `https://shop.example/d/${codes['discord']}`;
  await until(() => fake.shown().length === 1);
  expect(fake.shown()).toEqual([`Brass lamp is open, €148. ${link}`]);
  const opened = rig.tasks(({ kind }) => kind === 'chat.post').length;
  for (let sold = 0; sold < 5; sold += 1) await rig.done('sale.record', { lines: [{ sku, quantity: 1, price: 14_800 }], paidBy: 'cash', dropId });
  await until(() => /15 left/u.test(fake.shown()[0] ?? ''));
  expect(fake.shown()).toEqual([`On now: Brass lamp, €148, 15 left. ${link}`]);
  // Five sales were one change.
  expect(fake.edits).toHaveLength(1);
  expect(rig.tasks(({ kind }) => kind === 'chat.post').length).toBe(opened);
  await rig.done('sale.record', { lines: [{ sku, quantity: 15, price: 14_800 }], paidBy: 'cash', dropId });
  await until(() => /sold out/u.test(fake.shown()[0] ?? ''));
  expect(fake.shown()).toHaveLength(1);
}, 60_000);
