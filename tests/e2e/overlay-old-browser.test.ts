import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { defaultOverlay, overlayTheme } from '@protocol/overlay-options.ts';
import type { OverlayOptions } from '@protocol/overlay-options.ts';
import type { PresenceParts } from '@protocol/parts.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/surfaces.mjs';
import { liveLine } from '../support/live-line.ts';
import { startServer, stockedShop } from '../support/server.ts';
import type { TestServer } from '../support/server.ts';
import { isDrawing } from '../support/shot.ts';
import { until } from '../support/until.ts';
import { openStage } from './overlay-stage.ts';
import type { Stage } from './overlay-stage.ts';
import { states } from './overlay-states.ts';
import { openOldBrowser } from './support/old-browser.ts';
import type { OldBrowser } from './support/old-browser.ts';
import { addStyle, crowded, fitted, isSettled, outside, small } from './support/overlay-looks.ts';
import { story } from './support/steps.ts';
import { readQr } from './support/qr.ts';

/** OBS 30 is still installed and embeds Chromium 103: the overlay in a browser of that age, on the real server and in every state. */
const shots = join(root, 'test-results/overlay-old');
let browser: OldBrowser;

beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  await promisify(execFile)(process.execPath, [join(root, 'scripts/build.mjs'), 'overlay']);
  browser = await openOldBrowser();
});
afterEach(() => expect(browser.takeBroken()).toEqual([]));
afterAll(() => browser?.close());

const picture = (name: string): Promise<Buffer> => browser.picture(join(shots, `${name}.jpeg`));
/** For whoever looks: nothing here is judged by it. */
const shoot = async (name: string): Promise<void> => {
  if (isDrawing) await picture(name);
};

describe('the browser', () => {
  it('is no younger than the one in OBS 30', async () => {
    const agent = await browser.run(() => navigator.userAgent, null);
    console.info(agent);
    const version = Number(/Chrome\/(\d+)/u.exec(agent)?.[1]);
    expect(version, 'QtWebEngine is Chromium 102 on Debian 12 and Ubuntu 24.04; a younger one proves nothing about OBS 30').toBeLessThanOrEqual(103);
  });
});

describe('an evening on the ticket', () => {
  let server: TestServer;
  let showId = '';
  let dropId = '';
  let live: Buffer;
  let link = '';

  beforeAll(async () => {
    server = await startServer({ kept: 'memory', env: { PUBLIC_URL: 'https://drop.example' }, deps: {} });
    ({ showId } = await stockedShop(server));
    const { key } = await server.key('overlay');
    await browser.visit(`${server.url}/overlay/now#key=${key}`);
    await browser.run(noteWhatPasses, null);
  });
  afterAll(async () => {
    // Left open it would ask for its server.
    await browser?.visit('about:blank');
    await server?.stop();
  });

  /** What stands for seconds only is noted in the page: a look from outside may come too late on a busy machine. */
  const noteWhatPasses = (): void => {
    const passed = new Set<string>();
    Object.assign(window, { passed });
    setInterval(() => {
      const phase = document.querySelector('.ticket')?.getAttribute('data-phase');
      if (phase === 'opening' && document.querySelector('.main .leaf.down') !== null && document.querySelector('.stub .leaf.up .qr') !== null)
        passed.add('opening with its code');
      const stamp = document.querySelector('.stamp.on');
      if (phase === 'sold-out' && stamp !== null && getComputedStyle(stamp).opacity === '1') passed.add('stamped');
    }, 50);
  };
  const passed = (what: string): Promise<void> => browser.becomes((asked) => (window as unknown as { passed: Set<string> }).passed.has(asked), what);

  const { step } = story(async () => void (await picture('evening-failed')));
  const phase = (name: string): Promise<void> =>
    browser.becomes((wanted) => document.querySelector('.ticket')?.getAttribute('data-phase') === wanted && document.getAnimations().length === 0, name);
  const text = (selector: string): Promise<string | null> => browser.run((asked) => document.querySelector(asked)?.textContent ?? null, selector);
  /** The ticks as they are painted, not as they are called: which of their layers can be seen. */
  const ticks = (): Promise<string[]> =>
    browser.run(
      () =>
        Array.from(document.querySelectorAll('.ticks b'), (tick) => {
          const amber = getComputedStyle(tick, '::before');
          const ink = getComputedStyle(tick, '::after');
          if (ink.opacity === '1') return 'ink';
          return amber.opacity === '1' && amber.backgroundImage.startsWith('repeating-linear-gradient') ? 'amber stripes' : 'hollow';
        }),
      null,
    );
  // Commands with one input.
  const did = <N extends 'drop.arm' | 'drop.pause' | 'drop.resume'>(name: N) => server.done(name, { dropId } as never, server.owner);
  const sell = (quantity: number) =>
    server.done('sale.record', { lines: [{ sku: 'LAMP-BRASS', quantity, price: 2400 }], paidBy: 'cash', dropId }, server.owner);

  it(
    'armed, then opening with its link, by the server’s clock',
    step(async () => {
      ({ dropId } = await server.done(
        'drop.plan',
        { showId, title: 'Lamps', mode: 'hold', lines: [{ sku: 'LAMP-BRASS', allotted: 6, price: 2400 }], minutes: 10, holdSeconds: 300, perViewer: 1 },
        server.owner,
      ));
      await did('drop.arm');
      await phase('armed');
      await shoot('evening-armed');
      await server.done('drop.fire', { dropId, expectOnAir: null }, server.owner);
      await passed('opening with its code');
      await shoot('evening-opening');
    }),
  );

  it(
    'live: the face is up, every unit is a tick, in its own type, with its link',
    step(async () => {
      await phase('live');
      expect(await browser.run(() => document.querySelector('.main .leaf.up') !== null, null)).toBe(true);
      expect(await text('h1')).toBe('Lamps');
      expect(await text('.count')).toBe('6 left');
      expect(await ticks()).toEqual(Array.from({ length: 6 }, () => 'ink'));
      const parts = (await (await server.fetch('/api/state/overlay', { headers: { authorization: `Bearer ${server.owner.key}` } })).json()) as {
        parts: { link: { url: string; short: string } };
      }; // an overlay's parts with a link out
      link = parts.parts.link.url;
      expect(await text('.link')).toBe(parts.parts.link.short);
      const families = await browser.run(() => Array.from(document.fonts).flatMap((face) => (face.status === 'loaded' ? [face.family] : [])), null);
      expect(new Set(families).size).toBe(3);
      live = await picture('evening-live');
    }),
  );

  it(
    'V5 what it paints reaches the panel',
    step(async () => {
      const panel = liveLine(server.url, 'panel', server.owner.key);
      const overlays = () => (panel.line.view().presence as Partial<PresenceParts>).overlays ?? [];
      await until(() => overlays().some((overlay) => overlay.fps > 0));
      const { build } = JSON.parse(readFileSync(join(root, 'dist/overlay/build.json'), 'utf8')) as { build: string };
      expect(overlays()).toMatchObject([{ build, visible: true, width: 1920, height: 1080 }]);
      panel.close();
    }),
  );

  it(
    'a claim turns a tick amber, a sale hollows one out; last few, paused, all reserved',
    step(async () => {
      const { holdId } = await server.done('hold.place', { dropId, lines: [{ sku: 'LAMP-BRASS', quantity: 1 }] }, server.viewer());
      await browser.becomes(() => document.querySelector('.ticks .held') !== null && document.getAnimations().length === 0, null);
      expect((await ticks()).at(-1)).toBe('amber stripes');
      await sell(3);
      await browser.becomes(() => document.querySelectorAll('.ticks .sold').length === 3 && document.getAnimations().length === 0, null);
      expect(await ticks()).toEqual(['ink', 'ink', 'amber stripes', 'hollow', 'hollow', 'hollow']);
      expect(await text('.count.grown')).toBe('2 left');
      await shoot('evening-last-few');

      await did('drop.pause');
      await phase('paused');
      await shoot('evening-paused');
      await did('drop.resume');
      await phase('live');
      await sell(2);
      await phase('all-held');
      expect(await text('.count')).toMatch(/^1 may come back in \d:\d\d$/u);
      await shoot('evening-all-held');
      await server.done('hold.release', { holdId }, server.owner);
    }),
  );

  it(
    'sold out is stamped',
    step(async () => {
      await phase('live');
      await sell(1);
      await passed('stamped');
      await shoot('evening-sold-out');
    }),
  );

  it(
    'its code is read from the picture',
    step(async () => {
      expect(await readQr(live)).toBe(link);
    }),
  );
});

