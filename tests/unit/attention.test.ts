import { describe, expect, it } from 'vitest';
import { noteAttention } from '../../server/attention.ts';
import type { Core, Outcome } from '../../server/dispatch/core.ts';
import { noSight } from '../../server/dispatch/overlays.ts';
import { createPresence } from '../../server/dispatch/presence.ts';
import { noLog } from '../../server/ports/log.ts';
import { newState } from '../../server/shop/state.ts';

const rig = (answers: Outcome[]) => {
  const noted: unknown[] = [];
  const presence = createPresence(noSight);
  const core: Pick<Core, 'now' | 'state' | 'submit'> = {
    state: newState(),
    now: () => 90_500,
    submit: (_actor, { input }) => {
      noted.push(input);
      return Promise.resolve(answers.shift() ?? { ok: true, seq: 1, result: {} });
    },
  };
  // Only these are asked.
  return { noted, presence, core: core as Core };
};

describe('V5 who looked', () => {
  it('E4 is nothing where nobody did', async () => {
    const { noted, presence, core } = rig([]);
    await noteAttention(core, presence, () => true, 60_000, noLog).stop();
    expect(noted).toEqual([]);
  });
  it('is one event with viewers and clicks, each viewer once for a code', async () => {
    const { noted, presence, core } = rig([]);
    presence.viewerSeen('v1', 90_000);
    for (const viewer of ['v1', 'v1', 'v2']) presence.clicked('abc', viewer);
    await noteAttention(core, presence, () => true, 60_000, noLog).stop();
    expect(noted).toEqual([{ minuteAt: 60_000, viewers: 1, clicks: { abc: 2 } }]);
  });
  it('is told by one of several nodes, and clicks by whoever counted them', async () => {
    const { noted, presence, core } = rig([]);
    presence.viewerSeen('v1', 90_000);
    await noteAttention(core, presence, () => false, 60_000, noLog).stop();
    expect(noted).toEqual([]);
    presence.clicked('abc', 'v1');
    await noteAttention(core, presence, () => false, 60_000, noLog).stop();
    expect(noted).toEqual([{ minuteAt: 60_000, viewers: 0, clicks: { abc: 1 } }]);
  });
  it('L7 what could not be written waits and is added to what comes', async () => {
    const { noted, presence, core } = rig([{ ok: false, refused: { refused: 'try-again', details: {} } }]);
    presence.clicked('abc', 'v1');
    const attention = noteAttention(core, presence, () => true, 5, noLog);
    while (noted.length < 1) await new Promise((resolve) => setTimeout(resolve, 5));
    presence.clicked('abc', 'v2');
    await attention.stop();
    expect(noted.at(-1)).toEqual({ minuteAt: 60_000, viewers: 0, clicks: { abc: expect.any(Number) } });
    expect((noted.slice(1) as { clicks: Record<string, number> }[]).reduce((sum, { clicks }) => sum + (clicks['abc'] ?? 0), 0)).toBe(2);
  });
});
