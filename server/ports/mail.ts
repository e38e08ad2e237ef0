import type { DurationMs, Instant } from '@protocol/time.ts';
import type { DoctorLine, Manifest, Settings } from './manifest.ts';

export interface MailManifest extends Manifest {
  /** After this `send` has answered, whatever the server did. */
  readonly sendWithinMs: DurationMs;
}
/** One mail to one person. Names and subject are text: what they could do in a header is the adapter's to prevent. */
export interface MailMessage {
  /** The same for the same mail sent again: a mailbox that got both can tell. */
  readonly messageId: string;
  readonly at: Instant;
  readonly fromName: string;
  readonly to: { readonly name: string; readonly address: string };
  /** Where answers go unless the settings say otherwise; empty for back to the sender. */
  readonly replyTo: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}
/**
 * `sent`: the server took it. `refused`: it did not, and nobody got it. `unknown`: the message was handed over and no answer came, so it
 * may be on its way (E2). `note` is words for the desk, without the buyer's address.
 */
export interface MailSent {
  readonly outcome: 'sent' | 'refused' | 'unknown';
  readonly note: string;
}
export interface MailAdapter {
  readonly manifest: MailManifest;
  /** Tries once. Never rejects. */
  send(settings: Settings, message: MailMessage): Promise<MailSent>;
  doctor(settings: Settings | null): Promise<readonly DoctorLine[]>;
}

/** What a mail would say. */
export interface MailPreview {
  readonly kind: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}
/** Every kind of mail as it would go out, of an order or, for null, of a made-up one. */
export type MailPreviews = (orderNumber: number | null) => Promise<readonly MailPreview[]>;
