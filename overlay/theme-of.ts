/**
 * A shop's own paper, brand, type and corner, from the part `theme`. Only what stands in this list is
 * taken, and only values of its kind: a theme is data from the panel and must not become CSS of its
 * own. The ticks and the meaning of red, green and amber are not a shop's to change (LOOK).
 */
const COLOUR = /^(?:#(?:[\da-f]{3}|[\da-f]{6})|(?:rgb|hsl)\(\s*[\d.]+(?:deg)?(?:\s*,\s*|\s+)[\d.]+%?(?:\s*,\s*|\s+)[\d.]+%?\s*\))$/iu;
const FAMILY = /^(?:'[\w .-]{1,60}'|"[\w .-]{1,60}"|[a-z][\w-]{0,60})(?:\s*,\s*(?:'[\w .-]{1,60}'|"[\w .-]{1,60}"|[a-z][\w-]{0,60})){0,5}$/iu;
const ROUNDING = /^(\d{1,2})px$/u;

export const corners = ['lower-left', 'lower-right', 'upper-left', 'upper-right'] as const;
export type Corner = (typeof corners)[number];

const colours: ReadonlySet<string> = new Set(['--brand', '--brand-ink', '--paper', '--paper-2', '--paper-3', '--ink', '--ink-2', '--ink-3', '--line']);
const families: ReadonlySet<string> = new Set(['--display', '--text', '--mono']);

export interface Theme {
  readonly corner: Corner;
  /** Custom properties for the overlay's root. */
  readonly properties: Readonly<Record<string, string>>;
}

/** What is not in the list, or no value of its kind, is left out: the overlay then keeps its own. */
export function themeOf(theme: Readonly<Record<string, string>>): Theme {
  const properties: Record<string, string> = {};
  let corner: Corner = 'lower-left';
  for (const [given, raw] of Object.entries(theme)) {
    if (typeof raw !== 'string') continue;
    const name = given.startsWith('--') ? given : `--${given}`;
    const value = raw.trim();
    if (name === '--corner') corner = corners.find((known) => known === value) ?? corner;
    else if (colours.has(name) && COLOUR.test(value)) properties[name] = value;
    else if (families.has(name) && FAMILY.test(value)) properties[name] = value;
    else if (name === '--radius') {
      const pixels = ROUNDING.exec(value)?.[1];
      // The canvas counts in hundredths of rem: a pixel at 1080.
      if (pixels !== undefined) properties[name] = `${Math.min(40, Number(pixels)) / 100}rem`;
    }
  }
  return { corner, properties };
}
