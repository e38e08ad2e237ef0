import { HAND_CHANNEL, isChatKind, strangeBlanks } from '@protocol/chat-template.ts';
import { publicOrigin } from '@protocol/public-origin.ts';
import { refuse, type Refused } from '@protocol/refusals.ts';
import type { Evolvers, Handlers } from './context.ts';
import { happened } from './events.ts';
import { closeTasks } from './open-task.ts';
import { askNoMore, isStillAsked } from './payment.ts';

function checkTemplates(templates: Readonly<Record<string, string>>): Refused | null {
  for (const [kind, template] of Object.entries(templates)) {
    const strange = isChatKind(kind) ? strangeBlanks(kind, template)[0] : undefined;
    if (strange !== undefined) return refuse('bad-settings', { what: `${kind} {${strange}}` });
  }
  return null;
}

/** The shop itself, how it is reached, its chats and payments. */
export const settingsHandlers: Handlers<
  'shop.configure' | 'shop.reach' | 'reach.lend' | 'shop.reopen' | 'channel.save' | 'channel.by-hand' | 'channel.remove' | 'channel.delay' | 'payment.save'
> = {
  'shop.configure': (draft, input) => {
    const before = draft.state.single('shop');
    // Amounts are stored without their currency: changing it would change every price.
    if (before && before.currency !== input.currency && (draft.state.variants.size > 0 || draft.state.orders.size > 0))
      return refuse('currency-fixed', { currency: before.currency });
    draft.emit(happened('ShopConfigured', { shop: input }));
  },
  'shop.reach': (draft, { publicUrl }) => {
    const origin = publicUrl === null ? null : publicOrigin(publicUrl);
    // P3: a path or a query in it would stand in the middle of every link.
    if (publicUrl !== null && origin === null) return refuse('bad-settings', { what: publicUrl });
    draft.emit(happened('ReachChanged', { publicUrl: origin }));
  },
  'reach.lend': (draft, { publicUrl }) => draft.emit(happened('AddressLent', { publicUrl: publicUrl === null ? null : publicOrigin(publicUrl) })),
  'shop.reopen': (draft) => {
    // L5: first what was paid, then what is sold.
    if (isStillAsked(draft.state)) return refuse('payments-unasked');
    draft.emit(happened('ShopReopened', {}));
  },
  'channel.save': (draft, input) => {
    if (!draft.context.offers.channels.some((channel) => channel.id === input.channel)) return refuse('no-such-channel', { channel: input.channel });
    const refused = checkTemplates(input.templates);
    if (refused) return refused;
    draft.emit(
      happened('ChannelSaved', { channel: input.channel, enabled: input.enabled, delayMs: Math.round(input.delaySeconds * 1000), templates: input.templates }),
    );
  },
  'channel.by-hand': (draft, { channel, label, enabled, delaySeconds, longest, templates }) => {
    if (channel !== null && !draft.state.channels.get(channel)?.hand) return refuse('no-such-channel', { channel });
    const refused = checkTemplates(templates);
    if (refused) return refused;
    draft.emit(
      happened('ChannelSaved', {
        channel: channel ?? `${HAND_CHANNEL}${draft.context.id()}`,
        enabled,
        delayMs: Math.round(delaySeconds * 1000),
        templates,
        hand: { label, longest },
      }),
    );
  },
  'channel.remove': (draft, { channel }) => {
    const hand = draft.state.channels.get(channel)?.hand;
    // A chat that is plugged in is switched off; there is nothing of it to take out.
    if (!hand) return refuse('no-such-channel', { channel });
    closeTasks(draft, (task) => task.kind === 'chat.post' && task.target === channel, 'dropped', 'channel-gone');
    draft.emit(happened('ChannelRemoved', { channel, label: hand.label }));
  },
  // D2: a drop that was fired keeps the times it told everyone; the next one has the new delay.
  'channel.delay': (draft, { channel, delaySeconds }) => {
    if (!draft.state.channels.has(channel)) return refuse('no-such-channel', { channel });
    draft.emit(happened('ChannelDelayed', { channel, delayMs: Math.round(delaySeconds * 1000) }));
  },
  'payment.save': (draft, input) => {
    if (!draft.context.offers.providers.some((provider) => provider.id === input.provider)) return refuse('no-such-provider', { provider: input.provider });
    draft.emit(happened('PaymentSaved', { provider: input.provider, enabled: input.enabled }));
    if (!input.enabled) askNoMore(draft, input.provider);
  },
};

export const settingsEvolvers: Evolvers<
  'ShopConfigured' | 'ReachChanged' | 'AddressLent' | 'ShopReopened' | 'ChannelSaved' | 'ChannelRemoved' | 'ChannelDelayed' | 'PaymentSaved'
> = {
  ShopConfigured: (state, event) => state.put('shop', event.shop),
  ReachChanged: (state, event) => state.put('publicUrl', event.publicUrl),
  AddressLent: (state, event) => state.put('lentUrl', event.publicUrl),
  ShopReopened: (state) => state.put('ledger', { ...state.single('ledger'), closed: false, moved: false }),
  ChannelSaved: (state, event) =>
    state.channels.set(event.channel, {
      channel: event.channel,
      enabled: event.enabled,
      delayMs: event.delayMs,
      templates: event.templates,
      hand: event.hand ?? null,
      answeredAt: state.channels.get(event.channel)?.answeredAt ?? 0,
    }),
  ChannelRemoved: (state, { channel }) => state.channels.delete(channel),
  ChannelDelayed: (state, { channel, delayMs }) => {
    const row = state.channels.get(channel);
    if (row) state.channels.set(channel, { ...row, delayMs });
  },
  PaymentSaved: (state, { provider, enabled }) => {
    const { heard = false, compared = null } = state.payments.get(provider) ?? {};
    state.payments.set(provider, { provider, enabled, heard, compared });
  },
};