describe('on a stage', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
    await browser.visit(`${stage.origin}/overlay/now#key=dc_k1.abcdef`);
  });
  afterAll(async () => {
    // Left open it would ask for its server.
    await browser?.visit('about:blank');
    await stage?.stop();
  });

  async function look(name: string, state: string, options: Partial<OverlayOptions>): Promise<void> {
    const parts = states[state];
    if (parts === undefined) throw new Error(`no state ${state}`);
    stage.play({ ...parts(stage.now()), theme: overlayTheme({ ...defaultOverlay, ...options }) });
    await browser.reload();
    await browser.run(addStyle, 'html{background:#48705f}');
    await browser.becomes(isSettled, null);
    await browser.run(fitted, null);
    const found = {
      outside: await browser.run(outside, null),
      crowded: await browser.run(crowded, null),
      small: await browser.run(small, null),
      broken: browser.takeBroken(),
    };
    await shoot(name);
    expect(found, name).toEqual({ outside: [], crowded: [], small: [], broken: [] });
  }

  it('every state stands inside the safe edges, nothing cut off, nothing under 20 px', async () => {
    for (const state of Object.keys(states)) await look(state, state, {});
  });

  it('so does the night ticket, and another’s type, colour and parts', async () => {
    for (const state of ['armed', 'all-held', 'sold-out']) await look(`night-${state}`, state, { theme: 'night', background: 'shade', corner: 'upper-right' });
    await look('plain-last-few', 'last-few', { type: 'plain', brand: '#1f6f5b', stub: 'link', units: 'number' });
  });

  it('and the ticket on a portrait canvas', async () => {
    await browser.resize(1080, 1920);
    for (const state of ['armed', 'live', 'sold-out', 'also-live']) {
      await look(`portrait-${state}`, state, {});
      // The stub under the ticket, not beside it.
      const [main, stub] = await browser.run(() => Array.from(document.querySelectorAll('.half'), (half) => half.getBoundingClientRect().left), null);
      expect(stub).toBe(main);
    }
    await browser.resize(1920, 1080);
  });

  it('nothing goes wrong unheard: exceptions, errors on the console, what the policy blocks', async () => {
    await browser.run(() => {
      setTimeout(() => {
        throw new Error('thrown for the ear');
      }, 0);
      console.error('said for the ear');
      document.head.append(Object.assign(document.createElement('script'), { textContent: '0' }));
    }, null);
    const heard: string[] = [];
    await until(() => heard.push(...browser.takeBroken()) > 2);
    expect(heard.map((line) => line.split(':')[0]).sort()).toEqual(['console', 'exception', 'security']);
  });
});
