/** What one line of cloudflared's output means for the shop; `line`: which of its connections. */
export type Heard =
  | { readonly what: 'address'; readonly url: string }
  | { readonly what: 'up'; readonly line: string }
  | { readonly what: 'down'; readonly line: string; readonly text: string }
  | { readonly what: 'trouble'; readonly text: string };

const LONGEST_NOTE = 200;

/** `2026-08-20T09:37:18Z ERR text key=value` and nothing about most lines. */
export function heardIn(line: string): Heard | null {
  const [, level, text] = /^\S+ (DBG|INF|WRN|ERR|FTL) (.*)$/u.exec(line) ?? [];
  // What it says of itself before its log begins is why it cannot start.
  if (text === undefined) return /\S/u.test(line) ? { what: 'trouble', text: line.trim().slice(0, LONGEST_NOTE) } : null;
  // The random address stands in a box of its own; other addresses (of terms, of help, of what could not be asked) stand in sentences.
  const [, url] = /^\|\s+(https:\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)+)\s+\|$/u.exec(text.trim()) ?? [];
  if (url !== undefined) return { what: 'address', url };
  const [, connection = '0'] = /\bconnIndex=(\d+)/u.exec(text) ?? [];
  if (/^Registered (?:tunnel )?connection\b/u.test(text)) return { what: 'up', line: connection };
  const said = text.slice(0, LONGEST_NOTE);
  if (/^(?:Unregistered tunnel connection|Lost connection with the edge|Connection terminated)/u.test(text))
    return { what: 'down', line: connection, text: said };
  return (level === 'ERR' || level === 'FTL') && !text.startsWith('Configuration file') ? { what: 'trouble', text: said } : null;
}
