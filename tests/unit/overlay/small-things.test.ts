import { describe, expect, it, vi } from 'vitest';
import { readAddress } from '../../../overlay/address.ts';
import { Asked } from '../../../overlay/asked.ts';
import { canvasScale } from '../../../overlay/canvas.ts';
import { QUIET_MODULES, qrOf, qrSide, LARGEST_QR, SMALLEST_QR } from '../../../overlay/qr.ts';
import { restOf, watch } from '../../../overlay/settled.ts';
import { themeOf } from '../../../overlay/theme-of.ts';
import { drop, line, NOW } from './sample-parts.ts';

describe('address', () => {
  it('CONTRACT the show from the path, the key from the fragment', () => {
    expect(readAddress('/overlay/now', '#key=dc_ab.cd')).toEqual({ show: null, key: 'dc_ab.cd', name: null });
    expect(readAddress('/overlay/sh_1/', '#key=dc_ab.cd&name=Top%20right')).toEqual({ show: 'sh_1', key: 'dc_ab.cd', name: 'Top right' });
    expect(readAddress('/overlay', '')).toEqual({ show: null, key: null, name: null });
  });
});

describe('theme', () => {
  it('takes colours, type, rounding and corner', () => {
    expect(themeOf({ '--brand': '#0a7', paper: 'rgb(250, 250, 240)', '--display': "'Fraunces', serif", '--radius': '8px', '--corner': 'upper-right' })).toEqual(
      {
        corner: 'upper-right',
        properties: { '--brand': '#0a7', '--paper': 'rgb(250, 250, 240)', '--display': "'Fraunces', serif", '--radius': '0.08rem' },
      },
    );
  });
  it('takes nothing else: no other name, no value that is more than one', () => {
    const hostile = {
      '--live': '#0f0',
      '--warn': '#0f0',
      position: 'fixed',
      '--brand': 'url(https://evil.example/x)',
      '--paper': '#fff;background:red',
      '--ink': 'var(--x)',
      '--text': "x'; }",
      '--radius': '400px',
      '--corner': 'middle',
      __proto__: '#fff',
    };
    expect(themeOf(hostile)).toEqual({ corner: 'lower-left', properties: {} });
  });
});

describe('qr', () => {
  it.each(['https://drop.shop/d/k7', 'https://drop.shop/d/k7Qm2x', 'https://a-rather-long-subdomain.a-rather-long-shop.example.com/d/k7Qm2xPz9'])(
    '%s is at least 220 px at 1080, quiet zone included, and fits the stub',
    (url) => {
      const { modules } = qrOf(url);
      for (const scale of [1, 2 / 3, 4 / 3, 0.4167]) {
        const side = qrSide(modules, scale);
        expect(side % modules).toBe(0);
        expect(side).toBeGreaterThanOrEqual(SMALLEST_QR * scale);
      }
      expect(qrSide(modules, 1)).toBeLessThanOrEqual(LARGEST_QR);
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
    expect(canvasScale(1920, 1080)).toBe(1);
    expect(canvasScale(3440, 1440)).toBeCloseTo(4 / 3);
    expect(canvasScale(800, 600)).toBeCloseTo(0.4167, 3);
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
    const asked = new Asked(reload);
    asked.see({ seq: 7, what: 'reload', instance: null }, 'me');
    expect(reload).not.toHaveBeenCalled();
    asked.see({ seq: 9, what: 'reload', instance: null }, 'me');
    asked.see({ seq: 9, what: 'reload', instance: null }, 'me');
    expect(reload).toHaveBeenCalledTimes(1);
  });
  it('an ask for another overlay is not ours', () => {
    const told = vi.fn();
    const asked = new Asked(() => undefined);
    asked.onIdentify(told);
    asked.see(null, 'me');
    asked.see({ seq: 2, what: 'identify', instance: 'other' }, 'me');
    expect(told).not.toHaveBeenCalled();
    asked.see({ seq: 3, what: 'identify', instance: 'me' }, 'me');
    expect(told).toHaveBeenCalledTimes(1);
  });
});
