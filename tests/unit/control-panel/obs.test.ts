import { describe, expect, it } from 'vitest';
import { obsTroubles, type ObsPart } from '@protocol/obs.ts';
import { commands } from '@protocol/commands.ts';
import { obsHealth } from '../../../control-panel/desk/health.ts';
import { actionOf, draftsOf, emptyDraft, withKind } from '../../../control-panel/obs/action-draft.ts';
import { readMachine } from '../../../control-panel/obs/machine.ts';
import { droppedText } from '../../../control-panel/obs/obs-text.ts';

const up: ObsPart = {
  place: 'bridge',
  state: 'up',
  trouble: null,
  since: 0,
  holder: { who: 'Ana', surface: 'dock' },
  waiting: [],
  version: '31.0.0',
  canvas: { width: 1920, height: 1080 },
  scene: 'Table cam',
  scenes: ['Table cam', 'Talk'],
  streaming: false,
  recording: false,
  replay: null,
  dropped: 0,
  browser: true,
  overlays: [],
};

describe('OBS on the desk', () => {
  it('says the scene on air, whether it goes out, and who drives it', () => {
    expect(obsHealth(up)).toMatchObject({ state: 'Table cam, not streaming', look: false, text: 'OBS is driven by Ana’s dock.' });
    expect(obsHealth({ ...up, streaming: true }).state).toBe('Table cam, streaming');
    expect(obsHealth({ ...up, streaming: true, recording: true }).state).toBe('Table cam, streaming and recording');
    expect(obsHealth({ ...up, scene: 'A scene with a name as long as a song' }).state).toBe('A scene with a name…, not streaming');
  });
  it('not heard yet and not set up want no look', () => {
    expect(obsHealth(null).look).toBe(false);
    expect(obsHealth({ ...up, place: 'off', state: 'off', holder: null })).toMatchObject({ state: 'not set up', look: false });
  });
  it.each(obsTroubles)('“%s” wants a look, in words of its own and with what to do', (trouble) => {
    const health = obsHealth({ ...up, state: 'down', trouble });
    expect(health.look).toBe(true);
    expect(health.text).not.toMatch(/trouble\.|mend\./u);
    expect(health.text.split('. ').length).toBeGreaterThan(1);
  });
  it('dropped frames and a missing plugin want a look', () => {
    expect(obsHealth({ ...up, dropped: 0.07 })).toMatchObject({ state: '7 % dropped', look: true });
    expect(obsHealth({ ...up, browser: false }).look).toBe(true);
    expect(obsHealth({ ...up, dropped: 0.001 }).look).toBe(false);
    expect([droppedText(0), droppedText(0.001)]).toEqual(['none dropped', '<1 % dropped']);
  });
});

describe('what a cue does in OBS, while it is put together', () => {
  it('keeps what was chosen when its kind changes, and is none while something is missing', () => {
    const chosen = { ...emptyDraft, scene: 'Table cam', source: 'Overlay' };
    expect(actionOf(emptyDraft)).toBeNull();
    expect(actionOf(chosen)).toEqual({ do: 'scene', scene: 'Table cam' });
    expect(actionOf(withKind(chosen, 'hide'))).toEqual({ do: 'hide', scene: 'Table cam', source: 'Overlay' });
    expect(actionOf(withKind({ ...chosen, source: ' ' }, 'show'))).toBeNull();
    expect(actionOf(withKind(chosen, 'replay'))).toEqual({ do: 'replay' });
    expect(withKind(chosen, 'something else')).toBe(chosen);
  });
  it('comes back as it was kept, and passes the door', () => {
    const go = [{ do: 'scene', scene: 'Talk' }, { do: 'show', scene: 'Talk', source: 'Card' }, { do: 'replay' }] as const;
    const drafted = draftsOf(go).map(actionOf);
    expect(drafted).toEqual(go);
    expect(commands['cue.obs'].input.safeParse({ showId: 's', cueId: 'c', go: drafted, end: [] }).success).toBe(true);
  });
});

describe('what a machine keeps of its OBS', () => {
  it('anything else than what was written here is nothing', () => {
    const kept = { isBridge: true, port: 4466, password: 'a b' };
    expect(readMachine(JSON.stringify(kept))).toEqual(kept);
    for (const text of [null, '', '{', '[]', 'null', '{"isBridge":true}', JSON.stringify({ ...kept, port: 0 }), JSON.stringify({ ...kept, password: 1 })])
      expect(readMachine(text)).toEqual({ isBridge: false, port: 4455, password: '' });
  });
});
