import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { panel as panelWords } from '@locales/en.json';
import { SECOND } from '@protocol/time.ts';
import { speaker } from '@protocol/words.ts';
import { root } from '../../scripts/surfaces.mjs';
import { axe } from '../support/axe.ts';
import { desktop, openBrowser, openPanel, phone, type PanelPage } from '../support/panel-browser.ts';
import { furnish, go, openScene, planEvening, type Evening, type Scene } from '../support/panel-scene.ts';
import { until } from '../support/until.ts';
import { shoot, shootWhole } from '../support/shot.ts';

/** Chats, with a bot and without one: logging in by a code, and the lines that a person copies and ticks. */
const w = speaker(panelWords, 'en');
const shots = join(root, 'test-results/chats');
const narrow = { width: 300, height: 900 } as const;
const SOON = { timeout: 20_000 };
let scene: Scene;
let browser: Browser;
let evening: Evening;
let pages: readonly (PanelPage & { readonly size: string })[] = [];

beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  browser = await openBrowser();
  scene = await openScene();
  scene.twitch.ids.pace = { ...scene.twitch.ids.pace, interval: 0.3 };
  await scene.server.started().people.setPasscode('a short sentence');
  await furnish(scene);
  const open = async (size: typeof desktop | typeof phone | typeof narrow) => {
    const opened = await openPanel(browser, scene.server, scene.server.owner.key, size);
    opened.page.setDefaultTimeout(60_000);
    return { ...opened, size: String(size.width) };
  };
  pages = [await open(desktop), await open(phone), await open(narrow)];
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await scene?.close();
});

const pageOf = (size: string): Page => {
  const found = pages.find((each) => each.size === size);
  if (found === undefined) throw new Error(`no page of ${size}`);
  return found.page;
};
/** At all three widths: a picture, nothing to scroll sideways, nothing that axe or the console has to say. */
async function looked(name: string, see: string | RegExp): Promise<void> {
  const wrong: string[] = [];
  for (const { page, size, broken } of pages) {
    await page.getByText(see).first().waitFor();
    await page.evaluate(() => document.fonts.ready);
    await (!page.url().endsWith('/desk') || size !== '1440' ? shootWhole : shoot)(page, join(shots, `${name}-${size}.png`));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    // What differs between the two small ones is width alone.
    wrong.push(
      ...[...(size === '390' ? [] : await axe(page)), ...(wide > 0 ? [`scrolls ${wide} px sideways`] : []), ...broken.splice(0)].map(
        (each) => `${size} · ${each}`,
      ),
    );
  }
  expect(wrong).toEqual([]);
}
/** Of what stays for some seconds only: a picture at once. */
async function glimpsed(name: string, see: string): Promise<void> {
  const page = pageOf('1440');
  await page.getByText(see).first().waitFor();
  await shoot(page, join(shots, `${name}-1440.png`));
}
const everywhere = (path: string): Promise<unknown> => Promise.all(pages.map(({ page }) => page.goto(`${scene.server.url}/panel${path}`)));
const chatForm = (page: Page): Locator => page.getByRole('form', { name: 'Twitch', exact: true });
const state = () => scene.server.started().core.state;
const handId = (label: string): string => [...state().channels.values()].find((channel) => channel.hand?.label === label)?.channel ?? '';

describe('logging in by a code', () => {
  it('needs a client id, and shows where one gets it', async () => {
    await everywhere('/channels');
    for (const { page } of pages) await page.getByText(w('channels.connect', { label: 'Twitch' })).click();
    await looked('log-in', w('logIn.connect', { label: 'Twitch' }));
    const form = chatForm(pageOf('1440'));
    await form.getByRole('button', { name: w('logIn.connect', { label: 'Twitch' }) }).click();
    await form.getByText('Fill in the client ID first.').waitFor();
  });

  it('the code is shown, to be typed, opened, copied or scanned; a declined one says so', async () => {
    const form = chatForm(pageOf('1440'));
    await form.getByLabel('Client ID', { exact: true }).fill(scene.twitch.ids.clientId);
    await form.getByRole('button', { name: w('logIn.again') }).click();
    await form.locator('.log-in-letters').waitFor();
    const code = scene.twitch.ids.codes.at(-1) ?? '';
    expect(await form.getByLabel(w('logIn.code')).inputValue()).toBe(code);
    expect(await form.getByRole('link', { name: w('logIn.open', { label: 'Twitch' }) }).getAttribute('href')).toContain(code);
    await everywhere('/channels');
    await looked('code', /twitch\.tv\/activate/u);
    scene.twitch.ids.deny(code);
    await form.getByText('it was declined').waitFor();
    await looked('over', w('logIn.again'));
  });

  it('typed at the platform, the chat is on by itself, as that account in its own channel', async () => {
    const form = chatForm(pageOf('1440'));
    await form.getByRole('button', { name: w('logIn.again') }).click();
    await form.locator('.log-in-letters').waitFor();
    scene.twitch.ids.approve(scene.twitch.ids.codes.at(-1) ?? '', 'benchandawl');
    await form.getByText(w('logIn.in', { name: 'benchandawl' })).waitFor();
    await until(() => scene.twitch.present('#benchandawl') === 1);
    await form
      .getByText(/connected · broadcaster|^broadcaster/iu)
      .first()
      .waitFor();
    expect(await form.getByRole('switch', { name: w('channel.enabled', { label: 'Twitch' }) }).isChecked()).toBe(true);
    await everywhere('/channels');
    await looked('in', w('logIn.in', { name: 'benchandawl' }));
    // Nothing of it is in what the panel gets.
    const answer = await pageOf('1440').request.get(`${scene.server.url}/api/adapters`);
    for (const token of scene.twitch.ids.good()) expect(await answer.text()).not.toContain(token);
  });

  it('logged out, the right to write is taken back and the chat is off', async () => {
    const form = chatForm(pageOf('1440'));
    await form.getByRole('button', { name: w('logIn.out'), exact: true }).click();
    await pageOf('1440')
      .getByRole('button', { name: w('confirm.yes') })
      .click();
    await form.getByRole('button', { name: w('logIn.connect', { label: 'Twitch' }) }).waitFor();
    expect(scene.twitch.ids.good()).toEqual([]);
    await until(() => scene.twitch.present('#benchandawl') === 0);
    expect(state().channels.get('twitch')?.enabled).toBe(false);
  });
});

