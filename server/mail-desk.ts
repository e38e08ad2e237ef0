import { isMailKind, mailKinds, type MailKind } from '@protocol/mail.ts';
import { awaitsBalance, type Core } from './dispatch/core.ts';
import type { People } from './people/people.ts';
import type { MailPreview, MailPreviews } from './ports/mail.ts';
import type { Order, Shop, Task } from './shop/state.ts';
import type { Composed } from './tasks/mail-tasks.ts';
import { offerFacts, orderFacts, sampleFacts, testFacts } from './views/mail/facts.ts';
import { letterOf, type MailFacts } from './views/mail/letter.ts';
import { written } from './views/mail/write.ts';
import { sightOf } from './views/sight.ts';
import type { ViewContext } from './views/view-context.ts';

/** Where mails are written: from the shop as it is when they go out, and the buyer as `people` knows them. */
export interface MailDesk {
  compose(task: Task): Promise<Composed>;
  readonly previews: MailPreviews;
}

/** What may have come between a mail and its going out. */
function whyNot(kind: MailKind, order: Order): string | null {
  if (kind === 'pay') return order.state === 'unpaid' || (order.state === 'paying' && !order.expiring) ? null : 'not-needed';
  if (kind === 'balance') return awaitsBalance(order) ? null : 'not-needed';
  const isOver = order.state === 'cancelled' || order.state === 'refunded';
  return isOver && (kind === 'placed' || kind === 'ready' || kind === 'deposit') ? 'not-needed' : null;
}
const aboutOf = (task: Task): { readonly amount: number; readonly whole: boolean } => ({
  amount: Number(task.data['amount'] ?? 0),
  whole: task.data['whole'] === 'yes',
});

export function mailDesk({ core, people, context }: { readonly core: Core; readonly people: Pick<People, 'get'>; readonly context: ViewContext }): MailDesk {
  const messageTo = (shop: Shop, to: { readonly name: string; readonly email: string }, kind: MailKind, facts: MailFacts): Composed => ({
    message: { fromName: shop.name, to: { name: to.name, address: to.email }, replyTo: shop.seller.email, ...written(letterOf(kind, facts)) },
  });

  async function compose(task: Task): Promise<Composed> {
    const { state } = core;
    const shop = state.single('shop');
    const kind = task.data['mail'];
    if (shop === null || !isMailKind(kind)) return { drop: 'not-needed' };
    if (kind === 'test') return messageTo(shop, shop.seller, kind, testFacts(shop));
    if (kind === 'offer') {
      const holdId = task.data['hold'] ?? '';
      const person = await people.get(task.data['person'] ?? '');
      const hold = core.state.holds.get(holdId);
      if (person === null) return { drop: 'erased' };
      if (hold === undefined || hold.state !== 'held') return { drop: 'not-needed' };
      return messageTo(shop, person, kind, offerFacts(shop, sightOf(core.state, context), { dropId: hold.dropId, holdId, until: hold.expiresAt }));
    }
    const personId = state.orders.get(String(task.orderNumber))?.person ?? null;
    const person = personId === null ? null : await people.get(personId);
    // As it is now: it may have been paid, or its buyer forgotten, while they were looked up.
    const order = core.state.orders.get(String(task.orderNumber));
    if (order === undefined) return { drop: 'not-needed' };
    if (person === null || order.person === null) return { drop: 'erased' };
    const why = whyNot(kind, order);
    return why === null ? messageTo(shop, person, kind, orderFacts(shop, sightOf(core.state, context), order, person, aboutOf(task))) : { drop: why };
  }

  const previews: MailPreviews = async (orderNumber) => {
    const { state } = core;
    const shop = state.single('shop');
    if (shop === null) return [];
    const order = orderNumber === null ? undefined : state.orders.get(String(orderNumber));
    const personId = order?.person ?? null;
    const person = personId === null ? null : await people.get(personId);
    const sight = sightOf(core.state, context);
    return mailKinds.map((kind): MailPreview => {
      if (kind === 'test') return { kind, ...written(letterOf(kind, testFacts(shop))) };
      const way = kind === 'placed' || kind === 'pay' || kind === 'ready' ? 'pickup' : 'ship';
      const sample = {
        ...sampleFacts(shop, sight, way, kind === 'deposit' || kind === 'balance', core.now()),
        ...(kind === 'offer' ? { order: null } : { offer: null }),
      };
      const facts = order === undefined || kind === 'offer' ? sample : orderFacts(shop, sight, order, person, { amount: order.total, whole: true });
      return { kind, ...written(letterOf(kind, facts)) };
    });
  };
  return { compose, previews };
}
