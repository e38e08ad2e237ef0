import { readFileSync } from 'node:fs';
import type { AddressInfo, Socket } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';

/** Of this machine alone, good for a hundred years. */
const here = (name: string): string => readFileSync(new URL(`data/${name}`, import.meta.url), 'utf8');
export const localhostCertificate = here('localhost.pem');
const localhostKey = here('localhost-key.pem');

export interface Arrived {
  readonly from: string;
  readonly to: readonly string[];
  /** As it came over the wire. */
  readonly raw: string;
  readonly mail: ParsedMail;
  readonly encrypted: boolean;
  readonly user: string | null;
}
/** What it does with the next mails. `drop`: the line breaks when the whole message is there. `silent`: it takes it and says nothing. */
export type SmtpMood = 'takes' | 'drop' | 'silent' | { readonly at: 'greeting' | 'recipient' | 'message'; readonly code: number; readonly says: string };

export interface FakeSmtp {
  readonly port: number;
  /** What it took, oldest first. */
  readonly arrived: readonly Arrived[];
  /** Of every message of which it saw the end, taken or not. */
  readonly seen: () => number;
  mood: SmtpMood;
  close(): Promise<void>;
}
export interface FakeSmtpOptions {
  readonly tls: 'none' | 'upgrade' | 'implicit';
  /** Null: anybody may send. */
  readonly logIn: { readonly user: string; readonly password: string } | null;
}

class SmtpRefusal extends Error {
  readonly responseCode: number;
  constructor(code: number, says: string) {
    super(says);
    this.responseCode = code;
  }
}

/** A real mail server on a port of its own, which keeps what it gets and can be in a bad mood. */
export async function startFakeSmtp({ tls, logIn }: FakeSmtpOptions): Promise<FakeSmtp> {
  const arrived: Arrived[] = [];
  let seen = 0;
  const own: { mood: SmtpMood } = { mood: 'takes' };
  const refusalAt = (at: 'greeting' | 'recipient' | 'message'): SmtpRefusal | null =>
    typeof own.mood === 'object' && own.mood.at === at ? new SmtpRefusal(own.mood.code, own.mood.says) : null;
  const lines = new Set<Socket>();
  const server = new SMTPServer({
    secure: tls === 'implicit',
    key: localhostKey,
    cert: localhostCertificate,
    disabledCommands: [...(tls === 'upgrade' ? [] : ['STARTTLS' as const]), ...(logIn === null ? ['AUTH' as const] : [])],
    authOptional: logIn === null,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    closeTimeout: 100,
    onConnect: (_session, done) => done(refusalAt('greeting')),
    onAuth: (auth, _session, done) =>
      auth.username === logIn?.user && auth.password === logIn?.password
        ? done(null, { user: auth.username })
        : done(new SmtpRefusal(535, '5.7.8 Wrong password')),
    onRcptTo: (_address, _session, done) => done(refusalAt('recipient')),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        seen += 1;
        const raw = Buffer.concat(chunks);
        if (own.mood === 'silent') return;
        if (own.mood === 'drop') {
          for (const line of lines) line.destroy();
          return;
        }
        const refusal = refusalAt('message');
        if (refusal !== null) return done(refusal);
        void keep(raw, session).then(() => done());
      });
    },
  });
  async function keep(raw: Buffer, { envelope, secure, user }: SMTPServerSession): Promise<void> {
    arrived.push({
      from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
      to: envelope.rcptTo.map(({ address }) => address),
      raw: raw.toString('utf8'),
      mail: await simpleParser(raw),
      encrypted: secure,
      user: typeof user === 'string' ? user : null,
    });
  }
  // A line that breaks in mid-talk is what is tested; the client says how it took it.
  server.on('error', () => undefined);
  server.server.on('connection', (line: Socket) => {
    lines.add(line);
    line.once('close', () => lines.delete(line));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    // A server that listens on a port has such an address.
    port: (server.server.address() as AddressInfo).port,
    arrived,
    seen: () => seen,
    get mood() {
      return own.mood;
    },
    set mood(next) {
      own.mood = next;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
