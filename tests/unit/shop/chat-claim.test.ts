import { describe, expect, it } from 'vitest';
import { defaultChatRules } from '@protocol/chat-rules.ts';
import type { CommandInput } from '@protocol/commands.ts';
import { SECOND } from '@protocol/time.ts';
import { eventOf } from '../../../server/shop/context.ts';
import { dumpState, newState } from '../../../server/shop/state.ts';
import { evolveBatch, type ShopBatch } from '../../../server/shop/evolve.ts';
import { connectChat, host, openStall, refusedAs, system, type Stall } from '../../support/stall.ts';

type Rules = CommandInput<'channel.rules'>['rules'];
const rules = (changes: Partial<Rules>): Rules => ({
  ...defaultChatRules,
  timers: [],
  aliases: { claim: [], me: [], drop: [], stock: [], buy: [] },
  ...changes,
});
const claim = (stall: Stall, who: string | null, tag: string | null, quantity = 1) =>
  stall.world.ask('chat.claim', { channel: 'toy', viewer: who, tag, quantity }, system);
const holdOf = (stall: Stall, who: string, dropId: string) => stall.world.state.holds.get(stall.world.state.holdOf.get(`${dropId} ${who}`) ?? '');
const said = (stall: Stall) =>
  [...stall.world.state.tasks.values()].filter(
    (task) =>
      task.kind === 'chat.post' && ['claimed', 'claim-no', 'claim-first', 'paired', 'timer'].includes(task.data['template'] ?? '') && task.state === 'waiting',
  );
const open = (perViewer = 2) => {
  const stall = openStall();
  connectChat(stall, 0);
  const dropId = stall.open('First', [['A', 2], ['B', 2], ['C', 1]], perViewer); // prettier-ignore
  return { stall, dropId };
};

