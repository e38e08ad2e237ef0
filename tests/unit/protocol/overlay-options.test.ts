import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { panel } from '@locales/en.json';
import { commands } from '@protocol/commands.ts';
import { bestOn, contrast, ENOUGH_CONTRAST } from '@protocol/contrast.ts';
import { defaultOverlay, overlayFrom, overlayGrounds, overlayOptionNames, overlayOptions, overlayTheme, wholeOverlay } from '@protocol/overlay-options.ts';
import { previewParts, previewState } from '@protocol/overlay-preview.ts';
import { nearestReadable } from '../../../control-panel/paper/overlay/nearest-colour.ts';

const input = commands['overlay.configure'].input;

describe('the overlay’s options', () => {
  it('what was saved comes back from the text of the part, option by option', () => {
    for (const name of overlayOptionNames) {
      const option = overlayOptions[name];
      const values = option.kind === 'choice' ? option.choices : option.kind === 'switch' ? [true, false] : option.kind === 'range' ? [option.least, 1.05, option.most] : ['', '#1f6f5b']; // prettier-ignore
      for (const value of values) {
        const options = wholeOverlay({ [name]: value });
        expect(overlayFrom(overlayTheme(options))).toEqual(options);
        expect(input.safeParse({ [name]: value }).success, `${name} ${String(value)}`).toBe(true);
      }
    }
  });
  it('the server lets in what the overlay takes, and nothing else', () => {
    const wrong = [{ theme: 'neon' }, { brand: 'red' }, { brand: '#12345' }, { scale: 0.79 }, { scale: 1.51 }, { scale: '1' }, { price: 'true' }, { corner: 'middle' }, { '--paper': '#ffffff' }]; // prettier-ignore
    for (const one of wrong) {
      expect(input.safeParse(one).success, JSON.stringify(one)).toBe(false);
      expect(overlayFrom(Object.fromEntries(Object.entries(one).map(([name, value]) => [name, name === 'scale' && value === '1' ? '1.6' : name === 'price' ? 'yes' : String(value)])))).toEqual(defaultOverlay); // prettier-ignore
    }
  });
  it('L9 what was saved before an option existed has that one’s default', () => {
    expect(wholeOverlay({ theme: 'night' })).toEqual({ ...defaultOverlay, theme: 'night' });
    expect(wholeOverlay(null)).toEqual(defaultOverlay);
  });
  it('every option and every choice has its words in the form', () => {
    const known = new Set(Object.keys(panel));
    const wanted = overlayOptionNames.flatMap((name) => {
      const option = overlayOptions[name];
      return [`option.${name}`, `option.${name}.hint`, ...(option.kind === 'choice' ? option.choices.map((choice) => `option.${name}.${choice}`) : [])];
    });
    expect(wanted.filter((key) => !known.has(key))).toEqual([]);
    expect([...known].filter((key) => key.startsWith('option.') && !wanted.includes(key))).toEqual([]);
  });
});

describe('contrast', () => {
  it('is WCAG’s ratio', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#ffffff', '#767676')).toBeCloseTo(4.54, 2);
    expect(contrast('#ffffff', '#777777')).toBeCloseTo(4.48, 2);
    expect(contrast('#1f6f5b', '#1f6f5b')).toBe(1);
    expect(contrast('#ff0000', '#0000ff')).toBeCloseTo(contrast('#0000ff', '#ff0000'), 9);
    expect(bestOn('#ffdd55', '#fbf7ef', '#1b1712')).toBe('#1b1712');
  });
  it('both themes are read in their own ink', () => {
    for (const { paper, ink } of Object.values(overlayGrounds)) expect(contrast(paper, ink)).toBeGreaterThan(7);
  });
  it('the nearest colour that passes passes, keeps one that does, and moves no further than it must', () => {
    // fast-check names its seed where it fails.
    fc.assert(
      fc.property(fc.nat(0xffffff), fc.constantFrom(...Object.values(overlayGrounds)), (number, { paper }) => {
        const colour = `#${number.toString(16).padStart(6, '0')}`;
        const nearest = nearestReadable(colour, paper, ENOUGH_CONTRAST);
        expect(nearest).toMatch(/^#[\da-f]{6}$/u);
        expect(contrast(nearest, paper)).toBeGreaterThanOrEqual(ENOUGH_CONTRAST);
        if (contrast(colour, paper) >= ENOUGH_CONTRAST) expect(nearest).toBe(colour);
        // As little as does it: much past the line would be another colour.
        else expect(contrast(nearest, paper)).toBeLessThan(ENOUGH_CONTRAST + 0.6);
      }),
      { numRuns: 500 },
    );
  });
  it('an orange stays an orange', () => {
    expect(nearestReadable('#e07a3f', overlayGrounds.paper.paper, ENOUGH_CONTRAST)).toBe('#b75510');
    expect(nearestReadable('#1f3f8b', overlayGrounds.night.paper, ENOUGH_CONTRAST)).toMatch(/^#[4-8]/u);
  });
});

describe('messages between the panel and its frames', () => {
  it('takes its own, and nothing that only looks like one', () => {
    expect(previewParts({ dropcast: 'preview', now: 5, parts: { onAir: null } })).toEqual({ dropcast: 'preview', now: 5, parts: { onAir: null } });
    for (const data of [
      null,
      'preview',
      7,
      [],
      { dropcast: 'preview' },
      { dropcast: 'preview', now: '5', parts: {} },
      { dropcast: 'preview', now: 5, parts: [] },
    ])
      expect(previewParts(data)).toBeNull();
    expect(previewState({ dropcast: 'drawn' })).toBe('drawn');
    expect(previewState({ dropcast: 'preview' })).toBeNull();
    expect(previewState('drawn')).toBeNull();
  });
});
