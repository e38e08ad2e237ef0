import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SECOND } from '@protocol/time.ts';
import { buildIfStale } from '../../scripts/build.mjs';
import { root } from '../../scripts/surfaces.mjs';
import { axe } from '../support/axe.ts';
import { openBrowser, openPanel, type PanelPage } from '../support/panel-browser.ts';
import { buy, connectChat, furnish, go, openScene, paint, planEvening, type Evening, type Scene } from '../support/panel-scene.ts';
import { shoot } from '../support/shot.ts';

/** The pages of everyone who helps: a phone, a column in OBS, the person on camera. Every state drawn, looked at, and judged. */
const shots = join(root, 'test-results/crew');
/** What a finger on a phone in one hand hits (LOOK). */
const TARGET = 64;
let scene: Scene;
let browser: Browser;
let unpaint: () => void = () => undefined;
let line: 'open' | 'silent' = 'open';
let pages: readonly (PanelPage & { readonly name: string })[] = [];

const sizes = {
  remote: { width: 390, height: 844 },
  'remote-flat': { width: 844, height: 390 },
  dock: { width: 300, height: 860 },
  stage: { width: 1280, height: 720 },
  'stage-4x3': { width: 1024, height: 768 },
  'stage-tall': { width: 768, height: 1024 },
} as const;
const named = (start: string): (typeof pages)[number] => {
  const found = pages.find(({ name }) => name === start);
  if (found === undefined) throw new Error(`no page ${start}`);
  return found;
};

beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  await buildIfStale(['panel', 'stage']);
  browser = await openBrowser();
  scene = await openScene();
  await furnish(scene);
  unpaint = paint(scene, true);
}, 180_000);
afterAll(async () => {
  unpaint();
  await browser?.close();
  await scene?.close();
});

async function opened(name: keyof typeof sizes): Promise<PanelPage & { readonly name: string }> {
  const one = await openPanel(browser, scene.server, null, sizes[name]);
  await one.page.routeWebSocket(/socket\.io/u, (socket) => {
    const behind = socket.connectToServer();
    behind.onMessage((message) => line === 'open' && socket.send(message));
  });
  return { ...one, name };
}

/** What is smaller than a finger, by its name. */
const small = (page: Page, least: number): Promise<readonly string[]> =>
  page.evaluate((px) => {
    const all = document.querySelectorAll<HTMLElement>('button, a[href], input, select, textarea, summary, [role="tab"]');
    return [...all].flatMap((element) => {
      // A choice is pressed by its label.
      const target = element instanceof HTMLInputElement && element.type === 'radio' ? (element.closest('label') ?? element) : element;
      const { width, height } = target.getBoundingClientRect();
      // A picker of files is pressed by what it is drawn as.
      if (width <= 1 || target.closest('dialog:not([open])') !== null) return [];
      const isCovered = document.querySelector('dialog[open]') !== null && target.closest('dialog[open]') === null;
      return isCovered || (Math.round(width) >= px && Math.round(height) >= px)
        ? []
        : [
            `${target.tagName} "${(target.textContent || target.getAttribute('aria-label') || '').slice(0, 30)}" is ${Math.round(width)} × ${Math.round(height)}`,
          ];
    });
  }, least);

async function judged(what: string, { page, name, broken }: (typeof pages)[number]): Promise<readonly string[]> {
  await page.evaluate(() => document.fonts.ready);
  // What was pressed for the last picture may stand further down: this one begins at the top.
  await page.evaluate(() => document.querySelectorAll('*').forEach((element) => element.scrollTo(0, 0)));
  await shoot(page, join(shots, `${what}-${name}.png`));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  const cut = await page.evaluate(() => {
    // What does not fit its box: on the stage nothing scrolls, so it would not be seen at all.
    const middle = document.querySelector('.stage .middle');
    return middle === null ? 0 : Math.round(middle.scrollHeight - middle.clientHeight);
  });
  return [
    // The same elements at another size have the same names and colours.
    ...(name.includes('-') ? [] : await axe(page)),
    ...(wide > 0 ? [`scrolls ${wide} px sideways`] : []),
    ...(cut > 2 ? [`${cut} px of the middle are cut off`] : []),
    ...(name.startsWith('remote') ? await small(page, TARGET) : name === 'dock' ? await small(page, 24) : []),
    // A line closed from the other side while a ping was on its way: the browser says so, and nothing is wrong.
    ...broken.splice(0).filter((each) => !each.includes('WebSocket is already in CLOSING')),
  ].map((each) => `${name} · ${each}`);
}
/** What stands on every page once each of them shows what it waits for. */
async function state(what: string, sees: { readonly crew: string | RegExp; readonly stage: string | RegExp }): Promise<void> {
  const wrong: string[] = [];
  for (const one of pages) {
    await one.page
      .getByText(one.name.startsWith('stage') ? sees.stage : sees.crew)
      .first()
      .waitFor();
    wrong.push(...(await judged(what, one)));
  }
  expect(wrong).toEqual([]);
}
const ask = (method: string, path: string, body: unknown): Promise<Response> =>
  scene.server.fetch(path, {
    method,
    headers: { authorization: `Bearer ${scene.server.owner.key}`, 'content-type': 'application/json' },
    ...(body === null ? {} : { body: JSON.stringify(body) }),
  });
