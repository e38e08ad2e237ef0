import { describe, expect, it } from 'vitest';
import { lineGate, LINES } from '../../../server/tasks/line-gate.ts';

const line = (text: string, mod: boolean) => ({ userId: '1', name: 'Ada', level: mod ? ('mod' as const) : ('viewer' as const), text, mod });

describe('chat lines', () => {
  it('only lines that ask something pass', () => {
    const gate = lineGate();
    expect(gate.admit(line('  !drop ', false), 0)).toBe('!drop');
    for (const text of ['hello', '!', '', 'what about !drop', `!${'x'.repeat(LINES.longest)}`]) expect(gate.admit(line(text, false), 0)).toBeNull();
  });

  it('a flood is cut to a few a second, and a moderator is heard through it', () => {
    const gate = lineGate();
    let passed = 0;
    for (let ms = 0; ms < 10_000; ms += 10) if (gate.admit(line(`!drop ${ms}`, false), ms) !== null) passed += 1;
    expect(passed).toBeLessThanOrEqual(LINES.burst + 10 * LINES.perSecond);
    expect(passed).toBeGreaterThanOrEqual(10 * LINES.perSecond - 1);
    expect(gate.admit(line('!end', true), 10_000)).toBe('!end');
  });

  it('a thousand who ask the same are one question', () => {
    const gate = lineGate();
    expect(Array.from({ length: 1_000 }, () => gate.admit(line('!stock', false), 5)).filter((text) => text !== null)).toEqual(['!stock']);
    expect(gate.admit(line('!stock', false), 5 + LINES.sameWithinMs)).toBe('!stock');
  });
});
