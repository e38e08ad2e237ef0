import { afterEach, describe, expect, it } from 'vitest';
import { adapters } from '../../server/edges/adapters.ts';
import type { Adapters } from '../../server/ports/adapters.ts';
import { settingFields } from '../../server/ports/manifest.ts';
import { filesUnder, lineOf, parse, read, textOf, walk } from '../unit/house/sources.ts';
import { startServer, until as untilClock, usual } from '../support/server.ts';
import { startToyChat } from '../support/toy-chat/toy-chat-server.ts';
import { toyChat } from '../support/toy-chat/toy-chat.ts';
import { startToyPayment } from '../support/toy-payment/toy-payment-server.ts';
import { toyPayment } from '../support/toy-payment/toy-payment.ts';
import { until } from '../support/until.ts';
import { nowhere } from '../support/nowhere.ts';

const ours = adapters({ twitchIrcUrl: null, twitchIdUrl: null, twitchApiUrl: null, servers: nowhere, random: () => 0.5 });
/** The list with two lines more: this is all that adding a chat and a way to pay takes. */
const withToys: Adapters = { chats: [...ours.chats, toyChat(1_000)], payments: [...ours.payments, toyPayment()], shops: [] };

const toClose: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});

describe('the list of adapters', () => {
  it('names each once, and no code elsewhere knows a name', () => {
    const ids = [...ours.chats, ...ours.payments].map(({ manifest }) => manifest.id);
    expect(new Set(ids).size).toBe(ids.length);
    const files = filesUnder(['server', 'control-panel', 'overlay'], /\.tsx?$/u).filter(
      (path) => !ids.some((id) => path.startsWith(`server/edges/${id}/`)) && path !== 'server/edges/adapters.ts',
    );
    const named: string[] = [];
    for (const path of files) {
      // The demo plays an evening of its own, with the adapters it chose.
      if (path.startsWith('server/cli/demo/')) continue;
      const source = read(path);
      walk(parse(path, source), (node) => {
        const text = textOf(node);
        // "later" is a word too, of cues and of the duty to pay; an adapter is named by asking for its id.
        if (text !== null && ids.includes(text) && text !== 'later') named.push(`${path}:${lineOf(source, node.start)}`);
      });
      for (const id of ids) {
        if (new RegExp(`(?:provider|channel|target|adapter)(?:Id|\\.id|\\.manifest\\.id)?\\s*(?:===|!==|:)\\s*['"]${id}['"]`, 'u').test(source))
          named.push(`${path} (${id})`);
      }
    }
    expect(named).toEqual([]);
  });

  it('no code but its own folder knows a chat’s name, not even in a word of the panel', () => {
    // Where the environment's addresses of other servers are handed on.
    const handsOn = ['server/edges/adapters.ts', 'server/config.ts', 'server/real-deps.ts', 'server/cli/doctor.ts'];
    const named: string[] = [];
    for (const { id } of ours.chats.map(({ manifest }) => manifest)) {
      // Somebody may be kicked out of OBS.
      const name = new RegExp(`${id}(?!ed)`, 'iu');
      for (const path of filesUnder(['server', 'control-panel', 'overlay'], /\.tsx?$/u)) {
        if (path.startsWith(`server/edges/${id}/`) || handsOn.includes(path)) continue;
        const source = read(path);
        walk(parse(path, source), (node) => {
          const text = node.type === 'Identifier' ? String(node['name']) : node.type === 'JSXText' ? String(node['value']) : textOf(node);
          if (text !== null && name.test(text)) named.push(`${path}:${lineOf(source, node.start)} ${text}`);
        });
      }
    }
    expect(named).toEqual([]);
  });

  it('each gets its form from its manifest', () => {
    for (const { manifest } of [...withToys.chats, ...withToys.payments]) {
      for (const field of settingFields(manifest)) {
        expect(['text', 'number', 'switch']).toContain(field.kind);
        expect(field.title).not.toBe('');
      }
    }
    expect(settingFields(toyChat(1).manifest)).toEqual([
      { name: 'port', kind: 'number', title: 'Port', hint: 'Where the toy listens on this machine.', secret: false, required: true, part: 'form' },
      { name: 'password', kind: 'text', title: 'Password', hint: 'Any word.', secret: true, required: true, part: 'form' },
    ]);
  });

  it('a toy of each: form and doctor line over HTTP, the link in the chat, an order paid on its page', async () => {
    const room = await startToyChat('sesame');
    toClose.push(() => room.close());
    let notifyUrl: string | null = null;
    const bank = await startToyPayment('key-1', 'sign-1', () => notifyUrl);
    toClose.push(() => bank.close());
    const server = await startServer({ ...usual, deps: { adapters: withToys } });
    toClose.push(() => server.stop());
    notifyUrl = `${server.url}/webhooks/toy-pay`;
    const { owner, done } = server;
    const { core } = server.started();

    const auth = { headers: { authorization: `Bearer ${owner.key}` } };
    const forms = (await (await server.fetch('/api/adapters', auth)).json()) as {
      readonly chats: readonly { readonly id: string; readonly fields: readonly unknown[] }[];
      readonly payments: readonly { readonly id: string }[];
    };
    expect(forms.chats.map(({ id }) => id)).toEqual(['twitch', 'youtube', 'discord', 'kick', 'signed-hook', 'toy-chat']);
    expect(forms.payments.map(({ id }) => id)).toEqual(['later', 'stripe', 'toy-pay']);
    expect(forms.chats.at(-1)?.fields).toEqual(settingFields(toyChat(1).manifest));

    await done(
      'shop.configure',
      {
        name: 'Toy shop',
        currency: 'EUR',
        locale: 'en',
        timeZone: 'UTC',
        seller: { name: 'Ada', address: '1 Market St', email: 'ada@shop.example' },
        returnsUrl: 'https://shop.example/r',
      },
      owner,
    );
    await done(
      'channel.save',
      { channel: 'toy-chat', enabled: true, delaySeconds: 0, settings: { port: room.port, password: 'sesame' }, templates: {} },
      owner,
    );
    await done('payment.save', { provider: 'toy-pay', enabled: true, settings: { url: bank.url, apiKey: 'key-1', signingSecret: 'sign-1' } }, owner);
    await until(() => room.present() === 1);
    const doctor = (await (await server.fetch('/api/doctor', auth)).json()) as { readonly lines: readonly { readonly ok: boolean; readonly what: string }[] };
    expect(doctor.lines.filter((line) => line.what.startsWith('Toy'))).toEqual([
      { ok: true, what: 'Toy chat: set up', mend: '' },
      { ok: true, what: 'Toy pay: ready', mend: '' },
    ]);

    const { showId } = await done('show.plan', { title: 'Tonight', startsAt: Date.now(), minutes: 60, reach: 'network' }, owner);
    const { dropId, sku } = await done('drop.quick', { showId, title: 'Toy boat', price: 1_200, count: 5, mediaId: null, minutes: 10 }, owner);
    const { opensAt, links } = await done('drop.fire', { dropId, expectOnAir: null }, owner);
    await until(() => room.delivered.length === 1);
    expect(room.delivered[0]).toContain(links.find((link) => link.channel === 'toy-chat')?.url ?? 'no link');
    await untilClock(server, opensAt);

    const viewer = server.viewer();
    const { holdId } = await done('hold.place', { dropId, lines: [{ sku, quantity: 1 }] }, viewer);
    const { pickupId } = await done(
      'pickup.save',
      { pickupId: null, place: 'Stall', address: 'Market', startsAt: Date.now(), endsAt: Date.now() + 3_600_000, capacity: 5 },
      owner,
    );
    const { orderNumber, payUrl } = await done(
      'checkout.start',
      { holdId, provider: 'toy-pay', contact: { name: 'Lena', email: 'lena@x.ie' }, delivery: { kind: 'pickup', pickupId }, with: null },
      viewer,
    );
    expect(payUrl).toContain(bank.url);
    expect((await fetch(payUrl ?? '', { method: 'POST', redirect: 'manual' })).status).toBe(303);
    await until(() => core.state.orders.get(String(orderNumber))?.state === 'paid');
    const { seq } = core.health();
    for (const notice of bank.notices) await bank.sendAgain(notice);
    expect(core.health().seq).toBe(seq);
    expect(core.state.drops.get(dropId)?.lines[0]).toMatchObject({ left: 4, held: 0, sold: 1 });
  });
});