/** From the panel's code to the page, as somebody with a phone does it. */
async function comeIn(one: (typeof pages)[number], phone: string): Promise<string> {
  const { url, phoneId } = (await (await ask('POST', '/api/phones', { name: phone, origin: null })).json()) as { url: string; phoneId: string };
  await one.page.goto(`${scene.server.url}${new URL(url).pathname}`);
  await one.page.getByRole('heading', { name: phone }).waitFor();
  await one.page.getByRole('button').click();
  await one.page.waitForURL('**/remote');
  return phoneId;
}

describe('coming in', () => {
  it('a phone that scanned nothing is told how', async () => {
    pages = [await opened('remote')];
    await named('remote').page.goto(`${scene.server.url}/remote`);
    await named('remote').page.getByText('scan the code').waitFor();
    expect(await judged('login', { ...named('remote'), name: 'phone' })).toEqual([]);
  });
  it('in the dock one logs in with a key, in the 300 px there are', async () => {
    const dock = await opened('dock');
    await dock.page.goto(`${scene.server.url}/dock`);
    await dock.page.getByLabel('Passcode or key').fill((await scene.server.key('host')).key);
    expect(await judged('login', dock)).toEqual([]);
    await dock.page.getByRole('button', { name: 'Log in' }).click();
    await dock.page.getByText('No show yet').waitFor();
    pages = [...pages, dock];
  });
  it('P1 a phone presses its code once, and is on its page', async () => {
    const flat = await opened('remote-flat');
    await comeIn(named('remote'), 'Ana’s phone');
    await comeIn(flat, 'Bo’s phone');
    pages = [...pages, flat];
  });
  it('P1 the stage is let in by the key in its fragment, which never travels in a request line', async () => {
    const key = (await scene.server.key('stage')).key;
    const asked: string[] = [];
    for (const name of ['stage', 'stage-4x3', 'stage-tall'] as const) {
      const one = await opened(name);
      one.page.on('request', (request) => asked.push(request.url()));
      await one.page.goto(`${scene.server.url}/stage/now#key=${key}`);
      pages = [...pages, one];
    }
    await named('stage').page.getByText('No show planned').waitFor();
    expect(asked.filter((url) => url.includes('dc_'))).toEqual([]);
  });
});

