import { describe, expect, it } from 'vitest';
import { commands } from '../../../server/protocol/commands.ts';

const title = (text: string): boolean => commands['show.plan'].input.safeParse({ title: text, startsAt: 0, minutes: 5 }).success;

describe('what a person typed', () => {
  it('has a character that is seen', () => {
    for (const text of ['\u{200b}', '\u{200c}\u{200d}', '\u{2060} \u{ad}', '\u{3164}', '\u{2800}', '\u{fe0f}', '\u{308}', '\u{e0067}', ' \u{200b} ']) {
      expect(title(text), JSON.stringify(text)).toBe(false);
      expect(commands['variant.adjust'].input.safeParse({ sku: text, onHand: 1, reason: 'x' }).success).toBe(false);
    }
  });
  it.each(['A', '7', '…', '🏺', '❤\u{fe0f}', '👩\u{200d}👩\u{200d}👧', '水', 'न\u{93f}', '½', '- \u{200b} -'])('%j is seen', (text) => {
    expect(title(text)).toBe(true);
  });
});
