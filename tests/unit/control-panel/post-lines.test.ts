import { describe, expect, it } from 'vitest';
import type { ChannelPart, TaskPart } from '@protocol/parts.ts';
import { linesToPost } from '../../../control-panel/desk/post-lines.ts';

const now = 1_000_000;
const byHand = (channel: string): ChannelPart => ({
  channel,
  label: channel,
  hand: { longest: 200 },
  enabled: true,
  delaySeconds: 5,
  latencies: [],
  templates: {},
  rules: null,
});
const bot: ChannelPart = { channel: 'bot', label: 'Bot', hand: null, enabled: true, delaySeconds: 5, latencies: [], templates: {}, rules: null };
let ids = 0;
const task = (target: string, changes: Partial<TaskPart>): TaskPart => ({
  taskId: `t${(ids += 1)}`,
  kind: 'chat.post',
  target,
  title: 'Belt',
  state: 'waiting',
  dueAt: now - 1_000,
  closedAt: null,
  note: '',
  text: 'Belt is open',
  uselessAt: null,
  dropId: null,
  template: null,
  receipt: null,
  onOverlay: false,
  ...changes,
});
const present = (state: 'connected' | 'lost') => [{ channel: 'bot', state, note: '', at: now }];
const seen = (tasks: readonly TaskPart[], channels: readonly ChannelPart[], state: 'connected' | 'lost' = 'connected') =>
  linesToPost(tasks, channels, present(state), now).map((line) => `${line.label} ${line.state}${line.waits === null ? '' : ` +${line.waits}`}`);

describe('lines to post', () => {
  it('in the order of the channels, those that viewers do not see yet among them', () => {
    const tasks = [task('two', {}), task('one', { dueAt: now + 5_000 }), task('other', {})];
    expect(seen(tasks, [byHand('one'), byHand('two')])).toEqual(['one soon', 'two due']);
  });

  it('E2 what was ticked or is of no use any more stays a moment, and only where nothing newer stands', () => {
    const channels = [byHand('one')];
    expect(seen([task('one', { state: 'done', closedAt: now - 1_000 })], channels)).toEqual(['one posted']);
    expect(seen([task('one', { state: 'done', closedAt: now - 5_000 })], channels)).toEqual([]);
    const gone = task('one', { state: 'dropped', closedAt: now - 5_000 });
    expect(seen([gone], channels)).toEqual(['one gone']);
    expect(seen([gone, task('one', {})], channels)).toEqual(['one due']);
    expect(seen([task('one', { state: 'dropped', closedAt: now - 11_000 })], channels)).toEqual([]);
  });

  it('a chat that posts by itself is left alone while it answers, and for a moment after', () => {
    const tasks = [task('bot', { dueAt: now - 6_000 }), task('bot', { dueAt: now - 7_000 })];
    expect(seen(tasks, [bot], 'connected')).toEqual([]);
    expect(seen(tasks, [bot], 'lost')).toEqual(['Bot due +1']);
    expect(seen([task('bot', {})], [bot], 'lost')).toEqual([]);
    expect(seen(tasks, [{ ...bot, enabled: false }], 'lost')).toEqual([]);
    // Not heard yet is not "away".
    expect(linesToPost(tasks, [bot], null, now)).toEqual([]);
  });
});
