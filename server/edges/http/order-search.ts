import { Router } from 'express';
import { z } from 'zod';
import { isRefused, refuse } from '@protocol/refusals.ts';
import { isUnavailable } from '../../dispatch/unavailable.ts';
import { ordersNumbered } from '../../views/order-view.ts';
import { mayChange, staffOf, whoAsks } from './asking.ts';
import { MAX_BODY, readJson } from './body.ts';
import type { HttpDeps } from './http-deps.ts';
import { sendRefused } from './reply.ts';

const asked = z.strictObject({ text: z.string().trim().min(1).max(100) });
/** More than these, and one types on. */
const MOST_FOUND = 50;
/** One letter is in every name. */
const SHORTEST_NAME = 2;

/**
 * `POST /api/orders/find {text}`: orders by number, pickup code, or the buyer's name and mail, however old. A POST, so that no name stands
 * in the log of a proxy; the same roles as `/api/people/:id` (V6).
 */
export function orderSearch(deps: HttpDeps): Router {
  const router = Router();
  router.post('/api/orders/find', async (request, response) => {
    const asking = await whoAsks(request, deps);
    if (isRefused(asking)) return sendRefused(response, deps.core, asking);
    const actor = staffOf(asking, ['owner', 'host', 'producer', 'packer']);
    if (isRefused(actor)) return sendRefused(response, deps.core, actor);
    if (!mayChange(asking)) return sendRefused(response, deps.core, refuse('not-allowed', { why: 'origin' }));
    const body = await readJson(request, MAX_BODY);
    const given = body.ok ? asked.safeParse(body.value) : null;
    if (given === null || !given.success) return sendRefused(response, deps.core, refuse(body.ok ? 'malformed' : body.refused, { where: 'text' }));
    try {
      // L10: "no such order" is said of what the ledger knows, not of what this node has read so far.
      await deps.core.caughtUp();
      response.set('Cache-Control', 'no-store').json({ ok: true, ...(await find(given.data.text, deps)) });
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      sendRefused(response, deps.core, refuse('try-again'));
    }
  });
  return router;
}

async function find(text: string, deps: HttpDeps): Promise<{ readonly orders: unknown; readonly people: unknown }> {
  const { state } = deps.core;
  const people = new Map(text.length < SHORTEST_NAME ? [] : (await deps.people.find(text, MOST_FOUND)).map(({ personId, person }) => [personId, person]));
  const sight = deps.snapshots.sight();
  const number = /^#?(\d{1,10})$/u.exec(text)?.[1] ?? null;
  const code = text.toUpperCase();
  const found: number[] = [];
  for (const order of [...state.orders.values()].reverse()) {
    const isIt =
      (number !== null && String(order.orderNumber).startsWith(number)) ||
      (order.person !== null && people.has(order.person)) ||
      (code.length === 5 && order.delivery.kind === 'pickup' && sight.context.pickupCode(order.orderNumber) === code);
    if (isIt) found.push(order.orderNumber);
    if (found.length === MOST_FOUND) break;
  }
  const orders = ordersNumbered(sight, found);
  const named: Record<string, { readonly name: string; readonly email: string }> = {};
  for (const { person } of orders) {
    const known = person === null ? null : (people.get(person) ?? (await deps.people.get(person)));
    if (person !== null && known !== null) named[person] = { name: known.name, email: known.email };
  }
  return { orders, people: named };
}
