import { describe, expect, it } from 'vitest';
import { coloursOf } from '../../../server/tasks/obs-mark.ts';
import { obsActionOf } from '../../../server/shop/obs-action.ts';
import type { Task } from '../../../server/shop/state.ts';
import { host, openStall, system, type Stall } from '../../support/stall.ts';

const tasks = (stall: Stall): readonly Task[] => [...stall.world.state.tasks.values()].filter((task) => task.kind === 'obs.do');
const asked = (stall: Stall) => tasks(stall).map((task) => ({ ...obsActionOf(task), state: task.state }));
const scene = (name: string) => ({ do: 'scene', scene: name }) as const;
function withObs(): Stall {
  const stall = openStall();
  stall.world.mustAsk('obs.configure', { place: 'bridge', address: '', password: null }, host);
  return stall;
}
/** A drop whose cue switches there and back. */
function planned(stall: Stall, title: string, sku: string, go: string, end: string): string {
  const dropId = stall.plan(title, [[sku, 1]]);
  const cueId = stall.world.state.shows.get(stall.showId)?.cues.find((cue) => cue.dropId === dropId)?.cueId ?? '';
  stall.world.mustAsk('cue.obs', { showId: stall.showId, cueId, go: [scene(go)], end: [scene(end)] }, host);
  return dropId;
}

describe('what a show does in OBS', () => {
  it('E1 a fired drop asks OBS for what its cue says, and its end for the other half', () => {
    const stall = withObs();
    const dropId = planned(stall, 'Lamps', 'A', 'Sell', 'Talk');
    stall.fire(dropId);
    expect(asked(stall)).toEqual([{ ...scene('Sell'), state: 'waiting' }]);
    stall.world.mustAsk('task.take', { taskId: tasks(stall)[0]?.taskId ?? '', until: stall.world.now + 5_000 }, system);
    stall.world.mustAsk('task.close', { taskId: tasks(stall)[0]?.taskId ?? '', attempt: 1, outcome: 'done', note: '', data: {} }, system);
    stall.world.mustAsk('drop.end', { dropId }, host);
    expect(asked(stall)).toEqual([
      { ...scene('Sell'), state: 'done' },
      { ...scene('Talk'), state: 'waiting' },
    ]);
  });
  it('D6 a drop that is called off takes its scene back', () => {
    const stall = withObs();
    const dropId = planned(stall, 'Lamps', 'A', 'Sell', 'Talk');
    stall.fire(dropId);
    stall.world.mustAsk('drop.undo', { dropId }, host);
    // The first was not begun yet: another one chose the scene since.
    expect(asked(stall)).toEqual([
      { ...scene('Sell'), state: 'dropped' },
      { ...scene('Talk'), state: 'waiting' },
    ]);
  });
  it('D8 a drop that another one took off air changes no scene as it ends', () => {
    const stall = withObs();
    const first = planned(stall, 'Lamps', 'A', 'Sell', 'Talk');
    stall.fire(first);
    stall.fire(planned(stall, 'Bags', 'B', 'Close', 'Talk'));
    stall.world.mustAsk('drop.end', { dropId: first }, host);
    expect(asked(stall).map((one) => 'scene' in one && [one.scene, one.state])).toEqual([
      ['Sell', 'dropped'],
      ['Close', 'waiting'],
    ]);
  });
  it('GO of a talk cue does it too, and keeps it when the rundown is arranged anew', () => {
    const stall = withObs();
    const { showId, world } = stall;
    world.mustAsk('rundown.arrange', { showId, cues: [{ kind: 'talk', cueId: null, title: 'Hello', minutes: 2 }] }, host);
    const cueId = world.state.shows.get(showId)?.cues[0]?.cueId ?? '';
    world.mustAsk('cue.obs', { showId, cueId, go: [scene('Talk'), { do: 'replay' }], end: [] }, host);
    world.mustAsk('rundown.arrange', { showId, cues: [{ kind: 'talk', cueId, title: 'Welcome', minutes: 3 }] }, host);
    world.mustAsk('cue.go', { showId, cueId, expectOnAir: null }, host);
    expect(asked(stall).map((one) => one.do)).toEqual(['scene', 'replay']);
    world.mustAsk('cue.obs', { showId, cueId, go: [], end: [] }, host);
    expect(world.state.shows.get(showId)?.cues[0]).not.toHaveProperty('obs');
  });
  it('E2 a scene nobody switched in 10 s is not switched any more', () => {
    const stall = withObs();
    stall.fire(planned(stall, 'Lamps', 'A', 'Sell', 'Talk'));
    stall.later(9_900);
    expect(asked(stall).at(-1)?.state).toBe('waiting');
    stall.later(200);
    expect(tasks(stall).at(-1)).toMatchObject({ state: 'dropped', note: 'too-late' });
  });
  it('asks nothing of an OBS that nobody set up, and takes back what waits when it is switched off', () => {
    const stall = openStall();
    stall.fire(planned(stall, 'Lamps', 'A', 'Sell', 'Talk'));
    expect(tasks(stall)).toEqual([]);
    expect(stall.world.ask('obs.do', { action: scene('Sell') }, host)).toMatchObject({ ok: false, refused: { refused: 'obs-off' } });
    stall.world.mustAsk('obs.configure', { place: 'server', address: 'ws://127.0.0.1:4455', password: null }, host);
    stall.world.mustAsk('overlay.reload', { instance: null }, host);
    stall.world.mustAsk('overlay.reload', { instance: 'one' }, host);
    expect(asked(stall)).toEqual([{ do: 'refresh', state: 'waiting' }]);
    stall.world.mustAsk('obs.configure', { place: 'off', address: '', password: null }, host);
    expect(tasks(stall)[0]).toMatchObject({ state: 'dropped', note: 'obs-off' });
  });
  it('P2 keeps no password: not from the form, and not in an address', () => {
    const stall = openStall();
    for (const address of ['http://127.0.0.1:4455', 'ws://ana:canary@127.0.0.1:4455', 'ws://127.0.0.1:4455/#canary', 'obs'])
      expect(stall.world.ask('obs.configure', { place: 'server', address, password: null }, host)).toMatchObject({
        ok: false,
        refused: { refused: 'bad-settings' },
      });
    stall.world.mustAsk('obs.configure', { place: 'server', address: 'ws://127.0.0.1:4455', password: 'canary' }, host);
    expect(JSON.stringify([stall.world.batches.map((batch) => batch.events), stall.world.state.single('obs')])).not.toContain('canary');
  });
  it('has overlays paint colours that chance chose, each time others', () => {
    const stall = openStall();
    const painted = Array.from({ length: 20 }, () => {
      stall.world.mustAsk('overlay.mark', {}, host);
      return stall.world.state.single('ask')?.colours ?? '';
    });
    for (const colours of painted)
      expect(
        coloursOf(colours)
          .flat()
          .every((part) => part === 0 || part === 255),
      ).toBe(true);
    expect(new Set(painted).size).toBeGreaterThan(3);
  });
});
