import { describe, expect, it } from 'vitest';
import { defaultChatRules, type ChatRules } from '@protocol/chat-rules.ts';
import { MINUTE, SECOND } from '@protocol/time.ts';
import type { ChatLevel } from '../../../server/ports/chat.ts';
import { lineGate, LINES, WRONG_CODES } from '../../../server/tasks/line-gate.ts';

const rules: ChatRules = defaultChatRules;
const line = (text: string, mod: boolean) => ({ userId: '1', name: 'Ada', level: mod ? ('mod' as const) : ('viewer' as const), text, mod });
const by = (userId: string, text: string, level: ChatLevel = 'viewer') => ({ userId, name: userId, level, text, mod: level === 'mod' || level === 'owner' });

describe('chat lines', () => {
  it('only lines that ask something pass', () => {
    const gate = lineGate();
    expect(gate.admit(line('  !drop ', false), rules, 0)).toEqual({ ask: 'drop' });
    for (const text of ['hello', '!', '', 'what about !drop', `!drop ${'x'.repeat(LINES.longest)}`, '!end'])
      expect(gate.admit(line(text, false), rules, 0)).toBeNull();
  });

  it('a flood is cut to a few a second, and a moderator is heard through it', () => {
    const gate = lineGate();
    const words = ['!drop', '!stock', '!buy'];
    let passed = 0;
    for (let ms = 0; ms < 10_000; ms += 10) if (gate.admit(line(words[(ms / 10) % 3] ?? '', false), rules, ms) !== null) passed += 1;
    expect(passed).toBeLessThanOrEqual(LINES.asks.burst + 10 * LINES.asks.perSecond);
    expect(passed).toBeGreaterThanOrEqual(10);
    expect(gate.admit(line('!end', true), rules, 10_000)).toEqual({ ask: 'end' });
  });

  it('a thousand who ask the same are one question', () => {
    const gate = lineGate();
    expect(Array.from({ length: 1_000 }, () => gate.admit(line('!stock', false), rules, 5)).filter((asked) => asked !== null)).toHaveLength(1);
    expect(gate.admit(line('!stock', false), rules, 5 + LINES.sameWithinMs)).toEqual({ ask: 'stock' });
  });

  it('a hundred people who claim in the same second are a hundred claims, each once', () => {
    const gate = lineGate();
    const claims = (at: number) =>
      Array.from({ length: 100 }, (_, n) => gate.admit(by(`v${n}`, '!claim A1'), rules, at)).filter((asked) => asked !== null).length;
    expect(claims(0)).toBe(100);
    // Each has to wait their own time.
    expect(claims(rules.personSeconds * SECOND - 1)).toBe(0);
    expect(claims(rules.personSeconds * SECOND)).toBe(100);
  });

  it('a flood of questions keeps no claim out', () => {
    const gate = lineGate();
    for (let n = 0; n < 1_000; n += 1) gate.admit(by(`v${n}`, ['!drop', '!stock', '!buy'][n % 3] ?? ''), rules, n);
    expect(gate.admit(by('ana', '!claim A1'), rules, 1_000)).toMatchObject({ ask: 'claim' });
  });

  it('who may claim and who may ask is as the host says', () => {
    const may = (level: ChatLevel, text: string, changes: Partial<ChatRules>): boolean =>
      lineGate().admit(by('x', text, level), { ...rules, ...changes }, 0) !== null;
    const levels = ['viewer', 'member', 'mod', 'owner'] as const;
    expect(levels.map((level) => may(level, '!claim a1', {}))).toEqual([true, true, true, true]);
    expect(levels.map((level) => may(level, '!claim a1', { claimLevel: 'members' }))).toEqual([false, true, true, true]);
    expect(levels.map((level) => may(level, '!claim a1', { claimLevel: 'mods' }))).toEqual([false, false, true, true]);
    expect(levels.map((level) => may(level, '!drop', { askLevel: 'members' }))).toEqual([false, true, true, true]);
    expect(levels.map((level) => may(level, '!end', { askLevel: 'mods' }))).toEqual([false, false, true, true]);
    expect(levels.map((level) => may(level, '!claim a1', { claims: false }))).toEqual([false, false, false, false]);
    expect(may('viewer', '!me K7Q4X', { claims: false })).toBe(false);
    // Whoever wants to be forgotten is.
    expect(may('viewer', '!me off', { claims: false, claimLevel: 'mods', askLevel: 'mods' })).toBe(true);
  });

  it('another word for it is the same', () => {
    const gate = lineGate();
    expect(gate.admit(by('x', '!want a1'), rules, 0)).toBeNull();
    expect(gate.admit(by('x', '!want a1'), { ...rules, aliases: { claim: ['want'] } }, 0)).toEqual({ ask: 'claim', tag: 'A1', quantity: 1 });
  });

  it('somebody who guesses codes is not listened to for ten minutes, and a crowd that guesses not for one', () => {
    const gate = lineGate();
    const guess = (userId: string, at: number): boolean => {
      const admitted = gate.admit(by(userId, '!me 33333'), rules, at) !== null;
      if (admitted) gate.wrongCode(userId, at);
      return admitted;
    };
    expect(Array.from({ length: 10 }, (_, n) => guess('eve', n)).filter(Boolean)).toHaveLength(WRONG_CODES.ofOne);
    expect(guess('eve', 9 * MINUTE)).toBe(false);
    expect(guess('eve', 10 * MINUTE + 10)).toBe(true);
    const crowd = lineGate();
    let let_in = 0;
    for (let n = 0; n < 500; n += 1) {
      const at = 20 * MINUTE + n * 100;
      if (crowd.admit(by(`e${n}`, '!me 33333'), rules, at) === null) continue;
      let_in += 1;
      crowd.wrongCode(`e${n}`, at);
    }
    expect(let_in).toBe(WRONG_CODES.ofAll);
    expect(crowd.admit(by('ana', '!me K7Q4X'), rules, 20 * MINUTE + 50_000 + MINUTE)).toMatchObject({ ask: 'pair' });
  });
});
