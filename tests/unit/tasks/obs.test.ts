import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { obs as words } from '@locales/en.json';
import { obsTroubles, type ObsHolder } from '@protocol/obs.ts';
import type { ToBridge } from '@protocol/obs-bridge.ts';
import type { ObsAnswer } from '@protocol/obs-link.ts';
import type { ObsBridgeLine } from '../../../server/ports/obs.ts';
import { hasMark } from '../../../server/tasks/obs-mark.ts';
import { obsSeats } from '../../../server/tasks/obs-seats.ts';
import { droppedBetween, readFrames, readOverlays, readScenes } from '../../../server/tasks/obs-sight.ts';
import { codeFault, noteOfFault, spokenCodes, troubleFault } from '../../../server/tasks/obs-words.ts';

describe('bridges in line', () => {
  function rig() {
    const heard: string[] = [];
    let now: string | null = null;
    const seats = obsSeats(
      { up: () => void heard.push('up'), down: (why) => void heard.push(`down ${why}`), event: (name) => void heard.push(name) },
      (line) => void (now = line?.actor.name ?? null),
    );
    const told: Record<string, string> = {};
    const line = (name: string): ObsBridgeLine => ({
      actor: { kind: 'session', id: name, role: 'host', name },
      surface: 'dock',
      origin: 'https://shop.example',
      tell: (message: ToBridge) => void (told[name] = message.tell === 'drive' ? 'drives' : `waits for ${message.holder?.who ?? 'nobody'}`),
      call: async (): Promise<ObsAnswer> => ({ ok: true, data: { by: name } }),
    });
    return { seats, heard, told, line, driver: () => now };
  }
  it('lets one drive, the others in the order in which they came, and tells each who does', async () => {
    const { seats, heard, told, line, driver } = rig();
    seats.drive(true);
    const ana = seats.offer(line('Ana'), false);
    const ben = seats.offer(line('Ben'), false);
    expect([driver(), told]).toEqual(['Ana', { Ana: 'drives', Ben: 'waits for Ana' }]);
    expect(seats.waiting()).toEqual([{ who: 'Ben', surface: 'dock' } satisfies ObsHolder]);
    expect(await seats.call('GetVersion', {})).toEqual({ ok: true, data: { by: 'Ana' } });
    // Only who drives is believed.
    ben.heard({ say: 'down', trouble: 'lost' });
    ana.heard({ say: 'up' });
    expect(heard).toEqual(['up']);
    ben.take();
    expect([driver(), told]).toEqual(['Ben', { Ana: 'waits for Ben', Ben: 'drives' }]);
    ben.leave();
    expect(driver()).toBe('Ana');
    ana.leave();
    expect([driver(), await seats.call('GetVersion', {})]).toEqual([null, { ok: false, why: 'not-sent' }]);
  });
  it('lets nobody drive while OBS is driven otherwise', () => {
    const { seats, told, line, driver } = rig();
    seats.offer(line('Ana'), true);
    expect([driver(), told]).toEqual([null, { Ana: 'waits for nobody' }]);
    seats.drive(true);
    expect(driver()).toBe('Ana');
    seats.drive(false);
    expect([driver(), told['Ana']]).toEqual([null, 'waits for nobody']);
  });
});

