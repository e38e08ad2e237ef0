import { bestOn } from '@protocol/contrast.ts';
import { overlayFrom, overlayGrounds } from '@protocol/overlay-options.ts';
import type { OverlayOptions } from '@protocol/overlay-options.ts';

export interface Theme {
  readonly options: OverlayOptions;
  /** Custom properties for the overlay's root. */
  readonly properties: Readonly<Record<string, string>>;
}

/**
 * From the part `theme`. Only what the declaration lists is taken, and only values of its kind: a theme is data from
 * the panel and must not become CSS of its own. What is not in the list, or no value of its kind, stays as built.
 */
export function themeOf(theme: Readonly<Record<string, unknown>>): Theme {
  const options = overlayFrom(theme);
  const { brand } = options;
  const { ink, paper } = overlayGrounds[options.theme];
  return { options, properties: brand === '' ? {} : { '--brand': brand, '--brand-ink': bestOn(brand, paper, ink) } };
}
