import { beforeAll, describe, expect, it, vi } from 'vitest';
import { postedLinks } from '../../../control-panel/desk/posted-links.ts';
import type { ChannelPart, TaskPart } from '../../../server/protocol/parts.ts';

const channel = (id: string, hand: ChannelPart['hand']): ChannelPart => ({
  channel: id,
  label: id,
  hand,
  enabled: true,
  delaySeconds: 4,
  latencies: [],
  templates: {},
  rules: null,
});
const task = (changes: Partial<TaskPart>): TaskPart => ({
  taskId: 't1', kind: 'chat.post', target: 'twitch', title: 'Lamp', state: 'done', dueAt: 1_000, closedAt: 1_200, note: '', text: 'Lamp is open',
  uselessAt: null, dropId: 'd1', template: 'link', receipt: 'sent', onOverlay: false, ...changes,
}); // prettier-ignore
const said = (changes: Partial<TaskPart>) => postedLinks('d1', [task(changes)], [channel('twitch', null)])[0];

beforeAll(() => void vi.stubGlobal('navigator', { language: 'en-IE' }));

describe('where the link stands', () => {
  it.each([
    [{ state: 'waiting', receipt: null, closedAt: null }, /^twitch: at /u, false],
    [{ state: 'taken', receipt: null, closedAt: null }, /going out/u, false],
    [{ receipt: 'sent' }, /posted [\d:]+$/u, false],
    [{ receipt: 'seen' }, /seen in the chat/u, false],
    [{ state: 'failed', receipt: 'limited' }, /too fast/u, true],
    [{ state: 'failed', receipt: 'dropped' }, /not taken/u, true],
    [{ state: 'failed', receipt: 'unsent' }, /not posted/u, true],
    [{ state: 'failed', receipt: null }, /not posted/u, true],
    [{ state: 'unknown', receipt: 'unknown' }, /look whether/u, true],
    [{ state: 'dropped', receipt: null, onOverlay: true }, /not posted/u, true],
  ] as const)('%o: in words', (changes, words, look) => {
    expect(said(changes)).toMatchObject({ text: expect.stringMatching(words), look });
  });

  it('the newest word counts; other drops, other lines, chats by hand and what was called off say nothing', () => {
    const again = task({ taskId: 't2', template: 'link', dueAt: 9_000, receipt: 'seen' });
    expect(postedLinks('d1', [task({ state: 'failed', receipt: 'limited' }), again], [channel('twitch', null)])).toMatchObject([{ look: false }]);
    expect(said({ dropId: 'd2' })).toBeUndefined();
    expect(said({ template: 'stock' })).toBeUndefined();
    expect(said({ state: 'dropped', receipt: null })).toBeUndefined();
    expect(postedLinks('d1', [task({})], [channel('twitch', { longest: 200 })])).toEqual([]);
  });

  it('a link that is not there says that the overlay has it', () => {
    expect(said({ state: 'failed', receipt: 'dropped', onOverlay: true })?.onOverlay).toBe(true);
  });
});
