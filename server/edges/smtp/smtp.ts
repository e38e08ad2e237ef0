import MailComposer from 'nodemailer/lib/mail-composer';
import { mail as words } from '@locales/en.json';
import { speaker, type Words } from '@protocol/words.ts';
import type { MailAdapter, MailMessage, MailSent } from '../../ports/mail.ts';
import type { DoctorLine } from '../../ports/manifest.ts';
import { readSettings, smtpSettings, type SmtpSettings } from './settings.ts';
import { talk, type Talk, type Talked } from './talk.ts';

const say = speaker(words as Words, 'en');
const LABEL = say('smtp.label');
/** What the desk can take in of a server's answer. */
const LONGEST_ANSWER = 140;
/** A conversation that had its whole time, and then the append. */
const SLACK_MS = 5_000;

/** The message as it goes over the wire. Names, subject and addresses are encoded by the library: no line of theirs becomes a header. */
function rawMessage(settings: Pick<SmtpSettings, 'from' | 'replyTo'>, message: MailMessage): Promise<Buffer> {
  const replyTo = settings.replyTo || message.replyTo;
  return new MailComposer({
    from: { name: message.fromName, address: settings.from },
    to: { name: message.to.name, address: message.to.address },
    ...(replyTo === '' ? {} : { replyTo }),
    subject: message.subject,
    text: message.text,
    html: message.html,
    messageId: `<${message.messageId}@${settings.from.split('@')[1] ?? 'dropcast.invalid'}>`,
    date: new Date(message.at),
    // Machines that answer mail by themselves leave this one alone.
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
}

/** What a server says of a mail may name who it was for; what it says is kept in an event (L8). */
function withoutAddress(answer: string, to: string): string {
  const local = to.split('@')[0] ?? '';
  const bare = answer.replace(/\s+/gu, ' ').replace(/[^\s<>"'(),:;]+@[^\s<>"'(),:;]+/gu, '…');
  return (local.length < 2 ? bare : bare.replaceAll(new RegExp(`\\b${local.replaceAll(/[.*+?^${}()|[\]\\]/gu, '\\$&')}\\b`, 'giu'), '…')).slice(
    0,
    LONGEST_ANSWER,
  );
}

function whyNot(talked: Extract<Talked, { ok: false }>, settings: SmtpSettings, to: string): string {
  const { error } = talked;
  const blanks = { host: settings.host, port: String(settings.port), answer: withoutAddress(error.response ?? error.message, to) };
  switch (error.code) {
    case 'EAUTH':
      return say('smtp.bad.logIn', blanks);
    case 'ETLS':
      return say('smtp.bad.tls', blanks);
    case 'EDNS':
      return say('smtp.bad.host', blanks);
    default:
  }
  if (error.responseCode !== undefined) return say(error.responseCode < 500 ? 'smtp.bad.later' : 'smtp.bad.refused', blanks);
  if (isCertificate(error)) return say('smtp.bad.tls', blanks);
  if (error.code === 'ETIMEDOUT') return say('smtp.bad.slow', blanks);
  return say('smtp.bad.away', blanks);
}
const isCertificate = (error: Error): boolean => /certificate|altnames|self.signed|wrong version number|SSL|TLS/iu.test(error.message);

/** Mail through any server that speaks SMTP, one conversation per mail: a shop's evening is some hundred of them. */
export function smtp(how: Talk): MailAdapter {
  return {
    manifest: { id: 'smtp', label: LABEL, settings: smtpSettings, enabledByDefault: false, sendWithinMs: how.timings.wholeMs + SLACK_MS },
    send: async (given, message): Promise<MailSent> => {
      const settings = readSettings(given);
      if (settings === null) return { outcome: 'refused', note: say('smtp.bad.settings') };
      try {
        const raw = await rawMessage(settings, message);
        const talked = await talk(settings, { envelope: { from: settings.from, to: message.to.address }, raw }, how);
        if (talked.ok) return { outcome: 'sent', note: '' };
        // An answer with a number is a clear no; a silence after the message was begun is nobody's to explain.
        if (talked.handed && talked.error.responseCode === undefined) return { outcome: 'unknown', note: say('smtp.unknown', { host: settings.host }) };
        return { outcome: 'refused', note: whyNot(talked, settings, message.to.address) };
      } catch (error) {
        // The message could not be made, or the library broke before the first word: nothing left the house.
        return { outcome: 'refused', note: withoutAddress(error instanceof Error ? error.message : String(error), message.to.address) };
      }
    },
    doctor: async (given): Promise<readonly DoctorLine[]> => {
      if (given === null) return [{ ok: true, what: say('smtp.doctor.none', { label: LABEL }), mend: '' }];
      const settings = readSettings(given);
      if (settings === null) return [{ ok: false, what: say('smtp.doctor.settings', { label: LABEL }), mend: say('smtp.doctor.mend') }];
      const talked = await talk(settings, null, how);
      const blanks = { label: LABEL, host: settings.host };
      if (!talked.ok) return [{ ok: false, what: say('smtp.doctor.bad', { ...blanks, why: whyNot(talked, settings, '') }), mend: say('smtp.doctor.mend') }];
      const isClear = !settings.secure && settings.plain;
      return [{ ok: true, what: say(isClear ? 'smtp.doctor.plain' : 'smtp.doctor.good', blanks), mend: '' }];
    },
  };
}
