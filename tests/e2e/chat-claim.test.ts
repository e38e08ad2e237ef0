import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { page as pageWords, panel as panelWords } from '@locales/en.json';
import { defaultChatRules } from '@protocol/chat-rules.ts';
import type { CommandInput } from '@protocol/commands.ts';
import { SECOND } from '@protocol/time.ts';
import { speaker } from '@protocol/words.ts';
import { buildIfStale } from '../../scripts/build.mjs';
import { root } from '../../scripts/surfaces.mjs';
import { axe } from '../support/axe.ts';
import { desktop, openBrowser, openPanel, phone } from '../support/panel-browser.ts';
import { connectChat, furnish, openScene, type Scene } from '../support/panel-scene.ts';
import { until } from '../support/until.ts';

/** Claim from chat, from the page's code to the hold's clock on that page, with a chat that Twitch's own words come from. */
const t = speaker(pageWords, 'en');
const w = speaker(panelWords, 'en');
const shots = join(root, 'test-results/chat-claim');
const ROOM = '#benchandawl';
const SOON = { timeout: 20_000 };
const everyone = { mod: false, badges: '' };
let scene: Scene;
let browser: Browser;
let code = '';
let dropId = '';

type Rules = CommandInput<'channel.rules'>['rules'];
const rules = (changes: Partial<Rules>): Promise<unknown> =>
  scene.server.done(
    'channel.rules',
    {
      channel: 'twitch',
      rules: { ...defaultChatRules, personSeconds: 0, timers: [], aliases: { claim: [], me: [], drop: [], stock: [], buy: [] }, ...changes },
    },
    scene.server.owner,
  );
const state = () => scene.server.started().core.state;
const says = (nick: string, text: string, who: { readonly mod: boolean; readonly badges: string } = everyone): void =>
  scene.twitch.say(ROOM, nick, text, { ...who, userId: `7${Array.from(nick).reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 0)}` });
const lastSaid = (): string => scene.twitch.delivered.at(-1)?.text ?? '';
const heardIn = async (text: RegExp): Promise<void> => {
  await expect.poll(() => scene.twitch.delivered.some((message) => text.test(message.text)), SOON).toBe(true);
};

beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  await buildIfStale(['page', 'panel']);
  browser = await openBrowser();
  scene = await openScene();
  await scene.server.started().people.setPasscode('a short sentence');
  scene.twitch.mods.add('benchbot');
  await furnish(scene);
  await connectChat(scene, 0);
  await rules({});
  const { done, owner } = scene.server;
  const { showId } = await done('show.plan', { title: 'Sunday', startsAt: scene.server.started().core.now(), minutes: 60, reach: 'public' }, owner);
  const lines = [
    { sku: 'BELT-S', allotted: 1, price: 6_500 },
    { sku: 'BELT-M', allotted: 5, price: 6_500 },
  ];
  dropId = (await done('drop.plan', { showId, title: 'Belt', mode: 'hold', lines, minutes: 30, holdSeconds: 300, perViewer: 1 }, owner)).dropId;
  const { links } = await done('drop.fire', { dropId, expectOnAir: null }, owner);
  code = links.find((link) => link.channel === 'copy')?.code ?? '';
  await scene.pass(5 * SECOND);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await scene?.close();
});

interface Buyer {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly broken: string[];
}
async function buyer(): Promise<Buyer> {
  const context = await browser.newContext({ viewport: phone, locale: 'en-IE', timezoneId: 'Europe/Dublin', hasTouch: true });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const broken: string[] = [];
  page.on('pageerror', (error) => broken.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') broken.push(message.text());
  });
  await page.goto(`${scene.server.url}/d/${code}`);
  return { page, context, broken };
}
const form = (page: Page) => page.locator('[data-chat]');
async function codeOf(page: Page): Promise<string> {
  await page.getByRole('button', { name: t('chat.open') }).click();
  await form(page).locator('.me').waitFor();
  return (await form(page).locator('.me').innerText()).trim();
}
async function paired(nick: string, who = everyone): Promise<Buyer> {
  const opened = await buyer();
  says(nick, await codeOf(opened.page), who);
  await form(opened.page)
    .getByText(t('chat.paired', { name: nick, chat: 'Twitch' }))
    .waitFor();
  return opened;
}
const yours = (page: Page) => page.locator('[data-my-hold]');
const clock = async (page: Page): Promise<string> => (await yours(page).locator('[data-clock]').innerText()).trim();
const holds = () => [...state().holds.values()].map((hold) => hold.lines.map((line) => `${line.quantity} ${line.sku}`).join());

