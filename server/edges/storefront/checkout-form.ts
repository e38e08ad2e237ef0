import type { CommandInput } from '@protocol/commands.ts';
import { addressInput, contactInput } from '@protocol/inputs.ts';

/** What a buyer typed, as typed: it comes back to them where something in it is not right. */
export interface CheckoutForm {
  readonly name: string;
  readonly email: string;
  /** `ship` or `ship:CARRIER`, `with:ORDER`, or the id of a pickup slot; empty where nothing was chosen. */
  readonly delivery: string;
  readonly line1: string;
  readonly line2: string;
  readonly city: string;
  readonly postcode: string;
  readonly region: string;
  readonly country: string;
  readonly provider: string;
  /** As typed, several with spaces between them. */
  readonly codes: string;
  /** `1` where they ticked it: nothing is ticked beforehand (promise 6). */
  readonly news: string;
}
export type CheckoutField = Exclude<keyof CheckoutForm, 'provider' | 'codes' | 'news'>;
export const SHIP = 'ship';
const BY_CARRIER = 'ship:';
const JOINED = 'with:';
export const byCarrier = (carrierId: string): string => BY_CARRIER + carrierId;
export const joining = (orderNumber: number): string => JOINED + String(orderNumber);
/** The order in whose parcel it is to go; null: none. */
export const joinedOrder = ({ delivery }: CheckoutForm): number | null => (delivery.startsWith(JOINED) ? Number(delivery.slice(JOINED.length)) : null);
/** What of a form is told with each total that it shows, and by what. */
export const totalKey = (delivery: string): string => (isSent(delivery) || delivery.startsWith(JOINED) ? delivery : 'pickup');
const isSent = (delivery: string): boolean => delivery === SHIP || delivery.startsWith(BY_CARRIER);

export const emptyCheckout = (delivery: string, country: string, provider: string): CheckoutForm => ({
  name: '',
  email: '',
  delivery,
  line1: '',
  line2: '',
  city: '',
  postcode: '',
  region: '',
  country,
  provider,
  codes: '',
  news: '',
});

export const fieldText = (body: Readonly<Record<string, unknown>>, name: string): string => {
  const value = body[name];
  return typeof value === 'string' ? value : '';
};

export function readCheckout(body: Readonly<Record<string, unknown>>): CheckoutForm {
  const text = (name: keyof CheckoutForm): string => fieldText(body, name);
  return {
    name: text('name'),
    email: text('email'),
    delivery: text('delivery'),
    line1: text('line1'),
    line2: text('line2'),
    city: text('city'),
    postcode: text('postcode'),
    region: text('region'),
    country: text('country'),
    provider: text('provider'),
    codes: text('codes'),
    news: text('news'),
  };
}

/** `delivery` null: where the order goes whose parcel it joins. */
export interface CheckoutInput {
  readonly contact: CommandInput<'checkout.start'>['contact'];
  readonly delivery: CommandInput<'checkout.start'>['delivery'] | null;
}
export type CheckedForm = { readonly ok: true; readonly input: CheckoutInput } | { readonly ok: false; readonly wrong: ReadonlySet<CheckoutField> };

const fields: ReadonlySet<string> = new Set<CheckoutField>(['name', 'email', 'delivery', 'line1', 'line2', 'city', 'postcode', 'region', 'country']);
const isField = (name: unknown): name is CheckoutField => typeof name === 'string' && fields.has(name);

/** The form against the same schema that the command enforces, so that what is wrong is said beside its field. */
export function checkForm(form: CheckoutForm): CheckedForm {
  const contact = contactInput.safeParse({ name: form.name, email: form.email.trim() });
  const wrong = new Set<CheckoutField>(contact.success ? [] : contact.error.issues.map((issue) => issue.path[0]).filter(isField));
  if (form.delivery === '') wrong.add('delivery');
  if (joinedOrder(form) !== null)
    return contact.success && wrong.size === 0 ? { ok: true, input: { contact: contact.data, delivery: null } } : { ok: false, wrong };
  if (!isSent(form.delivery)) {
    return contact.success && wrong.size === 0
      ? { ok: true, input: { contact: contact.data, delivery: { kind: 'pickup', pickupId: form.delivery } } }
      : { ok: false, wrong };
  }
  const { line1, line2, city, postcode, region, country } = form;
  const address = addressInput.safeParse({ line1, line2, city, postcode, region, country });
  if (!address.success) for (const issue of address.error.issues) if (isField(issue.path[0])) wrong.add(issue.path[0]);
  return contact.success && address.success && wrong.size === 0
    ? { ok: true, input: { contact: contact.data, delivery: { kind: 'ship', address: address.data, ...carrierIn(form.delivery) } } }
    : { ok: false, wrong };
}
const carrierIn = (delivery: string): { readonly carrier?: string } => (delivery.startsWith(BY_CARRIER) ? { carrier: delivery.slice(BY_CARRIER.length) } : {});

/** The totals that a page shows go along with its form, so that nobody is charged more than they were told: `ship=1390 pickup=900`. */
export const shownTotals = (totals: readonly (readonly [key: string, total: number])[]): string => totals.map(([key, total]) => `${key}=${total}`).join(' ');
/** What this page said that the chosen way comes to; null where it said nothing of it. */
export function shownTotal(shown: string, delivery: string): number | null {
  const key = `${totalKey(delivery)}=`;
  const total =
    shown
      .split(' ')
      .find((each) => each.startsWith(key))
      ?.slice(key.length) ?? '';
  return /^\d{1,12}$/u.test(total) ? Number(total) : null;
}
