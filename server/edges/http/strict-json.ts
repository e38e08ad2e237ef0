/** Deeper than anything we were ever sent on purpose; a recursive reader of the value stays far from its stack's end. */
const MAX_DEPTH = 32;
/** Names that mean something to an object itself. None of our schemas has them. */
const forbidden = new Set(['__proto__', 'constructor', 'prototype']);

/** What the bytes are, or why they are not what we take: a word for the refusal's details, not a sentence. */
export type StrictJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly why: 'not-utf8' | 'not-json' | 'too-deep' | 'same-key-twice' | 'forbidden-key' };

/**
 * JSON.parse lets pass what two readers would read differently: a key twice (the last one wins here, the first elsewhere, and
 * a proxy that checks may be elsewhere), `__proto__`, invalid UTF-8 made into U+FFFD. One walk over the text finds them;
 * 4 MB of CSV in one string are skipped, not looked at.
 */
export function parseStrictJson(bytes: Uint8Array): StrictJson {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    // The decoder's way to say that a byte sequence is not UTF-8.
    return { ok: false, why: 'not-utf8' };
  }
  const open: (Set<string> | null)[] = [];
  let keyComes = false;
  for (let i = 0; i < text.length; i += 1) {
    const char = text.charCodeAt(i);
    if (char === 0x7b /* { */ || char === 0x5b /* [ */) {
      open.push(char === 0x7b ? new Set() : null);
      keyComes = char === 0x7b;
      if (open.length > MAX_DEPTH) return { ok: false, why: 'too-deep' };
    } else if (char === 0x7d /* } */ || char === 0x5d /* ] */) {
      open.pop();
      keyComes = false;
    } else if (char === 0x2c /* , */) {
      keyComes = open.at(-1) instanceof Set;
    } else if (char === 0x22 /* " */) {
      let end = i + 1;
      while (end < text.length && text.charCodeAt(end) !== 0x22) end += text.charCodeAt(end) === 0x5c ? 2 : 1;
      const keys = open.at(-1);
      if (keyComes && keys instanceof Set) {
        const raw = text.slice(i + 1, end);
        const key = raw.includes('\\') ? unescaped(raw) : raw;
        if (key === null) return { ok: false, why: 'not-json' };
        if (forbidden.has(key)) return { ok: false, why: 'forbidden-key' };
        if (keys.has(key)) return { ok: false, why: 'same-key-twice' };
        keys.add(key);
        keyComes = false;
      }
      i = end;
    }
  }
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    // A syntax error: where it is helps nobody who sends by program.
    return { ok: false, why: 'not-json' };
  }
}

function unescaped(raw: string): string | null {
  try {
    const key: unknown = JSON.parse(`"${raw}"`);
    return typeof key === 'string' ? key : null;
  } catch {
    // A bad escape.
    return null;
  }
}
