import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { defaultOverlay, overlayGrounds, overlayTheme } from '@protocol/overlay-options.ts';
import { previewAddress } from '@protocol/overlay-preview.ts';
import { root } from '../../../scripts/surfaces.mjs';
import { readAddress } from '../../../overlay/address.ts';
import { Asked } from '../../../overlay/asked.ts';
import { canvasOf, LARGEST_PORTRAIT } from '../../../overlay/canvas.ts';
import { QUIET_MODULES } from '@protocol/qr-path.ts';
import { qrOf, qrSide, LARGEST_QR, SMALLEST_QR } from '../../../overlay/qr.ts';
import { restOf, watch } from '../../../overlay/settled.ts';
import { themeOf } from '../../../overlay/theme-of.ts';
import { drop, line, NOW } from './sample-parts.ts';

describe('address', () => {
  it('CONTRACT the show from the path, the key from the fragment', () => {
    expect(readAddress('/overlay/now', '#key=dc_ab.cd')).toEqual({ show: null, key: 'dc_ab.cd', name: null, preview: null });
    expect(readAddress('/overlay/sh_1/', '#key=dc_ab.cd&name=Top%20right')).toEqual({ show: 'sh_1', key: 'dc_ab.cd', name: 'Top right', preview: null });
    expect(readAddress('/overlay', '')).toEqual({ show: null, key: null, name: null, preview: null });
  });
  it('a frame of the panel says which picture it is; any other word is an overlay on a stream', () => {
    for (const kind of ['air', 'parts'] as const) {
      const { pathname, hash } = new URL(previewAddress(kind), 'http://localhost');
      expect(readAddress(pathname, hash)).toEqual({ show: null, key: null, name: null, preview: kind });
    }
    expect(readAddress('/overlay/now', '#preview=everything').preview).toBeNull();
  });
});

describe('theme', () => {
  it('takes what the options declare', () => {
    const { options, properties } = themeOf(
      overlayTheme({ ...defaultOverlay, theme: 'night', brand: '#0a7755', corner: 'upper-right', scale: 1.25, price: false }),
    );
    expect(options).toEqual({ ...defaultOverlay, theme: 'night', brand: '#0a7755', corner: 'upper-right', scale: 1.25, price: false });
    expect(properties).toEqual({ '--brand': '#0a7755', '--brand-ink': overlayGrounds.night.ink });
  });
  it('prints on a shop’s own colour with what is read best on it', () => {
    expect(themeOf({ brand: '#ffdd55' }).properties['--brand-ink']).toBe(overlayGrounds.paper.ink);
    expect(themeOf({ brand: '#442211' }).properties['--brand-ink']).toBe(overlayGrounds.paper.paper);
  });
  it('takes nothing else: no other name, no value that is more than one', () => {
    const hostile = {
      '--live': '#0f0',
      '--brand': '#00ff00',
      position: 'fixed',
      brand: 'url(https://evil.example/x)',
      theme: 'paper;background:red',
      scale: '40',
      stub: 'var(--x)',
      corner: 'middle',
      price: 'no',
      units: 7,
      toString: 'code',
      __proto__: '#ffffff',
    };
    expect(themeOf(hostile)).toEqual({ options: defaultOverlay, properties: {} });
  });
  it('the stylesheet prints in the very colours that a brand colour is checked against', () => {
    const css = readFileSync(join(root, 'overlay/overlay.css'), 'utf8');
    const tokens = readFileSync(join(root, 'server/protocol/tokens.css'), 'utf8');
    expect(tokens).toContain(`--paper: ${overlayGrounds.paper.paper};`);
    expect(tokens).toContain(`--ink: ${overlayGrounds.paper.ink};`);
    const night = /\[data-theme='night'\] \{([^}]+)\}/u.exec(css)?.[1] ?? '';
    expect(night).toContain(`--paper: ${overlayGrounds.night.paper};`);
    expect(night).toContain(`--ink: ${overlayGrounds.night.ink};`);
  });
});

