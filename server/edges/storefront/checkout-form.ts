import type { CommandInput } from '@protocol/commands.ts';
import { addressInput, contactInput } from '@protocol/inputs.ts';

/** What a buyer typed, as typed: it comes back to them where something in it is not right. */
export interface CheckoutForm {
  readonly name: string;
  readonly email: string;
  /** `ship`, or the id of a pickup slot; empty where nothing was chosen. */
  readonly delivery: string;
  readonly line1: string;
  readonly line2: string;
  readonly city: string;
  readonly postcode: string;
  readonly region: string;
  readonly country: string;
  readonly provider: string;
}
export type CheckoutField = Exclude<keyof CheckoutForm, 'provider'>;
export const SHIP = 'ship';

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
  };
}

export type CheckoutInput = Pick<CommandInput<'checkout.start'>, 'contact' | 'delivery'>;
export type CheckedForm = { readonly ok: true; readonly input: CheckoutInput } | { readonly ok: false; readonly wrong: ReadonlySet<CheckoutField> };

const fields: ReadonlySet<string> = new Set<CheckoutField>(['name', 'email', 'delivery', 'line1', 'line2', 'city', 'postcode', 'region', 'country']);
const isField = (name: unknown): name is CheckoutField => typeof name === 'string' && fields.has(name);

/** The form against the same schema that the command enforces, so that what is wrong is said beside its field. */
export function checkForm(form: CheckoutForm): CheckedForm {
  const contact = contactInput.safeParse({ name: form.name, email: form.email.trim() });
  const wrong = new Set<CheckoutField>(contact.success ? [] : contact.error.issues.map((issue) => issue.path[0]).filter(isField));
  if (form.delivery === '') wrong.add('delivery');
  if (form.delivery !== SHIP) {
    return contact.success && wrong.size === 0
      ? { ok: true, input: { contact: contact.data, delivery: { kind: 'pickup', pickupId: form.delivery } } }
      : { ok: false, wrong };
  }
  const { line1, line2, city, postcode, region, country } = form;
  const address = addressInput.safeParse({ line1, line2, city, postcode, region, country });
  if (!address.success) for (const issue of address.error.issues) if (isField(issue.path[0])) wrong.add(issue.path[0]);
  return contact.success && address.success && wrong.size === 0
    ? { ok: true, input: { contact: contact.data, delivery: { kind: 'ship', address: address.data } } }
    : { ok: false, wrong };
}