describe('claim from chat', () => {
  let ana: Buyer;
  let ben: Buyer;

  it('the page shows a short code, and by itself that it is paired once it was typed', async () => {
    ana = await buyer();
    await ana.page.screenshot({ path: join(shots, 'closed.png'), fullPage: true });
    const typed = await codeOf(ana.page);
    expect(typed).toMatch(/^!me [34679CDFHJKMNPQRTWXY]{5}$/u);
    await ana.page.screenshot({ path: join(shots, 'code.png'), fullPage: true });
    expect(await axe(ana.page)).toEqual([]);
    says('eve', '!me 33333');
    says('ana', typed.toLowerCase());
    await form(ana.page)
      .getByText(t('chat.paired', { name: 'ana', chat: 'Twitch' }))
      .waitFor();
    await heardIn(/^@ana: your browser is paired/u);
    await ana.page.screenshot({ path: join(shots, 'paired.png'), fullPage: true });
    expect(await axe(ana.page)).toEqual([]);
    // It is used up: who reads it in the chat gets nothing.
    says('eve', typed);
    says('eve', '!claim A2');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(holds()).toEqual([]);
    await expect(
      form(ana.page)
        .getByText(t('chat.paired', { name: 'ana', chat: 'Twitch' }))
        .count(),
    ).resolves.toBe(1);
  });

  it('H1 !claim A2 reserves in that browser, and the clock of the hold runs on its page', async () => {
    says('ana', '!claim a2');
    await yours(ana.page).waitFor();
    const first = await clock(ana.page);
    expect(first).toMatch(/^[45]:\d\d$/u);
    await expect.poll(() => clock(ana.page), SOON).not.toBe(first);
    await ana.page.screenshot({ path: join(shots, 'reserved.png'), fullPage: true });
    expect(holds()).toEqual(['1 BELT-M']);
    await heardIn(/^@ana: A2 is reserved for you/u);
    await yours(ana.page).click();
    await ana.page.getByRole('heading', { name: t('hold.title') }).waitFor();
    await ana.page.goBack();
  });

  it('H1 the same again, and more than one may have, are no second hold', async () => {
    for (let n = 0; n < 5; n += 1) says('ana', '!claim A2');
    says('ana', '!claim A2 2');
    await heardIn(/@ana that is more than one person can have/u);
    expect(holds()).toEqual(['1 BELT-M']);
  });

  it('a second person has a hold of their own, and it is seen on the other page', async () => {
    ben = await paired('ben');
    says('ben', '!claim A1');
    await yours(ben.page).waitFor();
    expect(holds().sort()).toEqual(['1 BELT-M', '1 BELT-S']);
    await ana.page.locator('[data-line="BELT-S"][data-gone], [data-line="BELT-S"] input:disabled').first().waitFor({ state: 'attached' });
    expect(ana.broken.concat(ben.broken)).toEqual([]);
  });

  it('what is all reserved, or sold out, is said in the chat', async () => {
    const cid = await paired('cid');
    says('cid', '!claim A1');
    await heardIn(/^A1: all reserved right now/u);
    const hold = [...state().holds.values()].find(({ lines }) => lines[0]?.sku === 'BELT-S');
    const cookies = await ben.context.cookies();
    const cookie = `dc_viewer=${cookies.find(({ name }) => name === 'dc_viewer')?.value ?? ''}`;
    await scene.server.done(
      'checkout.start',
      {
        holdId: hold?.holdId ?? '',
        provider: 'later',
        contact: { name: 'Ben', email: 'ben@x.example' },
        delivery: { kind: 'pickup', pickupId: [...state().pickups.values()][0]?.pickupId ?? '' },
        with: null,
      },
      { cookie },
    );
    says('cid', '!claim A1');
    await heardIn(/^A1 is sold out/u);
    expect(await yours(cid.page).isVisible()).toBe(false);
    await cid.context.close();
  });

  it('a claim may be left to moderators', async () => {
    await rules({ claimLevel: 'mods' });
    const dan = await paired('dan');
    says('dan', '!claim A2');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await yours(dan.page).isVisible()).toBe(false);
    says('dan', '!claim A2', { mod: true, badges: 'moderator/1' });
    await yours(dan.page).waitFor();
    await dan.context.close();
    await rules({});
  });

  it('a person waits their own time between two claims; another word does as well', async () => {
    await rules({ personSeconds: 60, aliases: { claim: ['want'], me: [], drop: [], stock: [], buy: [] } });
    const eli = await paired('eli');
    const before = holds().length;
    says('eli', '!want A1');
    says('eli', '!want A2');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(holds()).toHaveLength(before);
    await scene.pass(60 * SECOND);
    says('eli', '!want A2');
    await yours(eli.page).waitFor();
    await eli.context.close();
    await rules({});
  });

  it('!drop names the tags, and somebody without a browser is told how', async () => {
    await scene.pass(10 * SECOND);
    says('flo', '!drop');
    await heardIn(/!claim A1 S · A2 M/u);
    says('flo', '!claim A2');
    await heardIn(/^To claim from here, open https:\/\/drop\.example\/d\//u);
  });

  it('L8 parted by !me off, or by a press, the page says so and the chat can do nothing', async () => {
    says('ana', '!me off');
    await ana.page.getByRole('button', { name: t('chat.open') }).waitFor();
    const count = holds().length;
    const gus = await paired('gus');
    await gus.page.getByRole('button', { name: t('chat.off') }).click();
    await gus.page.getByRole('button', { name: t('chat.open') }).waitFor();
    says('gus', '!claim A2');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(holds()).toHaveLength(count);
    await gus.context.close();
    // Neither name is in what the panel gets, nor in a log.
    const answer = await scene.server.fetch('/api/state/panel', { headers: { authorization: `Bearer ${scene.server.owner.key}` } });
    const panel = await answer.text();
    const logged = scene.server.logged.join('\n');
    for (const name of ['@ana', '@gus', '"ana"', '"gus"']) expect([name, panel.includes(name), logged.includes(name)]).toEqual([name, false, false]);
  });

  it('without script the press leads to a page with the code', async () => {
    const context = await browser.newContext({ viewport: phone, javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${scene.server.url}/d/${code}`);
    await page.getByRole('button', { name: t('chat.open') }).click();
    await page.getByRole('heading', { name: t('chat.open') }).waitFor();
    const typed = (await page.locator('.me').innerText()).trim();
    says('hal', typed);
    await until(() => [...state().pairedChats.values()].length > 0 && lastSaid() !== '');
    await page.screenshot({ path: join(shots, 'no-script.png'), fullPage: true });
    await page.getByRole('link', { name: t('chat.back', { title: 'Belt' }) }).click();
    await page.getByRole('heading', { name: 'Belt' }).waitFor();
    await context.close();
  });

  it('the rules of a chat are a form of the panel, and what cannot be is said beside its field', async () => {
    const wrong: string[] = [];
    for (const size of [desktop, phone]) {
      const { page, broken } = await openPanel(browser, scene.server, scene.server.owner.key, size);
      page.setDefaultTimeout(60_000);
      await page.goto(`${scene.server.url}/panel/channels`);
      const sheet = page.getByRole('form', { name: w('rules.of', { label: 'Twitch' }) });
      await sheet.waitFor();
      await sheet.getByText(w('rules.words')).click();
      await sheet.getByRole('button', { name: w('timer.add') }).click();
      await sheet.getByLabel(w('rules.word', { word: '!claim' })).fill('!want !claim');
      await sheet.getByRole('button', { name: w('save') }).click();
      await sheet.getByText(w('rules.wordWrong')).waitFor();
      await page.evaluate(() => document.fonts.ready);
      await sheet.screenshot({ path: join(shots, `rules-${size.width}.png`) });
      wrong.push(...(await axe(page)), ...broken);
      if ((await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)) > 0) wrong.push(`${size.width} scrolls sideways`);
      await sheet.getByLabel(w('rules.word', { word: '!claim' })).fill('!want, gimme');
      await sheet
        .getByRole('group', { name: w('rules.claimLevel') })
        .getByText(w('rules.level.members'))
        .click();
      await sheet.getByRole('button', { name: w('save') }).click();
      await until(() => state().chatRules.get('twitch')?.claimLevel === 'members');
      expect(state().chatRules.get('twitch')).toMatchObject({ aliases: { claim: ['want', 'gimme'] }, timers: [{ minutes: 10, lines: 20 }] });
      await rules({});
      await page.context().close();
    }
    expect(wrong).toEqual([]);
  });

  it('where the chat is away the page has no word of it', async () => {
    scene.twitch.refuseLogins('Login unsuccessful');
    scene.twitch.dropConnections();
    await expect.poll(async () => (await (await scene.server.fetch(`/d/${code}`)).text()).includes('data-chat='), SOON).toBe(false);
    scene.twitch.refuseLogins(null);
  });
});
