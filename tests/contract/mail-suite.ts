import { describe, expect, it, afterEach } from 'vitest';
import { settingFields, type Settings } from '../../server/ports/manifest.ts';
import type { MailAdapter, MailMessage } from '../../server/ports/mail.ts';

/** What came out at the other end. */
export interface Delivered {
  readonly to: string;
  readonly fromName: string;
  readonly toName: string;
  readonly replyTo: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly messageId: string;
}
/** A way to send mail, and the other end of it. */
export interface MailWorld {
  readonly adapter: MailAdapter;
  readonly settings: Settings;
  delivered(): readonly Delivered[];
  /** From now on: takes mail, says no with this answer, or has the mail and says nothing. */
  mood(mood: 'takes' | 'silent' | { readonly no: string }): void;
  /** From now on nobody is there. */
  leave(): Promise<void>;
  close(): Promise<void>;
}

/** What every way to send mail keeps (DESIGN: E2, L8). */
export function mailSuite(name: string, makeWorld: () => Promise<MailWorld>): void {
  describe(`mail port: ${name}`, () => {
    let world: MailWorld | null = null;
    afterEach(async () => {
      await world?.close();
      world = null;
    });
    const open = async (): Promise<MailWorld> => (world = await makeWorld());
    let ids = 0;
    const message = (changes: Partial<MailMessage>): MailMessage => ({
      messageId: `task-${(ids += 1)}`,
      at: Date.UTC(2026, 10, 28, 11, 0, 0),
      fromName: 'Bäckerei "Süß & Co", Köln',
      to: { name: 'Łukasz Żółć', address: 'lukasz@buyer.example' },
      replyTo: 'ada@shop.example',
      subject: 'Bestellung 1001 · 12,50 € – für dich ☕',
      text: 'Grüße aus Köln.\n.\nEine Zeile nur mit einem Punkt.\n',
      html: '<p>Grüße aus <b>Köln</b>.</p>',
      ...changes,
    });

    it('says of itself what the panel and the doctor need', async () => {
      const { adapter, settings } = await open();
      expect(adapter.manifest.id).toMatch(/^[a-z][a-z0-9-]{1,30}$/u);
      expect(adapter.manifest.label).not.toBe('');
      expect(adapter.manifest.sendWithinMs).toBeGreaterThan(0);
      for (const field of settingFields(adapter.manifest)) {
        expect(field.title, field.name).not.toBe(field.name);
        expect(field.hint, field.name).not.toBe('');
      }
      expect(adapter.manifest.settings.safeParse(settings).success).toBe(true);
      for (const line of [...(await adapter.doctor(null)), ...(await adapter.doctor(settings))]) expect(line).toMatchObject({ ok: true, mend: '' });
    });

    it('plain and HTML arrive as they were written, whatever letters and lines they have', async () => {
      const { adapter, settings, delivered } = await open();
      const sent = message({});
      expect(await adapter.send(settings, sent)).toEqual({ outcome: 'sent', note: '' });
      const [mail] = delivered();
      expect(mail).toMatchObject({
        to: 'lukasz@buyer.example',
        toName: 'Łukasz Żółć',
        fromName: sent.fromName,
        subject: sent.subject,
        replyTo: 'ada@shop.example',
      });
      expect(mail?.text.trim()).toBe(sent.text.trim());
      expect(mail?.html.trim()).toBe(sent.html);
      expect(mail?.messageId).toContain(sent.messageId);
    });

    it('the same mail sent again says that it is the same', async () => {
      const { adapter, settings, delivered } = await open();
      const sent = message({});
      await adapter.send(settings, sent);
      await adapter.send(settings, { ...sent, at: sent.at + 60_000 });
      await adapter.send(settings, message({}));
      const [first, second, third] = delivered().map(({ messageId }) => messageId);
      expect(second).toBe(first);
      expect(third).not.toBe(first);
    });

    it('no name, subject or address becomes a header or another recipient', async () => {
      const { adapter, settings, delivered } = await open();
      const evil = 'Ada\r\nBcc: spy@evil.example\r\n\r\nHello';
      await adapter.send(
        settings,
        message({ fromName: evil, subject: evil, to: { name: evil, address: 'lukasz@buyer.example' }, replyTo: 'ada@shop.example' }),
      );
      await adapter.send(settings, message({ to: { name: 'x', address: 'lukasz@buyer.example>\r\nRCPT TO:<spy@evil.example' } }));
      await adapter.send(settings, message({ to: { name: 'x', address: 'lukasz@buyer.example, spy@evil.example' } }));
      for (const mail of delivered()) expect(mail.to).toBe('lukasz@buyer.example');
      expect(delivered()[0]?.subject).toContain('Bcc: spy');
    });

    it('E2 a clear no is refused, in the server’s words and without the buyer’s address (L8)', async () => {
      const { adapter, settings, delivered, mood } = await open();
      mood({ no: 'no such user lukasz <lukasz@buyer.example>' });
      const sent = await adapter.send(settings, message({}));
      expect(sent.outcome).toBe('refused');
      expect(sent.note).toContain('no such user');
      expect(sent.note).not.toMatch(/lukasz|buyer/iu);
      expect(delivered()).toEqual([]);
    });

    it('E2 handed over and never answered is unknown', async () => {
      const { adapter, settings, mood } = await open();
      mood('silent');
      const sent = await adapter.send(settings, message({}));
      expect(sent.outcome).toBe('unknown');
      expect(sent.note).not.toBe('');
    });

    it('nobody there, and settings that are missing, are refused in words', async () => {
      const { adapter, settings, leave } = await open();
      expect(await adapter.send({}, message({}))).toMatchObject({ outcome: 'refused', note: expect.stringMatching(/\w+ \w+/u) as string });
      await leave();
      expect(await adapter.send(settings, message({}))).toMatchObject({ outcome: 'refused', note: expect.stringMatching(/\w+ \w+/u) as string });
      const [line] = await adapter.doctor(settings);
      expect(line).toMatchObject({ ok: false });
      expect(line?.mend).not.toBe('');
    });
  });
}
