import { contrast } from '@protocol/contrast.ts';

type Three = readonly [number, number, number];

const toLinear = (part: number): number => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
const fromLinear = (part: number): number => (part <= 0.0031308 ? part * 12.92 : 1.055 * part ** (1 / 2.4) - 0.055);

/** OKLab (Björn Ottosson): where equal steps look equal, so that "nearest" is what an eye calls so. */
function labOf(colour: string): Three {
  const [r, g, b] = [1, 3, 5].map((at) => toLinear(parseInt(colour.slice(at, at + 2), 16) / 255)) as unknown as Three;
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}
function linearOf([lightness, a, b]: Three): Three {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}
/** In `#rrggbb`, as strong as a screen can show that hue at that lightness. */
function shownAs([lightness, a, b]: Three): string {
  const fits = (part: number): boolean => part >= -0.0001 && part <= 1.0001;
  let strength = 1;
  while (strength > 0 && !linearOf([lightness, a * strength, b * strength]).every(fits)) strength -= 0.02;
  const parts = linearOf([lightness, a * Math.max(0, strength), b * Math.max(0, strength)]);
  const hex = (part: number): string =>
    Math.round(fromLinear(Math.min(1, Math.max(0, part))) * 255)
      .toString(16)
      .padStart(2, '0');
  return `#${parts.map(hex).join('')}`;
}

const STEP = 0.005;

/**
 * The colour nearest to `colour` that is told from `ground` by at least `enough`: the same hue, darker or lighter by as
 * little as does it. The colour itself where it passes. All `#rrggbb`; `enough` as in `contrast`, at most what black or
 * white reaches on that ground.
 */
export function nearestReadable(colour: string, ground: string, enough: number): string {
  if (contrast(colour, ground) >= enough) return colour;
  const [lightness, a, b] = labOf(colour);
  for (let away = STEP; away <= 1; away += STEP) {
    for (const next of [lightness - away, lightness + away]) {
      if (next < 0 || next > 1) continue;
      const candidate = shownAs([next, a, b]);
      if (contrast(candidate, ground) >= enough) return candidate;
    }
  }
  return contrast('#000000', ground) > contrast('#ffffff', ground) ? '#000000' : '#ffffff';
}
