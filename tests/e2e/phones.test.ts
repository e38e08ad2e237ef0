import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildIfStale } from '../../scripts/build.mjs';
import { root } from '../../scripts/surfaces.mjs';
import { axe } from '../support/axe.ts';
import { desktop, openBrowser, openPanel, phone, type PanelPage } from '../support/panel-browser.ts';
import { furnish, openScene, planEvening, type Scene } from '../support/panel-scene.ts';
import { readQr } from './support/qr.ts';
import { shootWhole } from '../support/shot.ts';

/** A friend's phone, from the code on the desk's screen to being let go. */
const shots = join(root, 'test-results/crew');
let scene: Scene;
let browser: Browser;
let desk: PanelPage;
let friend: PanelPage;

beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  await buildIfStale(['panel', 'stage']);
  browser = await openBrowser();
  scene = await openScene();
  await scene.server.started().people.setPasscode('a short sentence');
  await furnish(scene);
  // The one address that a browser of this machine reaches and that is not called this computer's own.
  await scene.server.done('shop.reach', { publicUrl: scene.server.url }, scene.server.owner);
  await planEvening(scene);
  desk = await openPanel(browser, scene.server, scene.server.owner.key, desktop);
  friend = await openPanel(browser, scene.server, null, phone);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await scene?.close();
});

async function judged(what: string, { page, broken }: PanelPage): Promise<readonly string[]> {
  await page.evaluate(() => document.fonts.ready);
  await shootWhole(page, join(shots, `${what}.png`));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  return [...(await axe(page)), ...(wide > 0 ? [`scrolls ${wide} px sideways`] : []), ...broken.splice(0)];
}
const crew = (page: Page): Promise<unknown> => page.goto(`${scene.server.url}/panel/crew`);

describe('a friend’s phone', () => {
  let code = '';
  it('is asked for by name, and its code is drawn for five minutes', async () => {
    await crew(desk.page);
    await desk.page.getByRole('button', { name: 'Show the code' }).click();
    await desk.page.getByText('This is needed.').waitFor();
    await desk.page.getByLabel('Whose phone').fill('Ana’s phone');
    await desk.page.getByRole('button', { name: 'Show the code' }).click();
    await desk.page.getByText(/good for 4:\d\d, once/u).waitFor();
    code = (await readQr(await desk.page.getByRole('img', { name: 'Code for Ana’s phone' }).screenshot())) ?? '';
    expect(code).toMatch(new RegExp(`^${scene.server.url}/phone/[\\w-]{22}$`, 'u'));
    expect(await desk.page.getByRole('textbox', { name: 'Code for Ana’s phone' }).inputValue()).toBe(code);
    expect(await judged('panel-code-1440', desk)).toEqual([]);
  });

  it('P1 scans it, presses once, and the desk says that it is in', async () => {
    await friend.page.goto(code);
    await friend.page.getByRole('heading', { name: 'Ana’s phone comes along' }).waitFor();
    expect(await judged('landing-390', friend)).toEqual([]);
    await friend.page.getByRole('button', { name: 'Go in' }).click();
    await friend.page.getByRole('button', { name: 'Next: Hello' }).waitFor();
    await friend.page.getByText(/in step · \d+ ms|a little behind · \d+ ms|slow · \d+ ms/u).waitFor();
    await desk.page.getByText('Ana’s phone is in', { exact: true }).waitFor();
    await desk.page.getByText(/seen .* until “Sunday bench drop” ends/u).waitFor();
    expect(await judged('panel-in-1440', desk)).toEqual([]);
  });

  it('P1 a second phone with the same code is told that it was used', async () => {
    const second = await openPanel(browser, scene.server, null, phone);
    await second.page.goto(code);
    await second.page.getByText('This code was used, or is too old').waitFor();
    second.broken.splice(0);
    expect(await judged('landing-over-390', second)).toEqual([]);
    await second.page.context().close();
  });

  it('runs the show: GO is the desk’s own', async () => {
    await friend.page.getByRole('button', { name: 'Next: Hello' }).click();
    const fire = friend.page.getByRole('button', { name: 'Fire “Belt' });
    await fire.waitFor();
    // A tap says how; only keeping fires (the desk’s own rule).
    const box = await fire.boundingBox();
    const { core } = scene.server.started();
    await friend.page.mouse.move((box?.x ?? 0) + 60, (box?.y ?? 0) + 30);
    await friend.page.mouse.down();
    await friend.page.mouse.up();
    await friend.page.getByText('Press and keep').waitFor();
    expect(core.state.single('onAir')).toBeNull();
    await friend.page.mouse.down();
    await friend.page.getByRole('button', { name: 'Undo “fire Belt' }).waitFor();
    await friend.page.mouse.up();
    expect(core.state.drops.get(core.state.single('onAir') ?? '')?.title).toBe('Belt, 4 sizes');
    await friend.page.getByRole('button', { name: 'Wrap it up' }).click();
    await friend.page.getByText(/Shown since .* “Wrap it up”/u).waitFor();
    expect(core.state.single('say')?.text).toBe('Wrap it up');
    expect(await judged('remote-said-390', friend)).toEqual([]);
  });

  it('P1 is let go from the list, and says so at once', async () => {
    const letGo = desk.page.getByRole('button', { name: 'Let go' });
    const box = await letGo.boundingBox();
    await desk.page.mouse.move((box?.x ?? 0) + 10, (box?.y ?? 0) + 10);
    await desk.page.mouse.down();
    await friend.page.getByRole('heading', { name: 'This phone was let go' }).waitFor();
    await desk.page.mouse.up();
    await desk.page.getByText('No phone is in.').waitFor();
    await friend.page.getByRole('button', { name: 'Log in again' }).click();
    await friend.page.getByLabel('Passcode or key').waitFor();
  });

  it('the stage’s address stands beside the overlay’s, with its code', async () => {
    await desk.page.goto(`${scene.server.url}/panel/keys`);
    await desk.page.getByRole('button', { name: 'Make the stage address' }).click();
    const address = await desk.page.getByRole('textbox', { name: 'Address of the stage' }).inputValue();
    expect(address).toMatch(/\/stage\/now#key=dc_[\w-]+\.[\w-]+$/u);
    // The show is on: what opens the stage is seen for as long as somebody keeps it pressed.
    await desk.page.getByRole('button', { name: 'Show', exact: true }).first().hover();
    await desk.page.mouse.down();
    expect(await readQr(await desk.page.getByRole('img', { name: 'Address of the stage' }).screenshot())).toBe(address);
    await desk.page.mouse.up();
    expect(await judged('panel-keys-1440', desk)).toEqual([]);
    await friend.page.goto(address);
    await friend.page.getByText('Wrap it up').waitFor();
  });

  it('all of it fits a phone', async () => {
    const small = await openPanel(browser, scene.server, scene.server.owner.key, phone);
    await crew(small.page);
    await small.page.getByLabel('Whose phone').fill('Bo’s phone');
    await small.page.getByRole('button', { name: 'Show the code' }).click();
    await small.page.getByText(/good for/u).waitFor();
    expect(await judged('panel-code-390', small)).toEqual([]);
    await small.page.getByRole('button', { name: 'Cancel' }).click();
    await small.page.getByText('No phone is in.').waitFor();
  });
});