describe('claim from chat', () => {
  it('H1 !claim reserves for that viewer, by the same rule as a press; the same again is the same, another line replaces it', () => {
    const { stall, dropId } = open();
    expect(claim(stall, 'ana', 'A1').ok).toBe(true);
    const first = holdOf(stall, 'ana', dropId);
    expect(first).toMatchObject({ lines: [{ sku: 'A', quantity: 1 }], channel: 'toy' });
    const batches = stall.world.batches.length;
    expect(claim(stall, 'ana', 'A1').ok).toBe(true);
    expect(stall.world.batches.length).toBe(batches);
    expect(holdOf(stall, 'ana', dropId)?.holdId).toBe(first?.holdId);
    expect(claim(stall, 'ana', 'A2', 2).ok).toBe(true);
    expect(holdOf(stall, 'ana', dropId)?.lines).toEqual([{ sku: 'B', quantity: 2, price: 900 }]);
    expect([...stall.world.state.holds.values()]).toHaveLength(1);
    expect(stall.drop(dropId).lines.map((line) => line.held)).toEqual([0, 2, 0]);
  });

  it('H1 a press on the page and a claim in the chat are one hold, never two', () => {
    const { stall, dropId } = open(1);
    const holdId = stall.held('ana', dropId, [['A', 1]]);
    claim(stall, 'ana', 'A1');
    expect(holdOf(stall, 'ana', dropId)?.holdId).toBe(holdId);
    claim(stall, 'ana', 'A1', 2);
    expect(holdOf(stall, 'ana', dropId)?.holdId).toBe(holdId);
    expect(said(stall).map((task) => task.data['no'])).toEqual(['limit-reached']);
    // The negative control: two viewers are two holds.
    claim(stall, 'ben', 'A1');
    expect([...stall.world.state.holds.values()]).toHaveLength(2);
  });

  it('a tag of an earlier firing is never a unit of a later one; no tag means the one thing on air', () => {
    const { stall, dropId } = open();
    expect(stall.drop(dropId).letter).toBe('A');
    stall.world.mustAsk('drop.end', { dropId }, host);
    const second = stall.open('Second', [['C', 1]]);
    expect(stall.drop(second).letter).toBe('B');
    claim(stall, 'ana', 'A1');
    expect(stall.world.state.holds.size).toBe(0);
    claim(stall, 'ana', 'B2');
    claim(stall, 'ana', 'Z1');
    expect(stall.world.state.holds.size).toBe(0);
    claim(stall, 'ana', null);
    expect(holdOf(stall, 'ana', second)?.lines[0]?.sku).toBe('C');
  });

  it('D8 the tag of a drop that is still live off the card is still its own', () => {
    const { stall, dropId } = open();
    stall.world.mustAsk('drop.pause', { dropId }, host);
    stall.world.mustAsk('drop.resume', { dropId }, host);
    const other = openStall();
    connectChat(other, 0);
    const a = other.open('A', [['A', 1]]);
    const b = other.open('B', [['B', 1]]);
    claim(other, 'ana', 'A1');
    claim(other, 'ana', 'B1');
    expect([holdOf(other, 'ana', a)?.lines[0]?.sku, holdOf(other, 'ana', b)?.lines[0]?.sku]).toEqual(['A', 'B']);
    // Several lines on air, and none named: nothing is guessed.
    claim(stall, 'ana', null);
    expect(stall.world.state.holds.size).toBe(0);
  });

  it('what stands against it is said once, and one line answers several people', () => {
    const { stall } = open();
    for (const who of ['ana', 'ben', 'cid']) claim(stall, who, 'A3');
    expect(said(stall).map(({ data }) => [data['template'], data['to'] ?? '', data['no'] ?? ''])).toEqual([
      ['claimed', 'ana', ''],
      ['claim-no', '', 'all-held'],
    ]);
    for (const who of ['ben', 'cid']) claim(stall, who, 'A1');
    expect(said(stall).find(({ data }) => data['tag'] === 'A1')?.data['to']).toBe('ben cid');
    expect([...stall.world.state.tasks.values()].filter((task) => task.note === 'joined')).toHaveLength(1);
    stall.later(6 * SECOND);
    claim(stall, 'dan', 'A3');
    expect([...stall.world.state.tasks.values()].filter(({ data }) => data['no'] === 'all-held')).toHaveLength(2);
  });

  it('somebody without a browser is told how, once; a chat that takes no claims says nothing', () => {
    const { stall } = open();
    for (let n = 0; n < 5; n += 1) claim(stall, null, 'A1');
    expect(said(stall).map(({ data }) => data['template'])).toEqual(['claim-first']);
    stall.world.mustAsk('channel.rules', { channel: 'toy', rules: rules({ claims: false }) }, host);
    claim(stall, 'ana', 'A1');
    expect(stall.world.state.holds.size).toBe(0);
  });

  it('D9 while panicking nothing is reserved from the chat and nothing said', () => {
    const { stall } = open();
    stall.world.mustAsk('panic', {}, host);
    claim(stall, 'ana', 'A1');
    stall.world.mustAsk('chat.paired', { channel: 'toy', viewer: 'ana', left: null }, system);
    expect(stall.world.state.holds.size).toBe(0);
    expect(said(stall)).toEqual([]);
  });

  it('L8 events say that a viewer is paired, and nothing of the name; a browser that was left is told', () => {
    const { stall } = open();
    stall.world.mustAsk('chat.paired', { channel: 'toy', viewer: 'ana', left: null }, system);
    const events = stall.world.mustAsk('chat.paired', { channel: 'toy', viewer: 'ben', left: 'ana' }, system);
    expect(eventOf(events, 'ChatParted')).toEqual({ type: 'ChatParted', v: 1, channel: 'toy', viewer: 'ana' });
    expect(eventOf(events, 'ChatPaired')).toEqual({ type: 'ChatPaired', v: 1, channel: 'toy', viewer: 'ben' });
    expect([...stall.world.state.pairedChats.entries()]).toEqual([['ben', ['toy']]]);
    stall.world.ask('chat.parted', { channel: 'toy', viewer: 'ben' }, system);
    stall.world.ask('chat.parted', { channel: 'toy', viewer: 'ben' }, system);
    expect([...stall.world.state.pairedChats.entries()]).toEqual([]);
  });

  it('the answer to !drop names the tags; a chat without claims does not', () => {
    const { stall } = open();
    const answer = () => {
      stall.later(20 * SECOND);
      stall.world.mustAsk('chat.line', { channel: 'toy', text: '!drop', mod: false }, system);
      return [...stall.world.state.tasks.values()].filter((task) => task.data['template'] === 'drop').at(-1)?.data['claim'];
    };
    expect(answer()).toBe('!claim A1 A · A2 B · A3 C');
    stall.world.mustAsk('channel.rules', { channel: 'toy', rules: rules({ claims: false }) }, host);
    expect(answer()).toBe('');
  });

  it('the chat’s own time stands between two answers to questions', () => {
    const { stall } = open();
    stall.world.mustAsk('channel.rules', { channel: 'toy', rules: rules({ chatSeconds: 60 }) }, host);
    const asked = () => stall.world.ask('chat.line', { channel: 'toy', text: '!stock', mod: false }, system);
    const posts = () => [...stall.world.state.tasks.values()].filter((task) => task.data['template'] === 'stock').length;
    asked();
    stall.later(59 * SECOND);
    asked();
    expect(posts()).toBe(1);
    stall.later(2 * SECOND);
    asked();
    expect(posts()).toBe(2);
  });

  it('a repeating line is said in a running show, and one about a drop only while one is on', () => {
    const { stall, dropId } = open();
    const timers = [
      { text: 'Now {title}: {link}', minutes: 5, lines: 3 },
      { text: 'Returns within 30 days', minutes: 5, lines: 3 },
    ];
    stall.world.mustAsk('channel.rules', { channel: 'toy', rules: rules({ timers }) }, host);
    const timer = (n: number) => stall.world.ask('chat.timer', { channel: 'toy', timer: n }, system);
    timer(0);
    timer(2);
    expect(said(stall).map(({ data }) => data['text'])).toEqual(['Now {title}: {link}']);
    stall.world.mustAsk('drop.end', { dropId }, host);
    timer(0);
    timer(1);
    expect(said(stall).map(({ data }) => data['text'])).toEqual(['Returns within 30 days']);
    stall.world.mustAsk('show.end', { showId: stall.showId, endLive: true }, host);
    timer(1);
    expect(said(stall)).toHaveLength(1);
  });

  it('rules that cannot be kept are refused: a word taken twice, a blank that is none, a chat nobody reads', () => {
    const { stall } = open();
    const save = (changes: Partial<Rules>, channel = 'toy') =>
      refusedAs(stall.world.ask('channel.rules', { channel, rules: { ...rules({}), ...changes } }, host));
    const aliases = rules({}).aliases;
    expect(save({ aliases: { ...aliases, claim: ['want'], buy: ['want'] } })).toBe('bad-settings');
    expect(save({ aliases: { ...aliases, claim: ['end'] } })).toBe('bad-settings');
    expect(save({ timers: [{ text: 'Hello {name}', minutes: 5, lines: 3 }] })).toBe('bad-settings');
    expect(save({}, 'other')).toBe('no-such-channel');
    expect(save({ aliases: { ...aliases, claim: ['want'], buy: ['shop'] } })).toBe('accepted');
  });

  it('L9 the events lead to the same state again', () => {
    const { stall } = open();
    for (const who of ['ana', 'ben', 'cid']) claim(stall, who, 'A3');
    stall.world.mustAsk('chat.paired', { channel: 'toy', viewer: 'ana', left: null }, system);
    const again = newState();
    for (const batch of stall.world.batches as readonly ShopBatch[]) evolveBatch(again, batch);
    expect(dumpState(again)).toBe(dumpState(stall.world.state));
  });
});