describe('without any bot', () => {
  it('with no channel at all, one line with the link stands on the desk', async () => {
    evening = await planEvening(scene);
    await go(scene, evening.showId);
    await go(scene, evening.showId);
    await everywhere('/desk');
    await looked('desk-any', w('post.any'));
  });

  it('a name is enough for a channel', async () => {
    await scene.pass(20 * SECOND);
    await scene.server.done('drop.end', { dropId: evening.drops.belt }, scene.server.owner);
    const page = pageOf('1440');
    await page.goto(`${scene.server.url}/panel/channels`);
    const mine = page.getByRole('region', { name: w('hand.title') });
    for (const label of ['TikTok', 'Instagram', 'Twitch']) {
      await mine.getByRole('button', { name: label, exact: true }).click();
      await mine.getByRole('switch', { name: label, exact: true }).waitFor();
    }
    await mine.getByRole('button', { name: w('hand.other') }).click();
    const form = mine.getByRole('form', { name: w('hand.other') });
    await form.getByLabel(w('hand.label'), { exact: true }).fill('Harbour radio');
    // Later than anyone: its viewers are told after all others.
    await form.getByLabel(w('channel.delay'), { exact: true }).fill('110');
    await form.getByRole('button', { name: w('hand.add') }).click();
    await mine.getByRole('switch', { name: 'Harbour radio' }).waitFor();
    await mine.getByRole('switch', { name: 'Instagram' }).click();
    await until(() => state().channels.get(handId('Instagram'))?.enabled === false);
    expect(state().channels.get(handId('TikTok'))).toMatchObject({ enabled: true, hand: { longest: 150 } });
    await everywhere('/channels');
    await looked('by-hand', 'Harbour radio');
    for (const { page: each } of pages) await each.getByRole('button', { name: `${w('hand.change')} TikTok` }).click();
    await looked('by-hand-change', w('hand.longest'));
    // Taken out after a question, and offered again as what it was.
    await mine.getByRole('button', { name: `${w('hand.change')} Instagram` }).click();
    await mine.getByRole('button', { name: `${w('hand.remove')} Instagram` }).click();
    await page
      .getByRole('dialog', { name: w('hand.removeQuestion', { label: 'Instagram' }) })
      .getByRole('button', { name: w('confirm.yes') })
      .click();
    await mine.getByRole('button', { name: 'Instagram', exact: true }).waitFor();
    expect(handId('Instagram')).toBe('');
  });

  it('the finished line stands on the desk when its viewers see the picture, one per channel with its own link', async () => {
    await everywhere('/desk');
    const page = pageOf('1440');
    const lines = page.getByRole('region', { name: w('post.label') });
    await go(scene, evening.showId);
    await lines.getByText('TikTok', { exact: true }).waitFor();
    await scene.pass(8 * SECOND);
    await expect.poll(() => lines.getByRole('button', { name: /for TikTok/u }).isEnabled(), SOON).toBe(true);
    await looked('desk-lines', /in 1:\d\d/u);
    expect(await lines.getByRole('button', { name: /for Harbour radio/u }).isDisabled()).toBe(true);
    await scene.pass(110 * SECOND);
    await expect.poll(() => lines.getByRole('button', { name: /for Harbour radio/u }).isEnabled(), SOON).toBe(true);
    const drop = [...state().drops.values()].find((each) => each.state === 'live');
    const texts = await lines.getByRole('textbox').evaluateAll((fields) => fields.map((field) => (field as HTMLTextAreaElement).value));
    expect(texts).toHaveLength(3);
    for (const [at, label] of ['TikTok', 'Twitch', 'Harbour radio'].entries())
      expect(texts[at]).toContain(drop?.links.find((link) => link.channel === handId(label))?.code ?? 'no code');
  });

  it('they stand in the dock and on the helper’s phone too, for a thumb', async () => {
    const wrong: string[] = [];
    for (const [size, path] of [
      ['300', '/dock'],
      ['390', '/remote'],
    ] as const) {
      const page = pageOf(size);
      await page.goto(`${scene.server.url}${path}`);
      const lines = page.getByRole('region', { name: w('post.label') });
      const button = lines.getByRole('button', { name: /for TikTok/u });
      await button.waitFor();
      await page.evaluate(() => document.fonts.ready);
      await shootWhole(page, join(shots, `lines${path.replace('/', '-')}-${size}.png`));
      const high = (await button.boundingBox())?.height ?? 0;
      if (high < (path === '/remote' ? 64 : 44)) wrong.push(`${path}: the button is ${high} px high`);
      wrong.push(...(await axe(page)).map((each) => `${path} · ${each}`));
    }
    expect(wrong).toEqual([]);
    await everywhere('/desk');
  });

  it('one press copies it, also where a page has no clipboard; another one ticks it, on every desk', async () => {
    const page = pageOf('1440');
    const lines = page.getByRole('region', { name: w('post.label') });
    await page.evaluate(() => Object.defineProperty(window, 'isSecureContext', { value: false }));
    const line = await lines.getByRole('textbox', { name: w('post.of', { label: 'TikTok' }) }).inputValue();
    await lines.getByRole('button', { name: /for TikTok/u }).click();
    await lines.getByRole('button', { name: new RegExp(`${w('copy.done')}.*TikTok`, 'u') }).waitFor();
    // What was copied is what a chat would get.
    await page.evaluate(() => {
      const field = document.createElement('textarea');
      field.id = 'chat';
      document.body.append(field);
      field.focus();
    });
    await page.keyboard.press('Control+V');
    expect(await page.locator('#chat').inputValue()).toBe(line);
    await page.locator('#chat').evaluate((field) => field.remove());

    await lines.getByRole('button', { name: `${w('post.in', { label: 'TikTok' })} ${w('post.done')}` }).click();
    await glimpsed('desk-posted', w('post.posted'));
    for (const { page: each } of pages)
      await expect
        .poll(
          () =>
            each
              .getByRole('region', { name: w('post.label') })
              .getByRole('textbox', { name: w('post.of', { label: 'TikTok' }) })
              .count(),
          SOON,
        )
        .toBe(0);
    const task = [...state().tasks.values()].find((each) => each.target === handId('TikTok') && each.data['template'] === 'link');
    expect(task).toMatchObject({ state: 'done', note: 'hand-posted' });
  });

  it('a line whose use has passed says so and goes', async () => {
    const page = pageOf('1440');
    const lines = page.getByRole('region', { name: w('post.label') });
    await scene.server.done('drop.end', { dropId: state().single('onAir') ?? '' }, scene.server.owner);
    await glimpsed('desk-gone', w('post.gone'));
    await scene.pass(12 * SECOND);
    await lines.waitFor({ state: 'detached' });
  });

  it('a bot that does not answer leaves its line to whoever is at the desk', async () => {
    await scene.server.done(
      'channel.save',
      {
        channel: 'twitch',
        enabled: true,
        delaySeconds: 0,
        settings: { channel: 'benchandawl', username: 'benchbot', token: 'oauth:abcdef123456' },
        templates: {},
      },
      scene.server.owner,
    );
    for (const label of ['TikTok', 'Twitch', 'Harbour radio'])
      await scene.server.done(
        'channel.by-hand',
        { channel: handId(label), label, enabled: false, delaySeconds: 5, longest: 200, templates: {} },
        scene.server.owner,
      );
    await until(() => scene.twitch.present('#benchandawl') === 1);
    scene.twitch.refuseLogins('Login unsuccessful');
    scene.twitch.dropConnections();
    await go(scene, evening.showId);
    await scene.pass(12 * SECOND);
    await looked('desk-away', /does not answer/u);
    const page = pageOf('1440');
    await page.getByRole('button', { name: `${w('post.in', { label: 'Twitch' })} ${w('post.done')}` }).click();
    await until(() => [...state().tasks.values()].some((task) => task.target === 'twitch' && task.note === 'hand-posted'));
    const before = scene.twitch.delivered.length;
    scene.twitch.refuseLogins(null);
    await scene.server.done('drop.end', { dropId: state().single('onAir') ?? '' }, scene.server.owner);
    expect(scene.twitch.delivered.length).toBe(before);
  });
});
