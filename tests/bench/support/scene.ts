import type { Asked } from './buyers.ts';
import type { OpenedDrop } from './shop.ts';

/** What several figures send. */
let rounds = 0;
/** Of this process, so that no id is used twice in one shop. */
export const roundName = (): string => `round${(rounds += 1)}`;

export const claims = (drop: OpenedDrop, cookies: readonly string[], origin: string, name: string): readonly Asked[] =>
  cookies.map((cookie, at) => ({
    method: 'POST',
    path: '/api/commands',
    headers: [`Cookie: ${cookie}`, `Origin: ${origin}`],
    body: JSON.stringify({ id: `${name}-claim-${at}`, name: 'hold.place', input: { dropId: drop.dropId, lines: [{ sku: drop.sku, quantity: 1 }] } }),
  }));

/** Throws where an answer was not 200: a figure of refusals is no figure. */
export function allDone({ statuses }: { readonly statuses: Readonly<Record<string, number>> }): void {
  const other = Object.entries(statuses).filter(([status]) => status !== '200');
  if (other.length > 0) throw new Error(`not all were answered with 200: ${JSON.stringify(statuses)}`);
}

/** The one of a list that has as many as were asked for. */
export function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('there are not as many as were asked for');
  return value;
}
