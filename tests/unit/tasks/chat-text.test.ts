import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chat as words } from '../../../locales/en.json';
import { chatBlanks, chatKinds, defaultTemplate, fillTemplate, renderChat, strangeBlanks, type ChatShop } from '../../../server/protocol/chat-template.ts';
import { say } from '../../../server/protocol/words.ts';
import { chatTaskText } from '../../../server/tasks/chat-text.ts';

const shop: ChatShop = { name: 'Lamp stall', currency: 'EUR', locale: 'de-DE' };
const linkUrl = (code: string): string => `https://shop.example/d/${code}`;
const data = {
  template: 'link',
  title: 'Brass lamp',
  priceMinor: '14850',
  left: '1200',
  minutes: '12',
  more: '2',
  code: 'AB12',
  reason: 'many are still paying',
  seal: '9f86d081884c7d65',
  entries: '31',
};
const textOf = (changes: Readonly<Record<string, string>>, templates: Readonly<Record<string, string>> = {}, longest = 500): string => {
  const text = chatTaskText({ ...data, ...changes }, templates, shop, linkUrl, longest);
  return text.ok ? text.text : `! ${text.note}`;
};

describe('chat text', () => {
  it('every kind has words of its own, and uses only blanks it has', () => {
    for (const kind of chatKinds) {
      expect(defaultTemplate(kind, words), kind).not.toBe('');
      expect(strangeBlanks(kind, defaultTemplate(kind, words)), kind).toEqual([]);
      expect(textOf({ template: kind }), kind).not.toMatch(/[{}]|^!/u);
    }
    expect(strangeBlanks('ended', 'Over: {title} {lnik}')).toEqual(['lnik']);
    expect(chatBlanks['link']).toContain('link');
  });

  it('amounts and numbers are written as people in the place of the shop write them', () => {
    expect(textOf({}).replaceAll('\u00a0', ' ')).toBe('Brass lamp is open, 148,50 €. https://shop.example/d/AB12');
    expect(textOf({ priceVaries: 'true' }).replaceAll('\u00a0', ' ')).toContain('from 148,50 €');
    expect(textOf({ template: 'stock' })).toContain('1.200 left');
  });

  it("the host's own words are used, and a link post never loses its link", () => {
    expect(textOf({}, { link: 'Los: {title}!' })).toBe('Los: Brass lamp! https://shop.example/d/AB12');
    expect(textOf({}, { link: '   ' })).toContain('is open');
    expect(textOf({ template: 'ended' }, { ended: 'Aus.' })).toBe('Aus.');
  });

  it('P3 without an address a link is not posted, and the desk hears why', () => {
    const none = chatTaskText(data, {}, shop, () => null, 500);
    expect(none).toMatchObject({ ok: false });
    expect(chatTaskText({ template: 'nonsense' }, {}, shop, linkUrl, 500)).toMatchObject({ ok: false });
    expect(renderChat('none-on', {}, {}, words, 500)).toEqual({ ok: true, text: 'Nothing is on right now.', shortened: false });
  });

  it('a title gives way before the link, and is cut between letters as people see them', () => {
    const text = textOf({ title: '👩‍👩‍👧‍👦'.repeat(60) }, {}, 200);
    expect(text.length).toBeLessThanOrEqual(200);
    expect(text.endsWith('https://shop.example/d/AB12')).toBe(true);
    expect(text).toMatch(/^(👩‍👩‍👧‍👦)+… is open/u);
  });

  it('no line break, no hidden turn of direction, no command, whatever a title holds', () => {
    expect(textOf({ title: 'Lamp\r\nPRIVMSG #other :hi' })).toBe('Lamp PRIVMSG #other :hi is open, 148,50\u00a0€. https://shop.example/d/AB12');
    expect(textOf({ title: 'a\u202eb\u0000c' })).toContain('a b c');
    for (const start of ['/ban all', '.timeout x', '\\x', '!giveaway', ' /me']) expect(textOf({ title: start })).toMatch(/^› /u);
    // A title that looks like a blank is a title.
    expect(textOf({ title: '{link} {shop}' })).toContain('{link} {shop} is open');
  });

  it('never longer than the limit, never without its link, never two lines, never a command (property)', () => {
    const anyText = fc.string({ unit: 'binary', maxLength: 400 });
    fc.assert(
      fc.property(
        fc.constantFrom(...chatKinds),
        anyText,
        anyText,
        fc.string({ maxLength: 60 }),
        fc.integer({ min: 40, max: 500 }),
        (kind, title, template, shopName, longest) => {
          const link = 'https://shop.example/d/AB12CD';
          for (const wording of [template, `${template}{title} {link}`]) {
            const rendered = fillTemplate(kind, wording, { title, link, shop: shopName, price: '€1', left: '3', minutes: '5', reason: title }, longest);
            if (!rendered.ok) {
              expect(rendered.why).toBe('empty');
              continue;
            }
            expect(rendered.text.length).toBeLessThanOrEqual(longest);
            expect(rendered.text).not.toMatch(/[\r\n\0\u2028\u2029]/u);
            expect(rendered.text).not.toMatch(/^\s*[/\\.!]/u);
            if (kind === 'link' || wording.includes('{link}')) expect(rendered.text).toContain(link);
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf'])('{%s} is no blank: in no template, and in no words', (name) => {
    expect(textOf({}, { link: `{${name}} {title} {link}` })).toBe(`{${name}} Brass lamp https://shop.example/d/AB12`);
    expect(textOf({ template: name })).toMatch(/^! /u);
    expect(say({ key: `a {${name}} b` }, 'en', 'key', {})).toBe(`a {${name}} b`);
    expect(say({}, 'en', name, {})).toBe(name);
    expect(strangeBlanks('link', `{${name}}`)).toEqual([name]);
  });

  it('a link that alone is too long is said, not cut', () => {
    expect(fillTemplate('link', '{link}', { link: `https://${'x'.repeat(100)}` }, 50)).toEqual({ ok: false, why: 'too-long' });
  });
});
