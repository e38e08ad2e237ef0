import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { parseStrictJson } from '../../../../server/edges/http/strict-json.ts';

const read = (text: string) => parseStrictJson(Buffer.from(text));
describe('strict JSON', () => {
  it('reads whatever JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = JSON.stringify(value);
        const parsed = read(text);
        if (/"(__proto__|constructor|prototype)":/u.test(text)) return;
        expect(parsed).toEqual({ ok: true, value: JSON.parse(text) });
      }),
      { numRuns: 500 },
    );
  });
  it.each([
    ['{"a":1,"a":2}', 'same-key-twice'],
    ['{"a":{"b":1,"\\u0062":2}}', 'same-key-twice'],
    ['{"__proto__":{}}', 'forbidden-key'],
    ['{"x":[{"\\u005f_proto__":1}]}', 'forbidden-key'],
    ['{"constructor":{"prototype":{}}}', 'forbidden-key'],
    ['['.repeat(33) + ']'.repeat(33), 'too-deep'],
    ['['.repeat(60_000), 'too-deep'],
    ['{"a":', 'not-json'],
    ['', 'not-json'],
    ['NaN', 'not-json'],
    ['{"a":Infinity}', 'not-json'],
    ["{'a':1}", 'not-json'],
    ['{"a":1,}', 'not-json'],
    ['{"a":"\u0000"}', 'not-json'],
    ['{"\\x":1}', 'not-json'],
    ['"unended', 'not-json'],
    ['"ends in a backslash\\', 'not-json'],
  ])('%s', (text, why) => {
    expect(read(text)).toEqual({ ok: false, why });
  });
  it('the same key in two objects is two keys, and a value may look like a key', () => {
    expect(read('[{"a":1},{"a":"a"},{"b":["a","a"],"a":{"a":"__proto__"}}]').ok).toBe(true);
  });
  it('bytes that are no UTF-8 are refused, not repaired', () => {
    expect(parseStrictJson(Uint8Array.from([0x22, 0xff, 0xfe, 0x22]))).toEqual({ ok: false, why: 'not-utf8' });
    expect(parseStrictJson(Uint8Array.from([0x22, 0xed, 0xa0, 0x80, 0x22]))).toEqual({ ok: false, why: 'not-utf8' });
  });
});
