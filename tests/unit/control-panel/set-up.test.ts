import { describe, expect, it } from 'vitest';
import { freshHandle } from '../../../control-panel/paper/catalog/variants.ts';
import { isWebAddress, webAddress } from '../../../control-panel/paper/valid.ts';
import { beforeOf, isPassed, nextOf, placeOf, resumeAt, steps, type Step } from '../../../control-panel/setup/steps.ts';

const after = (...done: Step[]): ReadonlySet<Step> => new Set(done);

describe('the first-run way', () => {
  it('leads from step to step, past what is not built in yet, and back', () => {
    const way = [];
    for (let at = placeOf('shop'); at !== null && at !== 'ready'; at = nextOf(at)) way.push(at);
    expect(way).toEqual(steps);
    expect([nextOf('payment'), nextOf('obs'), nextOf('test')]).toEqual(['overlay', 'chat', 'ready']);
    expect([beforeOf('shop'), beforeOf('payment'), beforeOf('obs'), beforeOf('ready')]).toEqual([null, 'reach', 'overlay', 'test']);
    expect([placeOf('obs'), placeOf('ready'), placeOf('elsewhere')]).toEqual(['obs', 'ready', null]);
  });

  it.each<[string, readonly Step[], string]>([
    ['nothing yet', [], 'shop'],
    ['the shop alone', ['shop'], 'products'],
    ['started with an address, which says nothing of how far one came', ['shop', 'reach'], 'products'],
    ['an address before there is a shop', ['reach'], 'shop'],
    ['a product', ['shop', 'products'], 'reach'],
    ['a product, and an address from the start', ['shop', 'products', 'reach'], 'overlay'],
    ['how buyers get in was passed over', ['shop', 'products', 'overlay'], 'chat'],
    ['all but the chat', ['shop', 'products', 'reach', 'overlay', 'test'], 'ready'],
    ['all', [...steps], 'ready'],
  ])('goes on where one was: %s', (_what, done, place) => {
    expect(resumeAt(after(...done))).toBe(place);
  });

  it('knows what was passed over from what is still to come', () => {
    const done = after('shop', 'overlay');
    expect(steps.filter((step) => isPassed(step, done))).toEqual(['products', 'reach']);
  });
});

describe('what a first-timer types', () => {
  it('a second product of the same name does not become the first one', () => {
    const taken = new Set(['blue-mug', 'blue-mug-2']);
    expect(freshHandle('Blue mug', new Set())).toBe('blue-mug');
    expect(freshHandle('Blue mug', taken)).toBe('blue-mug-3');
    expect(freshHandle('…', taken)).toBeNull();
    const long = 'x'.repeat(120);
    expect(freshHandle(long, new Set([freshHandle(long, new Set()) ?? '']))?.length).toBeLessThanOrEqual(100);
  });

  it.each([
    ['shop.example/returns', 'https://shop.example/returns'],
    [' https://shop.example ', 'https://shop.example'],
    ['http://shop.example', 'http://shop.example'],
    ['', ''],
  ])('an address as people write it: “%s”', (typed, meant) => {
    expect(webAddress(typed)).toBe(meant);
    expect(isWebAddress(meant)).toBe(meant !== '');
  });

  it.each(['javascript:alert(1)', 'mailto:nora@clay.example', 'two words'])('is not made an address of: “%s”', (typed) => {
    expect(isWebAddress(webAddress(typed))).toBe(false);
  });
});
