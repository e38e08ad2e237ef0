import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test';
import type OBSWebSocket from 'obs-websocket-js/json';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { obs as words } from '@locales/en.json';
import type { ObsAdded } from '@protocol/obs.ts';
import { alias, root } from '../../scripts/surfaces.mjs';
import { buildIfStale } from '../../scripts/build.mjs';
import { makeCaddy, type Caddy } from '../support/caddy.ts';
import { browserLaunch, onlyHere } from '../support/panel-browser.ts';
import { startServer, stockedShop, usual, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';
import { freePort } from '../e2e/support/house.ts';
import { openObs, type RealObs } from './support/real-obs.ts';
import { api, obsTasks, partOf, settled, state } from './support/shop-and-obs.ts';

/**
 * The shop on another machine, behind TLS, and an OBS without the browser plugin beside panels of it. What is this machine to us is the
 * internet to Chromium: it asks before it lets such a page speak to OBS.
 */
const NAME = 'shop.example';
const PASSCODE = 'eight pots and a sofa';
let obs: RealObs;
let look: OBSWebSocket;
let caddy: Caddy;
let server: TestServer;
let browser: Browser;
let script: string;
let showId: string;
/** Everything that panels sent to the shop. */
const sent: string[] = [];
const scenes: string[] = [];

async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'warn',
    resolve: { alias },
    define: { __BUILD__: '"test"' },
    build: { write: false, lib: { entry: fileURLToPath(new URL('support/bridge-page.ts', import.meta.url)), formats: ['iife'], name: 'bridgePage' } },
  });
  const [output] = Array.isArray(built) ? built : [built];
  const code = output !== undefined && 'output' in output ? output.output[0].code : '';
  if (code === '') throw new Error('the bridge was not bundled');
  return code;
}

beforeAll(async () => {
  await buildIfStale(['panel']);
  const port = await freePort();
  caddy = makeCaddy(NAME, await freePort(), port);
  const caddyPort = new URL(caddy.url).port;
  [obs, script, server, browser] = await Promise.all([
    openObs(false),
    bundle(),
    startServer({ ...usual, env: { PORT: String(port), PUBLIC_URL: caddy.url, TRUST_PROXY: '1', OWNER_PASSCODE: PASSCODE, LOG_LEVEL: 'trace' } }),
    chromium.launch({
      ...browserLaunch,
      args: [...browserLaunch.args, `--host-resolver-rules=MAP ${NAME} 127.0.0.1, ${onlyHere}`, `--ip-address-space-overrides=127.0.0.1:${caddyPort}=public`],
    }),
    caddy.start(),
  ]);
  ({ showId } = await stockedShop(server));
  look = await obs.look();
  for (const sceneName of ['Talk', 'Sell']) await look.call('CreateScene', { sceneName });
  await look.call('SetCurrentProgramScene', { sceneName: 'Talk' });
  look.on('CurrentProgramSceneChanged', ({ sceneName }) => scenes.push(sceneName));
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await caddy?.close();
  await obs?.stop();
});

/** A panel by the shop's public name, logged in. */
async function openPanel(): Promise<{ readonly page: Page; readonly context: BrowserContext }> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  page.on('websocket', (socket) => {
    if (socket.url().includes(NAME)) socket.on('framesent', ({ payload }) => sent.push(String(payload)));
  });
  await page.route('**/panel/assets/bridge-test.js', (route) => route.fulfill({ contentType: 'text/javascript', body: script }));
  await page.goto(`${caddy.url}/panel/`);
  const status = await page.evaluate(
    async (passcode) =>
      (await fetch('/api/login', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ passcode }) })).status,
    PASSCODE,
  );
  expect(status).toBe(200);
  await page.addScriptTag({ url: '/panel/assets/bridge-test.js' });
  return { page, context };
}
/** As whoever is asked by Chromium whether this page may answers it. */
async function decide(context: BrowserContext, page: Page, setting: 'granted' | 'denied'): Promise<void> {
  const own = await context.newCDPSession(page);
  const { targetInfo } = await own.send('Target.getTargetInfo');
  const all = await browser.newBrowserCDPSession();
  for (const name of ['local-network-access', 'loopback-network'])
    await all.send('Browser.setPermission', {
      permission: { name },
      setting,
      origin: caddy.url,
      ...(targetInfo.browserContextId === undefined ? {} : { browserContextId: targetInfo.browserContextId }),
    });
}
const drive = (page: Page, surface: 'panel' | 'dock', password = obs.password) =>
  page.evaluate(([how, port, secret]) => window.driveObs(how, port, secret), [surface, Number(new URL(obs.address).port), password] as const);
const view = (page: Page) => page.evaluate(() => window.bridge?.views.at(-1) ?? null);