describe('words for OBS', () => {
  /** The whole of obs-websocket 5's RequestStatus, but for those of success and of nothing. */
  const codes = [203, 204, 205, 206, 207, 300, 301, 400, 401, 402, 403, 404, 500, 501, 502, 503, 504, 505, 506, 600, 601, 602, 603, 604, 605, 606, 607, 700, 701, 702, 703]; // prettier-ignore
  it('says every code in words with the mend, an unknown one too', () => {
    for (const code of codes) {
      expect(spokenCodes).toContain(code);
      const { note, mend } = codeFault(code, 'No source was found');
      expect(note).not.toMatch(/^code\.|\{/u);
      expect(mend).not.toMatch(/^codeMend\.|\{/u);
    }
    expect(codeFault(999, 'odd').note).toContain('999');
  });
  it('says every trouble in words with the mend', () => {
    for (const trouble of obsTroubles) {
      expect(troubleFault(trouble).note).toBe(words[`trouble.${trouble}`]);
      expect(noteOfFault(troubleFault(trouble))).toContain(words[`trouble.${trouble}`]);
    }
  });
});

describe('what OBS’s answers say', () => {
  const answers: Readonly<Record<string, (data: Readonly<Record<string, unknown>>) => unknown>> = {
    GetSceneList: () => ({ currentProgramSceneName: 'Live', scenes: [{ sceneName: 'Talk' }, { sceneName: 'Frame' }, { sceneName: 'Live' }, 7, {}] }),
    GetInputList: () => ({ inputs: [{ inputName: 'Overlay' }, { inputName: 'Alerts' }] }),
    GetInputSettings: ({ inputName }) => ({
      inputSettings: inputName === 'Overlay' ? { url: 'https://shop.example/overlay/now#key=dc_a.b', width: 1920 } : { url: 'https://alerts.example' },
    }),
    GetSceneItemList: ({ sceneName }) => ({
      sceneItems:
        sceneName === 'Live'
          ? [{ sourceName: 'Frame', sceneItemEnabled: true }]
          : sceneName === 'Frame'
            ? [
                { sourceName: 'Overlay', sceneItemEnabled: true },
                { sourceName: 'Live', sceneItemEnabled: true },
              ]
            : [],
    }),
  };
  const ask = async (request: string, data: Readonly<Record<string, unknown>>): Promise<ObsAnswer> => {
    const answer = answers[request]?.(data);
    return answer === undefined ? { ok: false, why: 'refused', code: 204, comment: '' } : { ok: true, data: answer as Readonly<Record<string, unknown>> };
  };
  it('finds the overlay in scenes within scenes, and never its key', async () => {
    const scenes = await readScenes(ask);
    expect(scenes).toEqual({ current: 'Live', names: ['Live', 'Frame', 'Talk'] });
    const overlays = await readOverlays(ask, 'Live', scenes?.names ?? []);
    expect(overlays).toEqual([{ source: 'Overlay', width: 1920, height: 600, onAir: true }]);
    expect(JSON.stringify(overlays)).not.toContain('dc_');
  });
  it('tells the worst share of dropped frames, and begins anew with an OBS that did', () => {
    const frames = (drawn: number, undrawn: number, sent: number, unsent: number) =>
      readFrames(0, { renderTotalFrames: drawn, renderSkippedFrames: undrawn }, { outputTotalFrames: sent, outputSkippedFrames: unsent });
    expect(droppedBetween(frames(100, 5, 100, 0), frames(1_100, 15, 1_100, 100))).toBe(0.1);
    expect(droppedBetween(frames(1_000, 500, 0, 0), frames(30, 0, 0, 0))).toBe(0);
  });
});

describe('the mark', () => {
  const colours = 'ff00000000ff00ff00ffff00';
  /** As it comes out of OBS: scaled, somewhere, over a picture, as JPEG. */
  async function shot(scale: number, text: string): Promise<Uint8Array> {
    const blocks = [0, 1, 2, 3].map((n) => ({ input: { create: { width: Math.round(48 * scale), height: Math.round(40 * scale), channels: 3 as const, background: `#${text.slice(n * 6, n * 6 + 6)}` } }, left: 60 + Math.round(48 * scale) * n, top: 50 })); // prettier-ignore
    const noise = {
      create: { width: 480, height: 270, channels: 3 as const, background: '#777777', noise: { type: 'gaussian' as const, mean: 120, sigma: 40 } },
    };
    return sharp(noise).composite(blocks).jpeg({ quality: 85 }).toBuffer();
  }
  it('is found at any place and size, and no other one is', async () => {
    for (const scale of [1, 0.5, 0.25]) expect(await hasMark(await shot(scale, colours), colours), String(scale)).toBe(true);
    expect(await hasMark(await shot(1, '00ff00ff0000ffff000000ff'), colours)).toBe(false);
    expect(await hasMark(await shot(1, 'ffffffffffffffffffffffff'), colours)).toBe(false);
    // Two blocks of one colour are one.
    const twice = 'ff0000ff00000000ff00ff00';
    expect(await hasMark(await shot(0.5, twice), twice)).toBe(true);
  });
});
