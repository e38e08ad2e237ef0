import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chatWords, CODE_SIGNS, LONGEST_CHAT_LINE, readChatLine, TAG_LETTERS, tagOf, type ChatAliases, type ChatAsk } from '@protocol/chat-grammar.ts';

const none: ChatAliases = {};
const want: ChatAliases = { claim: ['want', 'gimme'], drop: ['what'] };
const seed = Number(process.env['DROPCAST_SEED'] ?? Math.floor(Math.random() * 2 ** 30));
console.log(`chat grammar: seed ${seed}`);
const runs = { seed, numRuns: process.env['DROPCAST_FULL'] === '1' ? 200_000 : 20_000 };

/** The grammar said a second time, as one pattern: what it does not match may never be understood. */
const ALL_OF_IT = new RegExp(
  `^[ \\t]*!(?:(?:drop|stock|buy|end)(?:[ \\t\\u{E0000}\\u034F][^]*)?|me[ \\t]+(?:off|[${CODE_SIGNS}]{5})|claim(?:[ \\t]+[A-Z](?:[1-9]|[1-4][0-9]|50)(?:[ \\t]+[1-9][0-9]?)?)?)[ \\t\\u{E0000}\\u034F]*$`,
  'u',
);
const asciiUpper = (text: string): string => text.replace(/[a-z]/gu, (letter) => letter.toUpperCase());
const matches = (text: string): boolean =>
  // Commands in small letters, what comes behind them in capitals: so the pattern has each case once.
  ALL_OF_IT.test(
    text.replace(
      /^([ \t]*![A-Za-z0-9]*)([^]*)$/u,
      (_all, word: string, rest: string) => word.replace(/[A-Z]/gu, (letter) => letter.toLowerCase()) + asciiUpper(rest).replace(/^([ \t]+)OFF/u, '$1off'),
    ),
  );

