import { describe, expect, it } from 'vitest';
import { createBridge, isAllowed, NOT_ON_THE_LIST, whyBarred, type BridgeView, type FromBridge } from '@protocol/obs-bridge.ts';
import type { ObsLinkEvents } from '@protocol/obs-link.ts';

/** A bridge between a pretended server and a pretended OBS. */
function rig(refused: string | null = null) {
  const said: FromBridge[] = [];
  const asked: string[] = [];
  const views: BridgeView[] = [];
  let events: ObsLinkEvents | null = null;
  let open = 0;
  const bridge = createBridge({
    surface: 'dock',
    origin: null,
    open: (to) => {
      events = to;
      open += 1;
      return {
        call: async (request) => {
          asked.push(request);
          return { ok: true, data: {} };
        },
        close: () => void (open -= 1),
      };
    },
    say: async (message) => {
      said.push(message);
      return message.say === 'offer' ? refused : null;
    },
    changed: (view) => void views.push(view),
  });
  return { bridge, said, asked, views, events: () => events, open: () => open };
}

describe('the bridge', () => {
  it('opens OBS only while it drives, and lets go when another one does or the line breaks', async () => {
    const { bridge, said, open, events } = rig();
    bridge.lineUp();
    expect(said).toEqual([{ say: 'offer', surface: 'dock', take: false, origin: null }]);
    expect(open()).toBe(0);
    expect(await bridge.call('GetVersion', {})).toEqual({ ok: false, why: 'not-sent' });
    bridge.told({ tell: 'drive' });
    bridge.told({ tell: 'drive' });
    expect(open()).toBe(1);
    events()?.up();
    events()?.event('ExitStarted', {});
    expect(said.slice(1)).toEqual([{ say: 'up' }, { say: 'event', event: 'ExitStarted', data: {} }]);
    expect(bridge.view()).toMatchObject({ seat: 'drives', obs: 'up' });
    bridge.told({ tell: 'rest', holder: { who: 'Ana', surface: 'panel' } });
    expect(open()).toBe(0);
    expect(bridge.view()).toMatchObject({ seat: 'waits', holder: { who: 'Ana', surface: 'panel' }, obs: 'off' });
    bridge.told({ tell: 'drive' });
    bridge.lineDown();
    expect(open()).toBe(0);
    expect(bridge.view().seat).toBe('away');
  });
  it('says in the server’s words why it is not wanted', async () => {
    const { bridge } = rig('This shop’s own computer drives OBS.');
    bridge.take();
    await Promise.resolve();
    await Promise.resolve();
    expect(bridge.view()).toMatchObject({ seat: 'refused', note: 'This shop’s own computer drives OBS.' });
  });
  it('P1 passes on what a shop needs of OBS and nothing else', async () => {
    const { bridge, asked } = rig();
    bridge.told({ tell: 'drive' });
    const url = 'http://127.0.0.1:4700/overlay/now#key=k';
    const input = { sceneName: 'Live', inputName: 'Overlay', inputKind: 'browser_source' };
    const bad: readonly (readonly [string, Record<string, unknown>])[] = [
      ['StopStream', {}],
      ['SetStreamServiceSettings', { streamServiceSettings: {} }],
      ['SetRecordDirectory', { recordDirectory: '/' }],
      ['CallVendorRequest', {}],
      ['RemoveScene', { sceneName: 'Live' }],
      ['constructor', {}],
      ['SetCurrentProgramScene', { sceneName: 7 }],
      ['CreateInput', { ...input, inputKind: 'ffmpeg_source', inputSettings: { url } }],
      ['CreateInput', { ...input, inputSettings: { url: 'file:///etc/passwd' } }],
      ['SetInputSettings', { inputName: 'Overlay', inputSettings: { url: 'javascript:0' } }],
      ['PressInputPropertiesButton', { inputName: 'Overlay', propertyName: 'activate' }],
      ['GetSourceScreenshot', { sourceName: 'Live', imageFormat: 'jpg', imageWidth: 4_000 }],
      ['GetInputList', {}],
    ];
    for (const [request, data] of bad)
      expect(await bridge.call(request, data), request).toEqual({ ok: false, why: 'refused', code: NOT_ON_THE_LIST, comment: request });
    expect(asked).toEqual([]);
    expect(isAllowed('CreateInput', { ...input, inputSettings: { url } })).toBe(true);
    expect(isAllowed('GetSourceScreenshot', { sourceName: 'Live', imageFormat: 'jpg', imageWidth: 480 })).toBe(true);
  });
});

describe('what a browser forbids', () => {
  const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36';
  const safari = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15';
  const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
  const page = { isSecure: true, isLocal: false, agent: chrome, localNetwork: null } as const;
  it('has its own words for each', () => {
    expect(whyBarred({ ...page, localNetwork: 'denied' })).toBe('blocked');
    expect(whyBarred({ ...page, localNetwork: 'prompt' })).toBe('blocked');
    expect(whyBarred({ ...page, localNetwork: 'granted' })).toBe(null);
    expect(whyBarred({ ...page, isSecure: false })).toBe('insecure');
    expect(whyBarred({ ...page, agent: safari })).toBe('safari');
    expect(whyBarred({ ...page, agent: firefox, isSecure: false })).toBe(null);
    // On OBS's own machine every browser lets it.
    expect(whyBarred({ ...page, agent: safari, isLocal: true, isSecure: false })).toBe(null);
  });
});