describe('OBS on another machine than the shop', () => {
  let first: { readonly page: Page; readonly context: BrowserContext };
  let second: { readonly page: Page; readonly context: BrowserContext };

  it('says that nobody passes it on, and what to do about it', async () => {
    await server.done('obs.configure', { place: 'bridge', address: '', password: null }, server.owner);
    await until(() => partOf(server).trouble === 'no-bridge');
    expect(words[`mend.${partOf(server).trouble ?? 'lost'}`]).toContain('npx dropcast bridge');
  });

  it('says so where the browser lets the page not speak to OBS, and drives it from an https origin once it does', async () => {
    first = await openPanel();
    await drive(first.page, 'panel');
    await until(() => partOf(server).trouble === 'blocked');
    await expect.poll(() => view(first.page), { timeout: 30_000 }).toMatchObject({ seat: 'drives', obs: 'down', trouble: 'blocked' });
    await decide(first.context, first.page, 'granted');
    await state(server, 'up');
    expect(partOf(server)).toMatchObject({ place: 'bridge', holder: { surface: 'panel' }, scene: 'Talk', browser: false });
  });

  it('says in words that this OBS has no browser sources (605)', async () => {
    const added = await api<ObsAdded>(server, 'POST', 'overlay', { scene: 'current' });
    expect(added).toMatchObject({ ok: false, code: 605, note: words['code.noKind'], mend: words['codeMend.noKind'] });
    expect((await look.call('GetInputList')).inputs).toHaveLength(0);
  });

  it('is driven by one of two panels, whose name the other one is told; a drop switches the scene once', async () => {
    second = await openPanel();
    await decide(second.context, second.page, 'granted');
    await drive(second.page, 'dock');
    await until(() => partOf(server).waiting.length === 1);
    // The page hears of it a moment after the shop.
    await expect
      .poll(() => view(second.page), { timeout: 30_000 })
      .toMatchObject({ seat: 'waits', holder: { who: partOf(server).holder?.who, surface: 'panel' } });
    const { owner, done } = server;
    const line = { sku: 'LAMP-BRASS', allotted: 3, price: 2400 };
    const { dropId } = await done('drop.plan', { showId, title: 'Lamps', mode: 'hold', lines: [line], minutes: 10, holdSeconds: 300, perViewer: 1 }, owner);
    const cueId = server.started().core.state.shows.get(showId)?.cues[0]?.cueId ?? '';
    await done('cue.obs', { showId, cueId, go: [{ do: 'scene', scene: 'Sell' }], end: [{ do: 'scene', scene: 'Talk' }] }, owner);
    scenes.length = 0;
    await done('drop.fire', { dropId, expectOnAir: null }, owner);
    await until(() => scenes.length > 0);
    await settled(server);
    // Had anybody switched twice, it would stand between these two.
    await done('drop.end', { dropId }, owner);
    await until(() => scenes.at(-1) === 'Talk');
    expect(scenes).toEqual(['Sell', 'Talk']);
    expect(obsTasks(server).map((task) => task.state)).toEqual(['done', 'done']);
  });

  it('is taken over by the other one, and falls back to the first when that one closes', async () => {
    await second.page.evaluate(() => window.bridge?.take());
    await until(() => partOf(server).holder?.surface === 'dock' && partOf(server).state === 'up');
    await until(async () => (await view(first.page))?.seat === 'waits');
    await second.context.close();
    await until(() => partOf(server).holder?.surface === 'panel' && partOf(server).state === 'up');
    const shot = await server.fetch('/api/obs/shot', { headers: { authorization: `Bearer ${server.owner.key}` } });
    expect(shot.status).toBe(200);
  });

  it('comes back by itself after OBS crashed', async () => {
    await obs.kill();
    await until(() => partOf(server).state === 'down');
    await obs.start();
    await state(server, 'up');
    look = await obs.look();
  });

  let terminal: ChildProcess;
  let said = '';
  it('is driven by a terminal, which asks for the password and keeps it', async () => {
    await first.context.close();
    await until(() => partOf(server).trouble === 'no-bridge');
    const { key } = await server.done('key.create', { role: 'producer', name: 'Ana' }, server.owner);
    terminal = spawn(process.execPath, ['--import', 'tsx', 'server/cli/bridge.ts', server.url, key, obs.address], {
      cwd: root,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    terminal.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    terminal.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    terminal.stdin?.write(`${obs.password}\n`);
    await state(server, 'up');
    expect(partOf(server).holder).toEqual({ who: 'Ana', surface: 'terminal' });
    await until(() => said.includes('driven from here'));
    scenes.length = 0;
    look.on('CurrentProgramSceneChanged', ({ sceneName }) => scenes.push(sceneName));
    // Which one a killed OBS comes back with is its own affair.
    for (const scene of ['Talk', 'Sell', 'Talk']) await server.done('obs.do', { action: { do: 'scene', scene } }, server.owner);
    await until(() => scenes.at(-1) === 'Talk');
    const ended = new Promise<void>((resolve) => terminal.once('exit', () => resolve()));
    terminal.kill('SIGTERM');
    await ended;
    await until(() => partOf(server).trouble === 'no-bridge');
  });

  it('leaves the password of OBS on its own machine: the shop never saw it', () => {
    for (const text of [...sent, ...server.logged, said]) expect(text).not.toContain(obs.password);
    expect(sent.length).toBeGreaterThan(5);
  });
});
