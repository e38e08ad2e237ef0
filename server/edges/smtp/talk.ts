import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { DurationMs } from '@protocol/time.ts';
import type { SmtpSettings } from './settings.ts';

export interface SmtpTimings {
  /** Finding the server, its greeting and its TLS. */
  readonly connectMs: DurationMs;
  /** Without a word of the server. */
  readonly silenceMs: DurationMs;
  /** All of it. */
  readonly wholeMs: DurationMs;
}
export const SMTP_TIMINGS: SmtpTimings = { connectMs: 10_000, silenceMs: 20_000, wholeMs: 40_000 };

export interface Talk {
  readonly timings: SmtpTimings;
  /** Whom else to believe than the usual authorities; null in earnest. */
  readonly ca: string | null;
}
export interface Envelope {
  readonly from: string;
  readonly to: string;
}
/** `handed`: the message itself was begun, so that without an answer nobody knows whether it was taken. */
export type Talked = { readonly ok: true } | { readonly ok: false; readonly error: SMTPConnection.SMTPError; readonly handed: boolean };

/**
 * One conversation with a mail server: connect, encrypt, log in, and, where there is a message, hand it over once. The connection is the
 * library's own rather than its transport, because only here can be seen whether the message was begun when the line broke: before
 * that nobody got it, after that it may be out (E2).
 */
export function talk(settings: SmtpSettings, send: { readonly envelope: Envelope; readonly raw: Buffer } | null, { timings, ca }: Talk): Promise<Talked> {
  return new Promise((resolve) => {
    let handed = false;
    let over = false;
    const connection = new SMTPConnection({
      host: settings.host,
      port: settings.port,
      secure: settings.secure,
      // What somebody bought, and the password: in clear only where the owner said so.
      ...(settings.secure ? {} : settings.plain ? { ignoreTLS: true } : { requireTLS: true }),
      connectionTimeout: timings.connectMs,
      greetingTimeout: timings.connectMs,
      dnsTimeout: timings.connectMs,
      socketTimeout: timings.silenceMs,
      tls: { minVersion: 'TLSv1.2', ...(ca === null ? {} : { ca }) },
      logger: false,
    });
    const end = (talked: Talked): void => {
      if (over) return;
      over = true;
      clearTimeout(late);
      if (talked.ok) connection.quit();
      else connection.close();
      resolve(talked);
    };
    const fail = (error: SMTPConnection.SMTPError): void => end({ ok: false, error, handed });
    const late = setTimeout(() => fail(Object.assign(new Error('too slow'), { code: 'ETIMEDOUT' })), timings.wholeMs);
    const handOver = (): void => {
      if (send === null) return end({ ok: true });
      // Read only once the server has said that it takes the message.
      const body = Readable.from(
        (function* body() {
          handed = true;
          yield send.raw;
        })(),
      );
      connection.send({ ...send.envelope, size: send.raw.length }, body, (error) => (error === null || error === undefined ? end({ ok: true }) : fail(error)));
    };
    connection.on('error', fail);
    connection.connect((error) => {
      if (error) return fail(error);
      const { user, password } = settings;
      if (user === undefined || user === '') return handOver();
      connection.login({ user, pass: password ?? '' }, (refused) => (refused ? fail(refused) : handOver()));
    });
  });
}