describe('what a line of chat asks for', () => {
  it('the sentences of the decision mean what they say', () => {
    const cases: readonly (readonly [string, ChatAsk | null])[] = [
      ['!me K7Q4X', { ask: 'pair', code: 'K7Q4X' }],
      ['  !ME k7q4x ', { ask: 'pair', code: 'K7Q4X' }],
      ['!me off', { ask: 'part' }],
      ['!me', null],
      ['!me K7Q4', null],
      ['!me K7Q40', null],
      ['!me K7Q4X please', null],
      ['!claim', { ask: 'claim', tag: null, quantity: 1 }],
      ['!claim A1', { ask: 'claim', tag: 'A1', quantity: 1 }],
      ['!Claim   a1\t2', { ask: 'claim', tag: 'A1', quantity: 2 }],
      ['!claim a50 99', { ask: 'claim', tag: 'A50', quantity: 99 }],
      ['!claim a51', null],
      ['!claim a0', null],
      ['!claim a01', null],
      ['!claim 1', null],
      ['!claim a1 0', null],
      ['!claim a1 100', null],
      ['!claim a1 -1', null],
      ['!claim a1 1e3', null],
      ['!claim a1 2 3', null],
      ['!claimA1', null],
      ['claim a1', null],
      ['!want b2', null],
      ['!drop', { ask: 'drop' }],
      ['!DROP what is it', { ask: 'drop' }],
      ['!dropped', null],
      ['!', null],
      ['', null],
    ];
    for (const [text, asked] of cases) expect(readChatLine(text, none), text).toEqual(asked);
    expect(readChatLine('!want b2', want)).toEqual({ ask: 'claim', tag: 'B2', quantity: 1 });
    expect(readChatLine('!WHAT', want)).toEqual({ ask: 'drop' });
  });

  it('another word never takes the place of a command', () => {
    for (const word of chatWords) expect(readChatLine(`!${word} a1`, { claim: [...chatWords] })?.ask ?? word).not.toBe(word === 'claim' ? 'drop' : 'claim');
    expect(readChatLine('!constructor', none)).toBeNull();
    expect(readChatLine('!__proto__', none)).toBeNull();
  });

  it('what looks the same is not the same', () => {
    for (const text of [
      '！claim a1',
      '!сlaim a1',
      '!claim а1',
      '!claim a１',
      '!cl\u200baim a1',
      '\u202e!claim a1',
      '!claim\u00a0a1',
      '!claim a\u200d1',
      '!claim a1\u2069 2',
      '!ﬃnd',
      '!\u212aeep',
      '\ufeff!claim',
    ])
      expect(readChatLine(text, { claim: ['keep'] }), JSON.stringify(text)).toBeNull();
    // The invisible sign that some clients put behind a repeated line.
    expect(readChatLine('!claim a1 \u{E0000}', none)).toEqual({ ask: 'claim', tag: 'A1', quantity: 1 });
    expect(readChatLine('!claim \u{E0000}a1', none)).toBeNull();
  });

  it('a line that is longer is not cut into a shorter one', () => {
    expect(readChatLine(`!claim a1${' '.repeat(60)}2`, none)).toBeNull();
    expect(readChatLine(`!claim ${' '.repeat(LONGEST_CHAT_LINE - 9)}a1`, none)).toEqual({ ask: 'claim', tag: 'A1', quantity: 1 });
    expect(readChatLine(`!claim ${' '.repeat(LONGEST_CHAT_LINE - 8)}a1`, none)).toBeNull();
    expect(readChatLine(`!me${' '.repeat(100)}K7Q4X`, none)).toBeNull();
    expect(readChatLine(`!stock ${'x'.repeat(10_000)}`, none)).toEqual({ ask: 'stock' });
  });

  it('never throws and never understands more than the grammar says', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '!',
        '!claim',
        '!me',
        '!drop',
        '!want',
        ' ',
        '\t',
        'a1',
        'A1',
        'b12',
        '2',
        '99',
        'off',
        'K7Q4X',
        'k7q4x',
        '\u200b',
        '\u202e',
        '\u00a0',
        '\u{E0000}',
        '\ufeff',
        '\n',
        '\0',
        '١',
        'Ａ',
      ),
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.string({ maxLength: 4 }),
    );
    const line = fc.oneof(
      fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
      // Nearly right ones: a command, and then pieces.
      fc
        .tuple(fc.constantFrom('!claim ', '!me ', '!claim', '!drop', ' !claim  '), fc.array(piece, { maxLength: 4 }))
        .map(([word, pieces]) => word + pieces.join('')),
      fc.string({ unit: 'binary', maxLength: 200 }),
    );
    let understood = 0;
    fc.assert(
      fc.property(line, (text) => {
        const asked = readChatLine(text, none);
        if (asked === null) return;
        understood += 1;
        expect(matches(text)).toBe(true);
        if (asked.ask === 'claim') {
          expect(asked.quantity).toBeGreaterThanOrEqual(1);
          expect(asked.quantity).toBeLessThanOrEqual(99);
          expect(asked.tag ?? 'A1').toMatch(/^[A-Z]\d{1,2}$/u);
        }
      }),
      runs,
    );
    expect(understood).toBeGreaterThan(100);
  });

  it('what is built by the grammar is understood, whatever its case and spaces', () => {
    const space = fc.integer({ min: 1, max: 4 }).map((n) => ' '.repeat(n));
    const anyCase = (text: string) =>
      fc
        .array(fc.boolean(), { minLength: text.length, maxLength: text.length })
        .map((flips) => Array.from(text, (letter, at) => (flips[at] === true ? letter.toLowerCase() : letter)).join(''));
    fc.assert(
      fc.property(
        fc.constantFrom(...TAG_LETTERS.split('')),
        fc.integer({ min: 1, max: 50 }),
        fc.option(fc.integer({ min: 1, max: 99 })),
        space,
        space,
        (letter, place, quantity, a, b) => {
          const tag = tagOf(letter, place - 1);
          expect(readChatLine(`!claim${a}${tag.toLowerCase()}${quantity === null ? '' : `${b}${quantity}`}`, none)).toEqual({
            ask: 'claim',
            tag,
            quantity: quantity ?? 1,
          });
        },
      ),
      { ...runs, numRuns: 2_000 },
    );
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...CODE_SIGNS.split('')), minLength: 5, maxLength: 5 }).chain((code) => fc.tuple(fc.constant(code), anyCase(code))),
        space,
        ([code, typed], a) => {
          expect(readChatLine(`!me${a}${typed}`, none)).toEqual({ ask: 'pair', code });
        },
      ),
      { ...runs, numRuns: 2_000 },
    );
  });
});
