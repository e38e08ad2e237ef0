import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { panel } from '@locales/en.json';
import { MINUTE, SECOND } from '@protocol/time.ts';
import { speaker } from '@protocol/words.ts';
import { buildIfStale } from '../../scripts/build.mjs';
import { desktop, openBrowser, openPanel, phone } from '../support/panel-browser.ts';
import { furnish, openScene, type Scene } from '../support/panel-scene.ts';
import { until } from '../support/until.ts';
import { keysAlone, type KeysAlone } from './support/keys-alone.ts';
import { story } from './support/steps.ts';

/** A whole evening by somebody who has no mouse: planned, on air, sold and over, with the keys that the desk prints on its buttons. */
const w = speaker(panel, 'en');
let scene: Scene;
let browser: Browser;
let page: Page;
let broken: readonly string[];
let keys: KeysAlone;

beforeAll(async () => {
  await buildIfStale(['panel', 'overlay']);
  browser = await openBrowser();
  scene = await openScene();
  await scene.server.started().people.setPasscode('a short sentence');
  await furnish(scene);
  ({ page, broken } = await openPanel(browser, scene.server, scene.server.owner.key, desktop));
  keys = await keysAlone(page);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await scene?.close();
});

const state = () => scene.server.started().core.state;
const drop = () => [...state().drops.values()].at(-1);
const show = () => [...state().shows.values()].at(-1);
const dialog = (is: 'attached' | 'detached'): Promise<void> => page.locator('dialog[open]').waitFor({ state: is });
/** After an action the focus is on something that is still there. */
const keptFocus = async (): Promise<void> => {
  await expect.poll(() => keys.focused()).not.toBeNull();
};
const { step } = story(async (failed) => void (await page.screenshot({ path: `test-results/keyboard-${failed.slice(0, 20)}.png` })));

describe('keyboard alone runs a show', () => {
  it(
    'plans a show',
    step(async () => {
      await page.goto(`${scene.server.url}/panel/shows`);
      await page.getByText(w('shows.emptyTitle')).waitFor();
      await keys.to(w('shows.plan'));
      await keys.press('Enter');
      await dialog('attached');
      await keys.to(w('shows.title'));
      await keys.type('Evening without a mouse');
      await keys.to(w('shows.planDo'));
      await keys.press('Enter');
      await dialog('detached');
      await until(() => show()?.title === 'Evening without a mouse');
      await keptFocus();
    }),
  );

  it(
    'makes a drop of two variants, and arms it',
    step(async () => {
      await keys.to(w('rundown.addDrop'));
      await keys.press('Space');
      await dialog('attached');
      await keys.to(w('drop.pick'));
      await keys.type('fob');
      await keys.to(w('drop.pickAll', { title: 'Key fob', n: 2 }));
      await keys.press('Enter');
      await keptFocus();
      await keys.to(w('drop.allottedOf', { name: 'Key fob · Tan' }));
      await keys.over('3');
      await keys.to(w('drop.allottedOf', { name: 'Key fob · Black' }));
      await keys.over('2');
      await keys.to(w('drop.plan'));
      await keys.press('Enter');
      await dialog('detached');
      await until(
        () =>
          drop()
            ?.lines.map((line) => line.allotted)
            .join() === '3,2',
      );
      await keptFocus();
      await keys.to(w('plan.armOf', { title: 'Key fob' }));
      await keys.press('Enter');
      await until(() => drop()?.state === 'armed');
      await keptFocus();
    }),
  );

  it(
    'goes to the desk, begins the show and fires',
    step(async () => {
      await keys.to(w('shows.toDesk'), 'Shift+Tab');
      await keys.press('Enter');
      await page.getByText(w('go.fire', { title: 'Key fob' })).waitFor();
      await keys.to(w('more.label'));
      await keys.press('Enter');
      await keys.to(w('show.start'));
      await keys.press('Enter');
      await until(() => show()?.state === 'live');
      await keptFocus();
      await keys.to(new RegExp(`^${w('go.fire', { title: 'Key fob' })}`, 'u'), 'Shift+Tab');
      await keys.keep('Space', () => until(() => drop()?.state === 'live'));
      await scene.pass(25 * SECOND);
      await page
        .getByText(w('do.endTitle', { title: 'Key fob' }))
        .first()
        .waitFor();
      await keptFocus();
    }),
  );

  it(
    'D7 gives it more time, pauses it and goes on',
    step(async () => {
      const before = drop()?.endsAt ?? 0;
      await keys.press('e');
      await dialog('attached');
      await keys.to(w('extend.minutes', { n: 2 }));
      await keys.press('ArrowRight');
      await keys.to(w('extend.do', { n: 5 }));
      await keys.press('Enter');
      await until(() => drop()?.endsAt === before + 5 * MINUTE);
      await dialog('detached');
      await keptFocus();
      await keys.press('p');
      await until(() => drop()?.state === 'paused');
      await keys.to(new RegExp(`^${w('do.resume')}`, 'u'));
      await keys.press('Space');
      await until(() => drop()?.state === 'live');
      await keptFocus();
    }),
  );

  it(
    'on a narrow screen too nothing that has the focus lies under the bar of buttons',
    step(async () => {
      await page.setViewportSize(phone);
      const passed = await keys.around();
      for (const name of [w('do.extend'), w('do.till'), w('more.label'), w('add.open')])
        expect(
          passed.some((each) => each.startsWith(name)),
          `${name} in ${passed.join(' | ')}`,
        ).toBe(true);
      await page.setViewportSize(desktop);
    }),
  );

  it(
    'S3 sells over the counter in two presses',
    step(async () => {
      await keys.press('t');
      await dialog('attached');
      await keys.to(/Card holder, olive/u);
      await keys.press('Enter');
      await keys.to(w('paidBy.cash'));
      await keys.press('Enter');
      await dialog('detached');
      expect([...state().orders.values()].at(-1)).toMatchObject({ paidBy: 'cash', total: 2_900, delivery: { kind: 'till' } });
      await keptFocus();
    }),
  );

  it(
    'ends the drop, then the show',
    step(async () => {
      await keys.keep('x', () => until(() => drop()?.state === 'ended'));
      await keys.to(w('more.label'));
      await keys.press('Enter');
      await keys.to(w('show.end'));
      await keys.keep('Enter', () => until(() => show()?.state === 'ended'));
      await page.getByText(w('go.over')).first().waitFor();
      await keptFocus();
      expect(broken).toEqual([]);
    }),
  );
});
