import { describe, expect, it } from 'vitest';
import { filesUnder, parse, read, textOf, walk } from './sources.ts';

type Value = string | Readonly<Record<string, string>>;
const locales = filesUnder(['locales'], /\.json$/u);
const words = (file: string): Readonly<Record<string, Readonly<Record<string, Value>>>> => JSON.parse(read(file)) as never;
const english = words('locales/en.json');
const keys = Object.entries(english).flatMap(([section, own]) =>
  Object.entries(own).map(([key, value]) => ({ name: `${section}: ${key}`, section, key, value })),
);
const forms = (value: Value): readonly string[] => (typeof value === 'string' ? [value] : Object.values(value));
const blanks = (text: string): readonly string[] => [...text.matchAll(/\{(\w+)\}/gu)].map(([, name]) => String(name)).sort();

/** Every literal of the source, and templates as patterns in which a blank is anything: `refusal.${code}`. */
function spoken(): { literals: ReadonlySet<string>; patterns: readonly RegExp[] } {
  const literals = new Set<string>();
  const patterns = new Map<string, RegExp>();
  for (const file of filesUnder(['server', 'overlay', 'stage', 'control-panel'], /\.tsx?$/u)) {
    walk(parse(file, read(file)), (node) => {
      const text = textOf(node);
      if (text === null) return;
      literals.add(text);
      // A template of blanks alone would make every key look used.
      if (node.type === 'TemplateLiteral' && /[a-z]/iu.test(text.replaceAll('…', '')) && !/\s/u.test(text)) {
        patterns.set(
          text,
          new RegExp(
            `^${text
              .split('…')
              .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/gu, '\\$&'))
              .join('.+')}$`,
            'u',
          ),
        );
      }
    });
  }
  return { literals, patterns: [...patterns.values()] };
}

describe('locales/en.json', () => {
  it('has no sentence that nothing speaks', () => {
    const { literals, patterns } = spoken();
    // Refusals and log lines are spoken by code: `say(words, locale, code)`. Their codes are literals of the protocol and the shop.
    const unused = keys.filter(
      ({ key }) => !literals.has(key) && !literals.has(key.replace(/\.[^.]+$/u, '')) && !patterns.some((pattern) => pattern.test(key)),
    );
    expect(unused.map(({ name }) => name)).toEqual([]);
  });

  it('has a sentence for every key that code names with say(…)', () => {
    const known = new Set(keys.map(({ key }) => key));
    const missing: string[] = [];
    for (const file of filesUnder(['server', 'overlay', 'stage', 'control-panel'], /\.tsx?$/u)) {
      const source = read(file);
      walk(parse(file, source), (node) => {
        if (node.type !== 'CallExpression') return;
        const callee = node['callee'] as { type: string; name?: string };
        const args = node['arguments'] as readonly unknown[];
        if (callee.type !== 'Identifier' || callee.name !== 'say' || args.length < 3) return;
        const key = textOf(args[2]);
        if (key !== null && !key.includes('…') && !known.has(key)) missing.push(`${file}: ${key}`);
      });
    }
    expect(missing).toEqual([]);
  });

  it('is well made: no empty sentence, no lone brace, plurals with every blank, and none of the words that say nothing', () => {
    const problems: string[] = [];
    for (const { name, value } of keys) {
      const texts = forms(value);
      for (const text of texts) {
        if (text === '' || text.trim() !== text) problems.push(`${name} is empty or has space around it`);
        if (/\{(?!\w+\})|(?<!\{\w+)\}/u.test(text)) problems.push(`${name} has a lone brace`);
        // LOOK: say what is so and what to do.
        if (/\b(?:Oops|Whoops|Success!|Error:|An error|Something went wrong|successfully|Please note)/iu.test(text))
          problems.push(`${name} says nothing: "${text}"`);
      }
      if (typeof value === 'string') continue;
      if (!Object.hasOwn(value, 'other')) problems.push(`${name} has no plural form "other"`);
      const odd = Object.keys(value).filter((form) => !['zero', 'one', 'two', 'few', 'many', 'other'].includes(form));
      if (odd.length > 0) problems.push(`${name} has no such plural form: ${odd.join(', ')}`);
      // "One left" may leave its number out; what every other form needs, it may not.
      const needed = new Set([...texts.flatMap(blanks), 'n']);
      for (const text of texts)
        if (new Set([...blanks(text), 'n']).size !== needed.size) problems.push(`${name}: "${text}" lacks one of ${[...needed].join(', ')}`);
    }
    expect(problems).toEqual([]);
  });

  it('says reserved for stock and keep for the gesture: code holds, people reserve', () => {
    // By key, with the reason.
    const meantOtherwise = new Set([
      'chat: notice.msg_rejected', // Twitch does it, to a message.
    ]);
    const told = keys.filter(({ section }) => ['page', 'panel', 'overlay', 'stage', 'refusal', 'log', 'chat'].includes(section));
    const holding = told.filter(({ value }) => forms(value).some((text) => /\bh(?:old|olds|eld|olding)\b/iu.test(text.replaceAll(/\{\w+\}/gu, ''))));
    expect(holding.map(({ name }) => name)).toEqual([...meantOtherwise]);
  });

  it('is matched, key for key and blank for blank, by every other language', () => {
    for (const file of locales) {
      const other = words(file);
      for (const { section, key, value, name } of keys) {
        const own = other[section]?.[key];
        expect(own, `${file} ${name}`).toBeDefined();
        expect(new Set(forms(own ?? '').flatMap(blanks)), `${file} ${name}`).toEqual(new Set(forms(value).flatMap(blanks)));
      }
      expect(
        Object.values(other).reduce((sum, part) => sum + Object.keys(part).length, 0),
        file,
      ).toBe(keys.length);
    }
  });

  it('is read by the panel, the pages, the overlay and the chat each from a section of its own', () => {
    expect(Object.keys(english)).toEqual(expect.arrayContaining(['refusal', 'overlay', 'stage', 'page', 'panel', 'log', 'chat', 'server']));
  });
});
