import { describe, expect, it } from 'vitest';
import {
  crewStates,
  drawnBy,
  forDocs,
  goodsStates,
  pageStates,
  panelStates,
  platformStates,
  setUpNarrow,
  setUpWide,
  shots,
  tillStates,
} from '../../shots/list.ts';
import { states as overlayStates } from '../../e2e/overlay-states.ts';
import { read } from './sources.ts';

/** The first group of every match in a file, each once. */
const named = (file: string, pattern: RegExp): readonly string[] => [...new Set([...read(file).matchAll(pattern)].map((match) => String(match[1])))];
const sorted = (names: readonly string[]): readonly string[] => [...names].sort();

describe('the list of pictures', () => {
  it('has every state of the overlay, on both canvases and in both themes', () => {
    for (const state of Object.keys(overlayStates)) expect(shots.filter((shot) => shot.surface.startsWith('overlay-') && shot.state === state)).toHaveLength(4);
  });
  it('has every page that a buyer can meet', () => {
    expect(sorted(pageStates)).toEqual(sorted(named('tests/support/storefront-states.ts', /\badd\('([\w-]+)'/gu)));
  });
  it('has every screen of the panel', () => {
    const file = 'tests/e2e/panel-screens.test.ts';
    const looked = named(file, /\bname: '([\w-]+)',/gu);
    const stood = named(file, /(?:await|=>) state\('([\w-]+)'/gu).map((name) => `state-${name}`);
    expect(sorted(panelStates)).toEqual(sorted([...looked, ...stood]));
  });
  it('has every state of the crew’s pages', () => {
    const found = named('tests/e2e/crew-screens.test.ts', /\b(?:state|judged)\('([\w-]+)'/gu);
    const listed = shots.filter(({ surface }) => /^(?:dock|remote|stage)/u.test(surface)).map(({ state }) => state);
    for (const name of found) expect(listed).toContain(name);
    for (const name of crewStates) expect(found).toContain(name);
  });
  it('has what is looked at on the till', () => {
    for (const name of named('tests/e2e/till.test.ts', /\blook\('([\w-]+)'\)/gu)) expect(tillStates).toContain(name);
  });
  it('has every step of the set-up', () => {
    const file = 'tests/e2e/first-timer.test.ts';
    const found = [...named(file, /\bseen\('([\w-]+)'\)/gu), ...named(file, /judged\(\w+, '([\w-]+)'\)/gu)];
    for (const name of found) expect([...setUpWide, ...setUpNarrow]).toContain(name);
  });
  it('has the forms of the platforms', () => {
    expect(sorted(platformStates)).toEqual(sorted(named('tests/e2e/chat-platforms.test.ts', /\blooked\('([\w-]+)'\)/gu)));
  });
  it('has every screen of a shop that sells in earnest', () => {
    expect(sorted(goodsStates)).toEqual(sorted(named('tests/shots/panel-goods.test.ts', /\bname: '([\w-]+)',/gu)));
  });
  it('names each picture once, and for the documents only what is in it', () => {
    const files = shots.map((shot) => shot.file);
    expect(new Set(files).size).toBe(files.length);
    for (const { file } of Object.values(forDocs)) expect(files).toContain(file);
    expect(new Set(drawnBy).size).toBe(drawnBy.length);
  });
});