describe('qr', () => {
  it.each(['https://drop.shop/d/k7', 'https://drop.shop/d/k7Qm2x', 'https://a-rather-long-subdomain.a-rather-long-shop.example.com/d/k7Qm2xPz9'])(
    '%s is at least 220 px at 1080, quiet zone included, and fits the stub',
    (url) => {
      const { modules } = qrOf(url);
      for (const pixel of [1, 2 / 3, 4 / 3, 0.4167]) {
        for (const scale of [0.8, 1, 1.5]) {
          const side = qrSide(modules, { pixel, scale });
          expect(side % modules).toBe(0);
          // However small the ticket: below this a camera does not read it.
          expect(side).toBeGreaterThanOrEqual(SMALLEST_QR * pixel);
        }
      }
      expect(qrSide(modules, { pixel: 1, scale: 1 })).toBeLessThanOrEqual(LARGEST_QR);
      expect(qrSide(modules, { pixel: 1, scale: 1.5 })).toBeLessThanOrEqual(LARGEST_QR * 1.5);
    },
  );
  it('leaves the quiet zone empty', () => {
    const { modules, path } = qrOf('https://drop.shop/d/k7');
    for (const [, x, y, run] of path.matchAll(/M(\d+) (\d+)h(\d+)/gu)) {
      expect(Number(x)).toBeGreaterThanOrEqual(QUIET_MODULES);
      expect(Number(y)).toBeGreaterThanOrEqual(QUIET_MODULES);
      expect(Number(y)).toBeLessThan(modules - QUIET_MODULES);
      expect(Number(x) + Number(run)).toBeLessThanOrEqual(modules - QUIET_MODULES);
    }
  });
});

describe('canvas', () => {
  it('scales by what fits', () => {
    expect(canvasOf(1920, 1080, 1)).toEqual({ portrait: false, pixel: 1, scale: 1 });
    expect(canvasOf(3440, 1440, 1.5).pixel).toBeCloseTo(4 / 3);
    expect(canvasOf(800, 600, 1).pixel).toBeCloseTo(0.4167, 3);
  });
  it('a canvas higher than wide is a portrait one, and its ticket never wider than the safe edges', () => {
    expect(canvasOf(1080, 1920, 0.8)).toEqual({ portrait: true, pixel: 1, scale: 0.8 });
    expect(canvasOf(1080, 1920, 1.5)).toEqual({ portrait: true, pixel: 1, scale: LARGEST_PORTRAIT });
    expect(8.4 * 100 * LARGEST_PORTRAIT).toBeLessThanOrEqual(1080 * 0.9);
    expect(canvasOf(1080, 1080, 1)).toEqual({ portrait: true, pixel: 0.75, scale: 1 });
  });
});

describe('settled', () => {
  it('what rested before it was first looked at began nobody knows when; what is seen beginning began then', () => {
    const gone = drop({ lines: [line(0, 0, 24, {})] });
    expect(watch({}, [gone], NOW)).toEqual({ bag: { rest: 'sold-out', since: null } });
    const first = watch({}, [drop({})], NOW);
    const second = watch(first, [gone], NOW + 500);
    expect(second).toEqual({ bag: { rest: 'sold-out', since: NOW + 500 } });
    expect(watch(second, [gone], NOW + 900)).toEqual(second);
  });
  it('D5 held is not at rest', () => {
    expect(restOf(drop({ lines: [line(0, 1, 23, {})] }), NOW)).toBeNull();
  });
});

describe('asked', () => {
  it('an old ask is not done again after a reload, a new one once', () => {
    const reload = vi.fn();
    const asked = new Asked(reload, true);
    asked.see({ seq: 7, what: 'reload', instance: null }, 'me');
    expect(reload).not.toHaveBeenCalled();
    asked.see({ seq: 9, what: 'reload', instance: null }, 'me');
    asked.see({ seq: 9, what: 'reload', instance: null }, 'me');
    expect(reload).toHaveBeenCalledTimes(1);
  });
  it('an ask for another overlay is not ours', () => {
    const told = vi.fn();
    const asked = new Asked(() => undefined, true);
    asked.onIdentify(told);
    asked.see(null, 'me');
    asked.see({ seq: 2, what: 'identify', instance: 'other' }, 'me');
    expect(told).not.toHaveBeenCalled();
    asked.see({ seq: 3, what: 'identify', instance: 'me' }, 'me');
    expect(told).toHaveBeenCalledTimes(1);
  });
});
