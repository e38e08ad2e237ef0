/** What is not as it should be between a payment provider and the orders. */
export const payTroubles = [
  /** Another amount was paid than the order says. */
  'amount',
  /** Paid a second time, in another way. */
  'twice',
  /** Given back at the provider, and not here. */
  'given-back',
  /** Money on its way back did not arrive. */
  'refund-failed',
  /** The order says paid; the provider knows nothing of it. */
  'no-session',
  /** Paid there, and nothing tells which order it was. */
  'no-order',
] as const;
export type PayTrouble = (typeof payTroubles)[number];

/** What a task for the host about money is about: a difference, or a dispute that is open or lost. */
export type MoneyAbout = PayTrouble | 'open' | 'lost';
const abouts: readonly string[] = [...payTroubles, 'open', 'lost'] satisfies readonly MoneyAbout[];
export const isMoneyAbout = (text: string | undefined): text is MoneyAbout => text !== undefined && abouts.includes(text);
