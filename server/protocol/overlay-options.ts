/**
 * What a shop may change of its overlay, declared once: the server validates by it, the panel draws its form from it and the
 * overlay takes what stands in it. What an option is called and what it is for stands in the locale (`option.<name>`, `.hint`,
 * and `option.<name>.<choice>`). The ticks and the meaning of red, green and amber are not a shop's to change (LOOK).
 */
interface Place {
  /** Options of one group stand together in the form. */
  readonly group: 'look' | 'place' | 'parts';
}
interface ChoiceOption<T extends string> extends Place {
  readonly kind: 'choice';
  readonly choices: readonly T[];
  readonly default: T;
}
interface SwitchOption extends Place {
  readonly kind: 'switch';
  readonly default: boolean;
}
interface RangeOption extends Place {
  readonly kind: 'range';
  readonly least: number;
  readonly most: number;
  readonly step: number;
  readonly default: number;
}
/** `#rrggbb`, or empty: the theme's own. */
interface ColourOption extends Place {
  readonly kind: 'colour';
  readonly default: string;
}
export type OverlayOption = ChoiceOption<string> | SwitchOption | RangeOption | ColourOption;

const choice = <T extends string>(group: Place['group'], choices: readonly [T, ...T[]]): ChoiceOption<T> => ({
  kind: 'choice',
  group,
  choices,
  default: choices[0],
});
const shown: SwitchOption = { kind: 'switch', group: 'parts', default: true };

export const overlayOptions = {
  theme: choice('look', ['paper', 'night']),
  type: choice('look', ['market', 'plain']),
  brand: { kind: 'colour', group: 'look', default: '' } as ColourOption,
  background: choice('look', ['none', 'shade']),
  corner: choice('place', ['lower-left', 'lower-right', 'upper-left', 'upper-right']),
  scale: { kind: 'range', group: 'place', least: 0.8, most: 1.5, step: 0.05, default: 1 } as RangeOption,
  stub: choice('parts', ['code', 'link', 'none']),
  units: choice('parts', ['ticks', 'number']),
  picture: shown,
  price: shown,
  clock: shown,
  next: shown,
  alsoLive: shown,
} as const;

export type OverlayOptionName = keyof typeof overlayOptions;
type ValueOf<O> = O extends ChoiceOption<infer T> ? T : O extends SwitchOption ? boolean : O extends RangeOption ? number : string;
export type OverlayOptions = { readonly [N in OverlayOptionName]: ValueOf<(typeof overlayOptions)[N]> };
export type OverlayOptionValue = OverlayOptions[OverlayOptionName];
export const overlayOptionNames = Object.keys(overlayOptions) as readonly OverlayOptionName[];

/** What is printed on what, by theme: the two colours that a brand colour must be told from. The stylesheet's own, held to these by a test. */
export const overlayGrounds = {
  paper: { paper: '#fbf7ef', ink: '#1b1712' },
  night: { paper: '#1c1915', ink: '#f3ecdf' },
} as const satisfies Readonly<Record<OverlayOptions['theme'], { readonly paper: string; readonly ink: string }>>;

export const OWN_COLOUR = /^#[\da-f]{6}$/iu;

/** Each name with what `of` says of it. Whoever calls answers for the kinds: a value of a choice is one of its choices. */
const each = (of: (name: OverlayOptionName, option: OverlayOption) => unknown): OverlayOptions =>
  Object.fromEntries(overlayOptionNames.map((name) => [name, of(name, overlayOptions[name])])) as unknown as OverlayOptions;

export const defaultOverlay: OverlayOptions = each((_name, option) => option.default);

/** What was saved before an option existed lacks it. */
export const wholeOverlay = (saved: Partial<OverlayOptions> | null): OverlayOptions => each((name) => saved?.[name] ?? defaultOverlay[name]);

/** As the part `theme` carries it: text by name. */
export const overlayTheme = (options: OverlayOptions): Readonly<Record<string, string>> =>
  Object.fromEntries(overlayOptionNames.map((name) => [name, String(options[name])]));

/** From such text: of each option what is a value of its kind, else its default. Nothing that is not declared is taken. */
export const overlayFrom = (theme: Readonly<Record<string, unknown>>): OverlayOptions =>
  each((name, option) => {
    const text = Object.hasOwn(theme, name) ? theme[name] : undefined;
    return (typeof text === 'string' ? valueOf(option, text.trim()) : null) ?? option.default;
  });

function valueOf(option: OverlayOption, text: string): OverlayOptionValue | null {
  switch (option.kind) {
    case 'choice':
      return option.choices.includes(text) ? text : null;
    case 'switch':
      return text === 'true' || text === 'false' ? text === 'true' : null;
    case 'range': {
      const number = Number(text);
      return text !== '' && number >= option.least && number <= option.most ? number : null;
    }
    case 'colour':
      return text === '' || OWN_COLOUR.test(text) ? text : null;
    default: {
      const never: never = option;
      return never;
    }
  }
}
