/**
 * The mails that buyers get about what they bought, one per order and kind. `test` goes to the seller. Nothing here is advertising: who
 * wants news says so apart from buying (MONEY, promise 8).
 */
export const mailKinds = [
  'placed',
  'pay',
  'deposit',
  'balance',
  'paid',
  'ready',
  'withdrawn',
  'refunded',
  'money-back',
  'cancelled',
  'expired',
  'offer',
  'test',
] as const;
export type MailKind = (typeof mailKinds)[number];

export const isMailKind = (text: string | null | undefined): text is MailKind => (mailKinds as readonly unknown[]).includes(text);
