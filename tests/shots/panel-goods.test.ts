import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/surfaces.mjs';
import { looksWell, openBoth, type SizedPanel } from '../e2e/support/both-sizes.ts';
import { buildAll } from '../e2e/support/house.ts';
import { openBrowser } from '../support/panel-browser.ts';
import { busyEvening, stockUp } from '../support/panel-goods.ts';
import { connectChat, furnish, midShow, openScene, paint, type Scene } from '../support/panel-scene.ts';

/** A shop that sells in earnest. What its screens do is tried elsewhere: they are brought about here for whoever looks at the pictures. */
const shots = join(root, 'test-results/goods');
let scene: Scene;
let browser: Browser;
let panels: readonly SizedPanel[] = [];
let unpaint: () => void = () => undefined;

beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  await buildAll();
  browser = await openBrowser();
  scene = await openScene();
  await scene.server.started().people.setPasscode('a short sentence');
  await furnish(scene);
  unpaint = paint(scene, true);
  await connectChat(scene, 6);
  const tonight = await midShow(scene);
  await stockUp(scene);
  await busyEvening(scene, tonight);
  panels = await openBoth(browser, scene.server);
}, 120_000);
afterAll(async () => {
  unpaint();
  await browser?.close();
  await scene?.close();
});

interface Shot {
  readonly name: string;
  readonly path: string;
  readonly see: string;
  /** Pressed by their names, one after the other. */
  readonly press: readonly string[];
}
describe('screens of a shop that sells in earnest', () => {
  it.each<Shot>([
    { name: 'desk', path: '/desk', see: 'Key fob, tan', press: [] },
    { name: 'crowd', path: '/desk', see: 'Key fob, tan', press: ['Keep it fair'] },
    { name: 'bundles', path: '/catalog', see: 'Belt and card holder', press: [] },
    { name: 'bundle', path: '/catalog', see: 'Belt and card holder', press: ['Change'] },
    { name: 'shop', path: '/shop', see: 'Station locker', press: [] },
    { name: 'delivery', path: '/delivery', see: 'WELCOME', press: [] },
    { name: 'zone', path: '/delivery', see: 'WELCOME', press: ['Change'] },
    { name: 'code', path: '/delivery', see: 'WELCOME', press: ['Add a code'] },
    { name: 'drop', path: '/shows', see: 'Sunday bench drop', press: ['Change Numbered clutch', '>More ways to sell'] },
    { name: 'floor', path: '/shows', see: 'Sunday bench drop', press: ['Change Numbered clutch', '#Price of Numbered clutch=70'] },
    { name: 'shows', path: '/shows', see: 'What buyers were told', press: [] },
    { name: 'order', path: '/orders', see: '#1001', press: ['#1006'] },
    { name: 'tasks', path: '/tasks', see: 'To do', press: [] },
  ])('$name', async ({ name, path, see, press }) => {
    for (const { page } of panels) {
      await page.goto(`${scene.server.url}/panel${path}`);
      await page.getByText(see).first().waitFor();
      for (const what of press) {
        const [label = '', text] = what.slice(1).split('=');
        if (what.startsWith('>')) await page.getByText(label).click();
        else if (text !== undefined) await page.getByLabel(label).fill(text);
        else await page.getByRole('button', { name: what }).first().click();
      }
      await page.waitForTimeout(400);
    }
    await looksWell(panels, shots, name);
    expect(panels.length).toBe(2);
  });
});
