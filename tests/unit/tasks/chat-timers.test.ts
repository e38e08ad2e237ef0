import { describe, expect, it } from 'vitest';
import { defaultChatRules } from '@protocol/chat-rules.ts';
import { MINUTE, SECOND } from '@protocol/time.ts';
import { chatTimers } from '../../../server/tasks/chat-timers.ts';

const rules = {
  ...defaultChatRules,
  timers: [
    { text: 'a', minutes: 5, lines: 3 },
    { text: 'b', minutes: 1, lines: 0 },
  ],
};

describe('repeating lines', () => {
  it('wait for their minutes and for the chat to move, and begin anew once said', () => {
    const timers = chatTimers();
    const only = { ...rules, timers: rules.timers.slice(0, 1) };
    expect(timers.due(only, 0)).toBeNull();
    expect(timers.due(only, 5 * MINUTE)).toBeNull();
    for (let n = 0; n < 2; n += 1) timers.moved();
    expect(timers.due(only, 6 * MINUTE)).toBeNull();
    timers.moved();
    expect(timers.due(only, 6 * MINUTE)).toBe(0);
    timers.ended(0, true, 6 * MINUTE);
    for (let n = 0; n < 9; n += 1) timers.moved();
    expect(timers.due(only, 10 * MINUTE)).toBeNull();
    expect(timers.due(only, 11 * MINUTE)).toBe(0);
  });

  it('one that could not be said keeps its turn, and looks again in a while', () => {
    const timers = chatTimers();
    timers.due(rules, 0);
    expect(timers.due(rules, MINUTE)).toBe(1);
    timers.ended(1, false, MINUTE);
    expect(timers.due(rules, MINUTE + SECOND)).toBeNull();
    expect(timers.due(rules, MINUTE + 10 * SECOND)).toBe(1);
  });

  it('changed rules count from the change', () => {
    const timers = chatTimers();
    timers.due(rules, 0);
    const changed = { ...rules, timers: [{ text: 'c', minutes: 1, lines: 0 }] };
    expect(timers.due(changed, 10 * MINUTE)).toBeNull();
    expect(timers.due(changed, 11 * MINUTE)).toBe(0);
    expect(timers.due(defaultChatRules, 20 * MINUTE)).toBeNull();
  });
});
