/**
 * Every way to say no, with the HTTP status it travels under. The sentence for each stands in
 * locales under `refusal.<code>`; `details` fill its blanks and tell a program what to do.
 */
export const refusalStatus = {
  // anything
  malformed: 400,
  'unknown-command': 400,
  'who-are-you': 401,
  'not-allowed': 403,
  'not-found': 404,
  'id-reused': 409,
  'too-large': 413,
  'too-fast': 429,
  'try-again': 503,
  // things that are not there
  'no-such-drop': 409,
  'no-such-show': 409,
  'no-such-cue': 409,
  'no-such-hold': 409,
  'no-such-order': 409,
  'no-such-variant': 409,
  'no-such-task': 409,
  'no-such-key': 409,
  'no-such-channel': 409,
  'no-such-provider': 409,
  'no-such-pickup': 409,
  'no-such-person': 409,
  'no-such-media': 409,
  'no-mail': 409,
  // set-up
  // A rule and no passing trouble: asking again with the same id changes nothing until the host opened the shop.
  'shop-closed': 409,
  'shop-moved': 409,
  'shop-not-configured': 409,
  'bad-settings': 409,
  'no-public-address': 409,
  'currency-fixed': 409,
  'bad-csv': 409,
  'sku-taken': 409,
  'is-a-bundle': 409,
  // shows and drops
  'show-ended': 409,
  'other-show-live': 409,
  'drop-live': 409,
  'on-air-changed': 409,
  'wrong-state': 409,
  'nothing-next': 409,
  'already-open': 409,
  'not-enough-stock': 409,
  'variant-in-other-drop': 409,
  panicking: 409,
  'not-panicking': 409,
  'something-on-air': 409,
  'more-than-added': 409,
  'below-floor': 409,
  'false-discount': 409,
  'deposit-past': 409,
  'deposit-unpayable': 409,
  'no-withdrawal': 409,
  'withdrawn-before': 409,
  // OBS
  'obs-off': 409,
  'obs-elsewhere': 409,
  // buying
  'not-open': 409,
  'sold-out': 409,
  'all-held': 409,
  'limit-reached': 409,
  // `details.challenge` is to be solved, and sent again with the answer as `proof`.
  'prove-first': 409,
  restricted: 403,
  'hold-over': 409,
  'one-unpaid-order': 409,
  'deposit-first': 409,
  'no-balance': 409,
  'pickup-full': 409,
  'pickup-closed': 409,
  'cannot-ship': 409,
  'too-heavy': 409,
  'no-such-carrier': 409,
  'price-changed': 409,
  'no-such-code': 409,
  'code-not-yet': 409,
  'code-over': 409,
  'code-used-up': 409,
  'code-used': 409,
  'code-minimum': 409,
  'codes-apart': 409,
  'no-such-parcel': 409,
  'parcel-packed': 409,
  'parcel-shared': 409,
  'other-address': 409,
  'draw-only': 409,
  'not-a-draw': 409,
  'no-such-entry': 409,
  'some-left': 409,
  'no-such-wait': 409,
  'sold-elsewhere': 409,
  'not-at-shop': 409,
  'none-marked': 409,
  'extended-before': 409,
  'not-paid': 409,
  'already-paid': 409,
  'deposit-goes-back': 409,
  'order-over': 409,
  'more-than-ordered': 409,
  'sale-settled': 409,
  'order-disputed': 409,
  // A rule and no passing trouble: it is over when the provider has answered, or is switched off.
  'payments-unasked': 409,
  'task-not-open': 409,
  // pictures and clips
  'media-kind': 415,
  'media-heic': 415,
  'media-broken': 422,
  'media-pixels': 422,
  'clip-codec': 422,
  'clip-long': 422,
} as const;

export type RefusalCode = keyof typeof refusalStatus;

export interface Refusal {
  readonly code: RefusalCode;
  /** The sentence in the reader's language; filled at the edge. */
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** A refusal as the domain makes it: the edge that knows the reader adds the sentence. */
export interface Refused {
  readonly refused: RefusalCode;
  readonly details: Readonly<Record<string, unknown>>;
}

export const refuse = (refused: RefusalCode, details: Readonly<Record<string, unknown>> = {}): Refused => ({ refused, details });
export const isRefused = (value: unknown): value is Refused => typeof value === 'object' && value !== null && 'refused' in value;