describe('an evening', () => {
  let evening: Evening;
  const done = (...args: Parameters<Scene['server']['done']>) => scene.server.done(...args);
  const { belt, bag } = { belt: () => evening.drops.belt, bag: () => evening.drops.bag };

  it('nothing planned', () => state('nothing', { crew: 'No show yet', stage: 'No show planned' }));
  it('planned', async () => {
    evening = await planEvening(scene);
    await state('planned', { crew: 'Next: Hello', stage: /to the start|past the start/u });
  });
  it('a talk, and the next drop set aside', async () => {
    await go(scene, evening.showId);
    await done('drop.arm', { dropId: belt() }, scene.server.owner);
    await state('talk', { crew: 'Fire “Belt', stage: 'to go' });
  });
  it('D2 opening, with Undo by name', async () => {
    await connectChat(scene, 20);
    const wrong: string[] = [];
    for (const one of pages) {
      // Fired anew for each of them: it lasts 20 s at most.
      await go(scene, evening.showId);
      await one.page
        .getByText(one.name.startsWith('stage') ? 'until it opens' : 'until selling opens')
        .first()
        .waitFor();
      wrong.push(...(await judged('opening', one)));
      await done('drop.undo', { dropId: belt() }, scene.server.owner);
    }
    expect(wrong).toEqual([]);
    await go(scene, evening.showId);
  });
  it('live', async () => {
    await scene.pass(25 * SECOND);
    await state('live', { crew: 'to the end', stage: 'to the end' });
  });
  it('last few', async () => {
    await buy(scene, belt(), 'BELT-S', 2, true);
    await buy(scene, belt(), 'BELT-M', 2, true);
    await state('last-few', { crew: '4 sold', stage: 'left, the last' });
  });
  it('D5 all reserved is not sold out', async () => {
    await buy(scene, belt(), 'BELT-M', 1, false);
    await state('all-reserved', { crew: /may come back in/u, stage: 'All reserved' });
  });
  it('the next one on air, with something reserved and sold, and a word to the camera', async () => {
    await go(scene, evening.showId);
    await scene.pass(25 * SECOND);
    for (let sold = 0; sold < 4; sold += 1) await buy(scene, bag(), 'BAG-BRASS', 2, true);
    await buy(scene, bag(), 'BAG-NICKEL', 2, true);
    await buy(scene, bag(), 'BAG-NICKEL', 2, false);
    await named('remote').page.getByRole('button', { name: 'Show it closer' }).click();
    await state('busy', { crew: /2 being paid for · 10 sold/u, stage: 'Show it closer' });
  });
  it('dialogs of a thumb: more time, units and price, a quick drop', async () => {
    const wrong: string[] = [];
    for (const one of [named('remote'), named('dock')]) {
      for (const [what, press] of [
        ['extend', 'Extend'],
        ['units', 'Brass'],
        ['quick', 'Quick drop'],
      ] as const) {
        await one.page.getByRole('button', { name: press }).first().click();
        await one.page.getByRole('dialog').waitFor();
        wrong.push(...(await judged(`dialog-${what}`, one)));
        await one.page.getByRole('button', { name: 'Close', exact: true }).click();
        await one.page.getByRole('dialog').waitFor({ state: 'detached' });
      }
    }
    expect(wrong).toEqual([]);
  });
  it('paused', async () => {
    await done('stage.say', { text: '' }, scene.server.owner);
    await done('drop.pause', { dropId: bag() }, scene.server.owner);
    await state('paused', { crew: 'paused · the end does not move', stage: 'Nobody can reserve right now' });
  });
  it('D9 everything stopped', async () => {
    await done('drop.resume', { dropId: bag() }, scene.server.owner);
    await done('panic', {}, scene.server.owner);
    await state('panic', { crew: 'All paused, overlay blank', stage: 'Nothing is sold right now' });
    await done('panic.lift', { drops: [{ dropId: bag(), then: 'resume' }] }, scene.server.owner);
  });
  it('V4 the line is lost, told, and healed from without a reload', async () => {
    line = 'silent';
    try {
      await state('lost', { crew: /Not in touch with the server since/u, stage: /Not in touch with the desk/u });
      await named('remote')
        .page.getByText(/looking for the desk/u)
        .waitFor();
    } finally {
      line = 'open';
    }
    for (const { page } of pages) await page.getByText(/Not in touch with/u).waitFor({ state: 'detached' });
  });
  it('over the plan', async () => {
    // Less than ten minutes at a time, or it would be the sleep of the machine (T2).
    for (let passed = 0; passed < 3; passed += 1) await scene.pass(6 * 60 * SECOND);
    await state('over-plan', { crew: 'Nothing is on air', stage: /min over/u });
  });
  it('sold out', async () => {
    await go(scene, evening.showId);
    await scene.pass(25 * SECOND);
    for (let sold = 0; sold < 20; sold += 1) await buy(scene, evening.drops.card, 'CARD-OLIVE', 2, true);
    await state('sold-out', { crew: 'Sold out', stage: 'Sold out' });
  });
  it('D10 a test drop cannot be mistaken', async () => {
    await done('drop.end', { dropId: evening.drops.card }, scene.server.owner);
    const wrong: string[] = [];
    for (const one of pages) {
      // One for each of them: it ends itself after a minute.
      await done('drop.test', { showId: evening.showId }, scene.server.owner);
      await one.page.getByText('This is a test').first().waitFor();
      wrong.push(...(await judged('test', one)));
      await scene.pass(70 * SECOND);
    }
    expect(wrong).toEqual([]);
  });
  it('P1 the show is over: phones are out, the dock stays', async () => {
    await done('show.end', { showId: evening.showId }, scene.server.owner);
    const wrong: string[] = [];
    for (const name of ['remote', 'remote-flat']) {
      await named(name).page.getByRole('heading', { name: 'This phone was let go' }).waitFor();
      wrong.push(...(await judged('over', named(name))));
    }
    for (const [name, text] of [
      ['dock', 'The show is over'],
      ['stage', 'The show is over'],
      ['stage-tall', 'The show is over'],
    ] as const) {
      await named(name).page.getByText(text).first().waitFor();
      wrong.push(...(await judged('over', named(name))));
    }
    expect(wrong).toEqual([]);
  });
  it('P1 a stage whose key was revoked says so', async () => {
    const { parts } = (await (await ask('GET', '/api/state/panel', null)).json()) as { parts: { keys: readonly { keyId: string; role: string }[] } };
    await done('key.revoke', { keyId: parts.keys.find(({ role }) => role === 'stage')?.keyId ?? '' }, scene.server.owner);
    await named('stage').page.getByText('no longer good').waitFor();
    expect(await judged('revoked', named('stage'))).toEqual([]);
  });
});
