import { describe, expect, it } from 'vitest';
import { host, openStall, refusedAs } from '../../support/stall.ts';

const save = (templates: Readonly<Record<string, string>>) =>
  openStall().world.ask('channel.save', { channel: 'toy', enabled: true, delaySeconds: 1, settings: {}, templates }, host);

describe('chat templates', () => {
  it.each(['{constructor}', '{toString}', '{__proto__}', 'Now {lnik}', '{title} {more}'])('%s in the link post is refused, and says what is strange', (template) => {
    const answer = save({ link: template });
    expect(refusedAs(answer)).toBe('bad-settings');
    expect(answer).toMatchObject({ refused: { details: { what: expect.stringContaining('link {') } } });
  });
  it('what the kind has, braces of other things and kinds that are none are let be', () => {
    expect(save({ link: '{title} {price} {left} {minutes} {link} {shop}', ended: '{ title } {}', constructor: '{x}' }).ok).toBe(true);
  });
});
