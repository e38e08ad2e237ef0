import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Settings } from '../../server/ports/manifest.ts';
import type { MailMessage } from '../../server/ports/mail.ts';
import { smtp } from '../../server/edges/smtp/smtp.ts';
import { localhostCertificate, startFakeSmtp, type FakeSmtp, type FakeSmtpOptions } from '../support/fake-smtp.ts';
import { mailSuite } from './mail-suite.ts';

const timings = { connectMs: 400, silenceMs: 400, wholeMs: 1_500 };
const adapter = smtp({ timings, ca: localhostCertificate });
const logIn = { user: 'shop', password: 'p@ss "wörd"' };
const from = { host: 'localhost', from: 'orders@shop.example' };
const name = (text: string | undefined): string => text ?? '';

mailSuite('smtp', async () => {
  const server = await startFakeSmtp({ tls: 'upgrade', logIn });
  return {
    adapter,
    settings: { ...from, port: server.port, ...logIn },
    delivered: () =>
      server.arrived.map(({ to, mail }) => ({
        to: to.join(),
        fromName: name(mail.from?.value[0]?.name),
        toName: Array.isArray(mail.to) ? '' : name(mail.to?.value[0]?.name),
        replyTo: name(mail.replyTo?.value[0]?.address),
        subject: name(mail.subject),
        text: name(mail.text),
        html: mail.html === false ? '' : name(mail.html),
        messageId: name(mail.messageId),
      })),
    mood: (mood) => {
      server.mood = typeof mood === 'object' ? { at: 'recipient', code: 550, says: mood.no } : mood;
    },
    leave: () => server.close(),
    close: () => server.close(),
  };
});

describe('mail through a real SMTP server', () => {
  const message: MailMessage = {
    messageId: 'task-1',
    at: 1_796_000_000_000,
    fromName: 'Shop',
    to: { name: 'Bo', address: 'bo@buyer.example' },
    replyTo: '',
    subject: 'Order',
    text: 'Hello',
    html: '<p>Hello</p>',
  };
  async function open(options: FakeSmtpOptions): Promise<FakeSmtp> {
    const server = await startFakeSmtp(options);
    onTestFinished(() => server.close());
    return server;
  }
  const send = (server: { readonly port: number }, more: Settings) => adapter.send({ ...from, port: server.port, ...more }, message);

  it('the password travels encrypted: after the greeting, or from the first word', async () => {
    for (const tls of ['upgrade', 'implicit'] as const) {
      const server = await open({ tls, logIn });
      expect(await send(server, { ...logIn, secure: tls === 'implicit' })).toMatchObject({ outcome: 'sent' });
      expect(server.arrived).toMatchObject([{ encrypted: true, user: 'shop', from: 'orders@shop.example', to: ['bo@buyer.example'] }]);
    }
  });

  it('a server that cannot encrypt gets nothing, unless the owner said so', async () => {
    const server = await open({ tls: 'none', logIn: null });
    expect(await send(server, {})).toMatchObject({ outcome: 'refused', note: expect.stringContaining('encrypted') as string });
    expect(server.seen()).toBe(0);
    expect(await send(server, { plain: true })).toMatchObject({ outcome: 'sent' });
    expect(await adapter.doctor({ ...from, port: server.port, plain: true })).toMatchObject([
      { ok: true, what: expect.stringContaining('without encryption') as string },
    ]);
  });

  it('a stranger’s certificate is nobody to talk to', async () => {
    const server = await open({ tls: 'implicit', logIn: null });
    const strict = smtp({ timings, ca: null });
    expect(await strict.send({ ...from, port: server.port, secure: true }, message)).toMatchObject({
      outcome: 'refused',
      note: expect.stringContaining('encrypted') as string,
    });
    expect(server.seen()).toBe(0);
  });

  it('a wrong password is refused in words, by the sending and by the doctor', async () => {
    const server = await open({ tls: 'upgrade', logIn });
    expect(await send(server, { user: 'shop', password: 'no' })).toMatchObject({
      outcome: 'refused',
      note: expect.stringContaining('user name and password') as string,
    });
    expect(await adapter.doctor({ ...from, port: server.port, user: 'shop', password: 'no' })).toMatchObject([{ ok: false }]);
    // A server that wants a log-in where none was set.
    expect(await send(server, {})).toMatchObject({ outcome: 'refused' });
    expect(server.seen()).toBe(0);
  });

  it.each([
    ['greeting', 554, 'No service'],
    ['greeting', 421, 'Too busy'],
    ['recipient', 550, '5.1.1 No such user'],
    ['recipient', 451, '4.7.1 Greylisted, come back'],
    ['message', 552, '5.3.4 Too big'],
    ['message', 451, '4.3.0 Disk full'],
  ] as const)('E2 a no at the %s (%i) is refused: tried once', async (at, code, says) => {
    const server = await open({ tls: 'upgrade', logIn: null });
    server.mood = { at, code, says };
    const sent = await send(server, {});
    expect(sent).toMatchObject({ outcome: 'refused', note: expect.stringContaining(says) as string });
    expect(sent.note).toContain(code < 500 ? 'again later' : 'refused');
    expect(server.arrived).toEqual([]);
    expect(server.seen()).toBe(at === 'message' ? 1 : 0);
  });

  it('E2 a line that breaks when the message is there is unknown', async () => {
    const server = await open({ tls: 'upgrade', logIn: null });
    server.mood = 'drop';
    expect(await send(server, {})).toMatchObject({ outcome: 'unknown' });
    expect(server.seen()).toBe(1);
  });

  it('a server that says nothing at all, or a word a while, is given up within the time', async () => {
    for (const says of [null, '220-wait\r\n'] as const) {
      const mute = createServer((line) => {
        line.on('error', () => undefined);
        const timer = says === null ? null : setInterval(() => line.write(says), 100);
        line.on('close', () => timer !== null && clearInterval(timer));
      });
      await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
      const { port } = mute.address() as AddressInfo;
      expect(await send({ port }, {})).toMatchObject({ outcome: 'refused', note: expect.stringContaining('in time') as string });
      // Its lines are let go, too.
      await new Promise<void>((resolve) => mute.close(() => resolve()));
    }
  });

  it('the message says that a machine wrote it, and when', async () => {
    const server = await open({ tls: 'upgrade', logIn: null });
    await send(server, { replyTo: 'answers@shop.example' });
    const { mail, raw } = server.arrived[0] ?? {};
    expect(mail?.date?.getTime()).toBe(message.at);
    expect(mail?.headers.get('auto-submitted')).toBe('auto-generated');
    expect(mail?.messageId).toBe('<task-1@shop.example>');
    expect(mail?.replyTo?.text).toBe('answers@shop.example');
    expect(raw).toContain('multipart/alternative');
    expect(raw?.toLowerCase()).not.toContain('x-mailer');
  });
});
