import { describe, expect, it } from 'vitest';
import { actorOf } from '../../support/shop-world.ts';
import { host, openStall, refusedAs } from '../../support/stall.ts';

const save = (templates: Readonly<Record<string, string>>) =>
  openStall().world.ask('channel.save', { channel: 'toy', enabled: true, delaySeconds: 1, settings: {}, templates }, host);

describe('chat templates', () => {
  it.each(['{constructor}', '{toString}', '{__proto__}', 'Now {lnik}', '{title} {more}'])(
    '%s in the link post is refused, and says what is strange',
    (template) => {
      const answer = save({ link: template });
      expect(refusedAs(answer)).toBe('bad-settings');
      expect(answer).toMatchObject({ refused: { details: { what: expect.stringContaining('link {') } } });
    },
  );
  it('what the kind has, braces of other things and kinds that are none are let be', () => {
    expect(save({ link: '{title} {price} {left} {minutes} {link} {shop}', ended: '{ title } {}', constructor: '{x}' }).ok).toBe(true);
  });
});

describe('the public address', () => {
  const reach = (publicUrl: string | null) => {
    const { world } = openStall();
    return { world, answer: world.ask('shop.reach', { publicUrl }, actorOf('owner', 'ada')) };
  };
  it.each([
    'https://x.example/?a=b',
    'https://x.example/?',
    'https://x.example/shop',
    'https://x.example/#a',
    'https://x.example/#',
    'https://ana:pw@x.example',
  ])('P3 %s is no base of links, and is refused', (publicUrl) => {
    const { answer } = reach(publicUrl);
    expect(refusedAs(answer)).toBe('bad-settings');
    expect(answer).toMatchObject({ refused: { details: { what: publicUrl } } });
  });
  it('P3 an origin is kept as such', () => {
    for (const publicUrl of ['https://X.example', 'https://x.example/', 'https://x.example:443/'])
      expect(reach(publicUrl).world.state.single('publicUrl')).toBe('https://x.example');
    expect(reach('http://192.168.1.7:4700/').world.state.single('publicUrl')).toBe('http://192.168.1.7:4700');
    expect(reach(null).world.state.single('publicUrl')).toBeNull();
  });
});
