import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chat as chatWords, panel as panelWords, server as serverWords } from '@locales/en.json';
import { speaker, type Words } from '@protocol/words.ts';
import { root } from '../../scripts/surfaces.mjs';
import { adapters } from '../../server/edges/adapters.ts';
import { startFakeKick, type FakeKick } from '../support/fake-kick.ts';
import { nowhere } from '../support/nowhere.ts';
import { openBrowser } from '../support/panel-browser.ts';
import { startServer, usual, type TestServer } from '../support/server.ts';
import { shootPart } from '../support/shot.ts';
import { looksWell, openBoth, type SizedPanel } from './support/both-sizes.ts';
import { buildAll } from './support/house.ts';

/** The forms that nobody wrote: what YouTube gives a day, and the way to Kick and back in a real browser. */
const w = speaker(panelWords, 'en');
const c = speaker(chatWords as Words, 'en');
const s = speaker(serverWords, 'en');
const shots = join(root, 'test-results/chat-platforms');
let browser: Browser;
let server: TestServer;
let fake: FakeKick;
let panels: readonly SizedPanel[] = [];
const page = (): Page => {
  const [first] = panels;
  if (first === undefined) throw new Error('no panel');
  return first.page;
};

beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  await buildAll();
  fake = await startFakeKick();
  const servers = { ...nowhere, kickId: fake.idUrl, kick: fake.apiUrl };
  const list = adapters({ twitchIrcUrl: 'ws://127.0.0.1:9', twitchIdUrl: 'http://127.0.0.1:9', twitchApiUrl: null, servers, random: Math.random });
  server = await startServer({ ...usual, deps: { adapters: list } });
  fake.redirect = `${server.url}/api/chats/kick/log-in/back`;
  const { clientId, clientSecret, redirect } = fake;
  await server.started().people.setPasscode('a short sentence');
  await server.done(
    'channel.save',
    { channel: 'kick', enabled: false, delaySeconds: 6, settings: { clientId, clientSecret, redirect }, templates: {} },
    server.owner,
  );
  browser = await openBrowser();
  panels = await openBoth(browser, server);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await fake?.close();
});

const looked = (name: string): Promise<void> => looksWell(panels, shots, name);

describe('chats that are platforms', () => {
  it('each has its form, and YouTube says what a show may cost', async () => {
    for (const { page: each } of panels) {
      await each.goto(`${server.url}/panel/channels`);
      // Kick has an app and is begun; the others wait as a line each.
      await each.getByRole('form', { name: 'Kick' }).waitFor();
    }
    await looked('folded');
    for (const { page: each } of panels) {
      for (const label of ['Twitch', 'YouTube', 'Discord', 'Signed webhook']) await each.getByText(w('channels.connect', { label })).click();
      const box = each.getByRole('region', { name: c('youtube.plan.title', { units: '10,000' }) });
      await box.getByText(c('youtube.plan.lines', { lines: 80, cost: 50 })).waitFor();
      for (const label of ['Discord', 'Kick', 'Signed webhook']) await each.getByRole('form', { name: label }).waitFor();
    }
    await looked('forms');
    await shootPart(page().getByRole('form', { name: 'YouTube', exact: true }), join(shots, 'youtube-1440.png'));
  });

  it('Kick: one is sent there, allows it, and comes back logged in; the panel tells by itself', async () => {
    const form = page().getByRole('form', { name: 'Kick' });
    await form.getByRole('button', { name: w('logIn.connect', { label: 'Kick' }) }).click();
    await form.getByText(w('logIn.there', { label: 'Kick' })).waitFor();
    await looked('there');
    const [popup] = await Promise.all([page().context().waitForEvent('page'), form.getByRole('link', { name: w('logIn.open', { label: 'Kick' }) }).click()]);
    await popup.getByText(s('logIn.back.title')).waitFor();
    await popup.close();
    await page()
      .getByRole('form', { name: 'Kick' })
      .getByText(w('logIn.in', { name: 'lampstall' }))
      .waitFor();
    const lost = await server.fetch('/api/chats/kick/log-in/back?code=x&state=guessed', {});
    expect(lost.status).toBe(409);
    expect((await server.fetch('/api/chats/twitch/log-in/back?code=x&state=guessed', {})).status).toBe(404);
    await looked('in');
  });
});
