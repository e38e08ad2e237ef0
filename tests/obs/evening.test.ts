import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import type OBSWebSocket from 'obs-websocket-js/json';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ObsAdded, ObsChecked, ObsFault, ObsFound, ObsScenes } from '@protocol/obs.ts';
import { buildIfStale } from '../../scripts/build.mjs';
import { openBrowser } from '../support/panel-browser.ts';
import { startServer, stockedShop, usual, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';
import { feedBrowser, type BrowserFeed } from './support/browser-feed.ts';
import { CANVAS, openObs, type RealObs } from './support/real-obs.ts';
import { api, difference, obsTasks, painted, partOf, picture, settled, state } from './support/shop-and-obs.ts';

/** An OBS on the server's own machine, from set-up to a crash in mid-drop. One evening: each step stands on the one before. */
let obs: RealObs;
let look: OBSWebSocket;
let server: TestServer;
let browser: Browser;
let feed: BrowserFeed;
let showId: string;
const SOURCE = 'Dropcast overlay';

beforeAll(async () => {
  await buildIfStale(['overlay']);
  [obs, server, browser] = await Promise.all([openObs(true), startServer({ ...usual, env: { LOG_LEVEL: 'trace' } }), openBrowser()]);
  feed = feedBrowser(browser, obs.pixels, SOURCE);
  ({ showId } = await stockedShop(server));
  look = await obs.look();
});
afterAll(async () => {
  await feed?.stop();
  await browser?.close();
  await server?.stop();
  await obs?.stop();
});

/** A drop with what it does in OBS. */
async function planDrop(title: string, go: string, end: string): Promise<string> {
  const { owner, done } = server;
  const line = { sku: 'LAMP-BRASS', allotted: 3, price: 2400 };
  const { dropId } = await done('drop.plan', { showId, title, mode: 'hold', lines: [line], minutes: 10, holdSeconds: 300, perViewer: 1 }, owner);
  const cueId =
    server
      .started()
      .core.state.shows.get(showId)
      ?.cues.find((cue) => cue.dropId === dropId)?.cueId ?? '';
  await done('cue.obs', { showId, cueId, go: [{ do: 'scene', scene: go }], end: [{ do: 'scene', scene: end }] }, owner);
  return dropId;
}
const fire = (dropId: string) => server.done('drop.fire', { dropId, expectOnAir: server.started().core.state.single('onAir') }, server.owner);
const sceneOnAir = async (): Promise<string> => (await look.call('GetCurrentProgramScene')).currentProgramSceneName;
/** Somebody buys: reserved at once, whatever OBS does. */
async function reserves(dropId: string): Promise<void> {
  await until(() => server.started().core.now() >= (server.started().core.state.drops.get(dropId)?.opensAt ?? 0));
  const answer = await server.command('hold.place', { dropId, lines: [{ sku: 'LAMP-BRASS', quantity: 1 }] }, server.viewer());
  expect(answer).toMatchObject({ ok: true });
}

describe('OBS beside the shop', () => {
  it('is found, and wants a password; a wrong one is said in words', async () => {
    expect(await api<ObsFound>(server, 'POST', 'find', { address: obs.address })).toEqual({ ok: true, address: obs.address, password: true });
    expect(await api<ObsFound>(server, 'POST', 'find', { address: 'ws://127.0.0.1:9' })).toEqual({ ok: false, trouble: 'unreachable' });
    expect(await api<ObsFound>(server, 'POST', 'find', { address: server.url.replace('http', 'ws') })).toEqual({ ok: false, trouble: 'not-obs' });
    for (const [password, trouble] of [
      ['', 'no-password'],
      ['canary-wrong-password', 'password'],
    ] as const) {
      await server.done('obs.configure', { place: 'server', address: obs.address, password }, server.owner);
      await until(() => partOf(server).trouble === trouble);
    }
    const { note, mend } = await api<ObsFault>(server, 'POST', 'overlay', { scene: 'current' });
    expect(`${note} ${mend}`).toContain('Show Connect Info');
  });

  it('is driven: what stands in it is on the desk', async () => {
    await look.call('CreateScene', { sceneName: 'Talk' });
    await look.call('CreateScene', { sceneName: 'Sell' });
    await look.call('SetCurrentProgramScene', { sceneName: 'Sell' });
    await server.done('obs.configure', { place: 'server', address: obs.address, password: obs.password }, server.owner);
    await state(server, 'up');
    expect(partOf(server)).toMatchObject({
      place: 'server',
      trouble: null,
      canvas: CANVAS,
      scene: 'Sell',
      streaming: false,
      recording: false,
      browser: true,
      overlays: [],
    });
    expect(partOf(server).scenes).toEqual(expect.arrayContaining(['Talk', 'Sell']));
    await look.call('StartRecord');
    await until(() => partOf(server).recording);
    await look.call('StopRecord');
    await until(() => !partOf(server).recording);
  });

  it('gets the overlay at canvas size, once, and the mark it paints is found in OBS’s own picture', async () => {
    const added = await api<ObsAdded>(server, 'POST', 'overlay', { scene: 'current' });
    expect(added).toEqual({ ok: true, scene: 'Sell', source: SOURCE, ...CANVAS });
    expect(await api<ObsAdded>(server, 'POST', 'overlay', { scene: 'current' })).toEqual(added);
    expect((await look.call('GetInputList', { inputKind: 'browser_source' })).inputs).toHaveLength(1);
    expect((await look.call('GetSceneItemList', { sceneName: 'Sell' })).sceneItems).toHaveLength(1);
    await until(() => server.started().presence.parts(server.started().core.now()).overlays.length === 1);
    expect(await api<ObsChecked>(server, 'POST', 'check')).toEqual({ ok: true, seen: 'on-air' });
    expect(partOf(server).overlays).toEqual([{ source: SOURCE, ...CANVAS, onAir: true }]);
    await look.call('SetCurrentProgramScene', { sceneName: 'Talk' });
    expect(await api<ObsChecked>(server, 'POST', 'check')).toEqual({ ok: true, seen: 'source' });
    await until(() => partOf(server).overlays[0]?.onAir === false);
    const { scenes } = await api<ObsScenes>(server, 'GET', 'scenes');
    expect(scenes.find(({ scene }) => scene === 'Sell')).toEqual({ scene: 'Sell', sources: [{ source: SOURCE, shown: true }] });
  });

  it('stands in a scene of its own where that was chosen, with the same source', async () => {
    expect(await api<ObsAdded>(server, 'POST', 'overlay', { scene: 'own' })).toEqual({ ok: true, scene: 'Dropcast', source: SOURCE, ...CANVAS });
    expect((await look.call('GetInputList', { inputKind: 'browser_source' })).inputs).toHaveLength(1);
    await look.call('RemoveScene', { sceneName: 'Dropcast' });
  });

  let first: string;
  it('switches the scene when a drop is fired, and the drop’s pixels are in OBS’s programme', async () => {
    first = await planDrop('Brass lamps', 'Sell', 'Talk');
    expect(painted(await picture(look, null))).toBe(0);
    await fire(first);
    await until(async () => (await sceneOnAir()) === 'Sell');
    await settled(server);
    expect(obsTasks(server).map((task) => task.state)).toEqual(['done']);
    await reserves(first);
    // The card stands still, and OBS shows what the overlay's page shows, pixel for pixel.
    await until(async () => {
      const programme = await picture(look, null);
      const frame = readFileSync(join(obs.pixels, 'Dropcast_overlay.frame')).subarray(16);
      const page = Buffer.from(frame.filter((_, at) => at % 4 !== 3));
      return painted(programme) > 0.05 && difference(programme.data, page) < 1;
    });
    const shot = await server.fetch('/api/obs/shot', { headers: { authorization: `Bearer ${server.owner.key}` } });
    expect(shot.headers.get('content-type')).toBe('image/jpeg');
    expect((await shot.arrayBuffer()).byteLength).toBeGreaterThan(2_000);
    expect((await server.fetch('/api/obs/shot')).status).toBe(401);
  });

  it('presses “refresh” where the overlay is to load anew, and says what a cue named wrongly', async () => {
    const before = feed.refreshed();
    await server.done('overlay.reload', { instance: null }, server.owner);
    await until(() => feed.refreshed() > before);
    await server.done('obs.do', { action: { do: 'hide', scene: 'Sell', source: SOURCE } }, server.owner);
    await until(() => partOf(server).overlays[0]?.onAir === false);
    await server.done('obs.do', { action: { do: 'show', scene: 'Sell', source: SOURCE } }, server.owner);
    await until(() => partOf(server).overlays[0]?.onAir === true);
    await server.done('obs.do', { action: { do: 'scene', scene: 'Renamed' } }, server.owner);
    await server.done('obs.do', { action: { do: 'replay' } }, server.owner);
    await settled(server);
    const [scene, replay] = obsTasks(server).slice(-2);
    expect(scene).toMatchObject({ state: 'failed', note: expect.stringContaining('choose it again in the plan') });
    expect(replay).toMatchObject({ state: 'failed', note: expect.stringMatching(/replay/iu) });
  });

  it('goes back to the scene of before when the drop is over', async () => {
    await server.done('drop.end', { dropId: first }, server.owner);
    await until(async () => (await sceneOnAir()) === 'Talk');
  });
});

describe('OBS in trouble, in mid-drop', () => {
  let dropId: string;
  it('frozen: selling goes on, the desk says so, and after it thawed it is driven again', async () => {
    dropId = await planDrop('Frozen lamps', 'Sell', 'Talk');
    obs.freeze();
    await fire(dropId);
    await reserves(dropId);
    await until(() => partOf(server).state === 'down');
    expect(partOf(server).trouble).toBe('silent');
    // Asked, and not answered: whether it happened nobody knows, and that is what it says.
    await settled(server);
    expect(obsTasks(server).at(-1)).toMatchObject({ state: 'unknown', note: 'no-answer' });
    obs.thaw();
    await state(server, 'up');
    look = await obs.look();
    // Whether it had heard is its own affair; whoever looks at it presses again.
    await server.done('task.repeat', { taskId: obsTasks(server).at(-1)?.taskId ?? '' }, server.owner);
    await until(async () => (await sceneOnAir()) === 'Sell');
    await server.done('drop.end', { dropId }, server.owner);
    await until(async () => (await sceneOnAir()) === 'Talk');
  });

  it('killed: selling goes on, and a scene whose moment passed is not switched when it is back', async () => {
    await obs.kill();
    await until(() => partOf(server).state === 'down');
    expect(['lost', 'unreachable']).toContain(partOf(server).trouble);
    dropId = await planDrop('Lost lamps', 'Sell', 'Talk');
    await fire(dropId);
    await reserves(dropId);
    await settled(server);
    expect(obsTasks(server).at(-1)).toMatchObject({ state: 'dropped', note: 'too-late' });
    await obs.start();
    await state(server, 'up');
    // Asked for again by hand, now that it is there.
    await server.done('task.repeat', { taskId: obsTasks(server).at(-1)?.taskId ?? '' }, server.owner);
    look = await obs.look();
    await until(async () => (await sceneOnAir()) === 'Sell');
  });

  it('closed and opened anew within a moment: the scene that waited is switched', async () => {
    await server.done('drop.end', { dropId }, server.owner);
    await settled(server);
    await obs.quit();
    await until(() => partOf(server).state === 'down');
    dropId = await planDrop('Back again', 'Sell', 'Talk');
    const starting = obs.start();
    await fire(dropId);
    await reserves(dropId);
    await starting;
    look = await obs.look();
    await until(async () => (await sceneOnAir()) === 'Sell');
    await until(() => partOf(server).overlays[0]?.onAir === true);
  });

  it('P2 neither the password of OBS nor a key stands in a log, an address, a Referer or an error; OBS’s file has the overlay’s key in its fragment alone', async () => {
    const settings = (await look.call('GetInputSettings', { inputName: SOURCE })).inputSettings as { readonly url: string };
    const key = /#key=(dc_[\w.-]+)/u.exec(settings.url)?.[1] ?? '';
    expect(key).not.toBe('');
    const secrets = [key, server.owner.key, obs.password, 'canary-wrong-password'];
    for (const line of server.logged) for (const secret of secrets) expect(line).not.toContain(secret);
    for (const { url, referer } of feed.requests) {
      for (const secret of secrets) expect(referer).not.toContain(secret);
      // Chromium tells us of the fragment too; it is what travels that counts.
      for (const secret of secrets) expect(url.split('#')[0]).not.toContain(secret);
    }
    const events = JSON.stringify([...(await readAll())]);
    for (const secret of secrets) expect(events).not.toContain(secret);
    const snapshot = await (await server.fetch('/api/state/panel', { headers: { authorization: `Bearer ${server.owner.key}` } })).text();
    for (const secret of secrets) expect(snapshot).not.toContain(secret);
    expect(JSON.stringify(partOf(server))).not.toContain(key);
    await obs.quit();
    const written = obs.written();
    for (const [path, text] of Object.entries(written)) {
      // Its own settings have its own password, of course.
      for (const secret of [server.owner.key, 'canary-wrong-password', ...(path.endsWith('global.ini') ? [] : [obs.password])])
        expect(text, path).not.toContain(secret);
      const bare = text.replaceAll(`#key=${key}`, '#key=…');
      expect(bare, path).not.toContain(key);
    }
    expect(Object.values(written).some((text) => text.includes(`/overlay/now#key=${key}`))).toBe(true);
  });
  const readAll = async (): Promise<readonly unknown[]> => {
    const { core } = server.started();
    return [...core.state.tasks.values(), core.state.single('obs'), core.state.single('log'), [...core.state.keys.values()]];
  };
});
