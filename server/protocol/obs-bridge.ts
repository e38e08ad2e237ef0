import type { ObsHolder, ObsSurface, ObsTrouble } from './obs.ts';
import type { ObsAnswer, ObsData, ObsLink, ObsLinkEvents } from './obs-link.ts';

/**
 * The bridge: a page or a terminal on OBS's own machine that passes the server's requests on and OBS's answers back. The password never
 * leaves it, and it does nothing for the server that is not on the list below: a shop drives scenes and its own overlay, not the machine.
 */

/** What a bridge says. Each is acknowledged with whether it was taken. */
export type FromBridge =
  /** I could drive OBS. `take`: now, whoever does. `origin`: by which address the server is reached from here; null: the page's own. */
  | { readonly say: 'offer'; readonly surface: ObsSurface; readonly take: boolean; readonly origin: string | null }
  | { readonly say: 'up' }
  | { readonly say: 'down'; readonly trouble: ObsTrouble }
  | { readonly say: 'event'; readonly event: string; readonly data: ObsData }
  | { readonly say: 'leave' };
/** What it is told. `rest`: somebody else drives; let go of OBS. */
export type ToBridge = { readonly tell: 'drive' } | { readonly tell: 'rest'; readonly holder: ObsHolder | null };

const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= 500;
const texts =
  (...names: readonly string[]) =>
  (data: ObsData): boolean =>
    names.every((name) => isText(data[name]));
const anything = (): boolean => true;
const ourKind = (data: ObsData): boolean => data['inputKind'] === 'browser_source';
const ourSettings = (data: ObsData): boolean => {
  const settings = data['inputSettings'];
  if (typeof settings !== 'object' || settings === null) return false;
  const url: unknown = 'url' in settings ? settings.url : null;
  // A local file would be read by OBS's browser with the rights of its user.
  return url === null || (isText(url) && /^https?:\/\//u.test(url));
};
const ourPicture = (data: ObsData): boolean => {
  const width = data['imageWidth'];
  return isText(data['sourceName']) && (data['imageFormat'] === 'jpg' || data['imageFormat'] === 'png') && typeof width === 'number' && width <= 640;
};

/** Requests that the shop makes of OBS, and what they may ask for. Nothing else is passed on, by nobody. */
const allowed: Readonly<Record<string, (data: ObsData) => boolean>> = {
  GetVersion: anything,
  GetStats: anything,
  GetVideoSettings: anything,
  GetSceneList: anything,
  GetCurrentProgramScene: anything,
  GetStreamStatus: anything,
  GetRecordStatus: anything,
  GetReplayBufferStatus: anything,
  GetInputKindList: anything,
  GetInputList: ourKind,
  GetInputSettings: texts('inputName'),
  GetSceneItemList: texts('sceneName'),
  GetGroupSceneItemList: texts('sceneName'),
  GetSceneItemId: texts('sceneName', 'sourceName'),
  GetSourceScreenshot: ourPicture,
  SetCurrentProgramScene: texts('sceneName'),
  SetSceneItemEnabled: texts('sceneName'),
  SetSceneItemTransform: texts('sceneName'),
  SetSceneItemIndex: texts('sceneName'),
  SaveReplayBuffer: anything,
  CreateScene: texts('sceneName'),
  CreateSceneItem: texts('sceneName', 'sourceName'),
  CreateInput: (data) => texts('sceneName', 'inputName')(data) && ourKind(data) && ourSettings(data),
  SetInputSettings: (data) => isText(data['inputName']) && ourSettings(data),
  PressInputPropertiesButton: (data) => isText(data['inputName']) && data['propertyName'] === 'refreshnocache',
};
export const isAllowed = (request: string, data: ObsData): boolean => Object.hasOwn(allowed, request) && allowed[request]?.(data) === true;

/** What a page knows of its browser. */
export interface BrowserFacts {
  readonly isSecure: boolean;
  /** Of the page's own address. */
  readonly isLocal: boolean;
  readonly agent: string;
  /** Null where the browser has no such permission. */
  readonly localNetwork: 'granted' | 'denied' | 'prompt' | null;
}
/** Why a page may not speak to an OBS on its machine, once that failed: browsers themselves only say that it did. */
export function whyBarred({ isSecure, isLocal, agent, localNetwork }: BrowserFacts): ObsTrouble | null {
  if (isLocal) return null;
  if (/^((?!chrome|chromium|android).)*safari/iu.test(agent)) return 'safari';
  if (localNetwork === 'denied' || localNetwork === 'prompt') return 'blocked';
  // Chromium refuses without a word; Firefox lets it.
  return !isSecure && /chrom/iu.test(agent) ? 'insecure' : null;
}

/** How a bridge stands, for whoever looks at it. */
export interface BridgeView {
  /** `away`: the server is not reached. `waits`: somebody else drives. `refused`: the server wants none; `note` says why. */
  readonly seat: 'away' | 'waits' | 'drives' | 'refused';
  readonly holder: ObsHolder | null;
  readonly obs: 'off' | 'connecting' | 'up' | 'down';
  readonly trouble: ObsTrouble | null;
  readonly note: string;
}
export interface BridgeOptions {
  readonly surface: ObsSurface;
  readonly origin: string | null;
  /** To OBS on this machine, with the password that is kept here. */
  readonly open: (events: ObsLinkEvents) => ObsLink;
  /** To the server; answers null where it was taken, else why not, in words. Rejects where the line broke. */
  readonly say: (message: FromBridge) => Promise<string | null>;
  readonly changed: (view: BridgeView) => void;
}
export interface Bridge {
  /** The line to the server stands, and hello was said. */
  lineUp(): void;
  lineDown(): void;
  told(message: ToBridge): void;
  call(request: string, data: ObsData): Promise<ObsAnswer>;
  /** Drives from here, whoever does. */
  take(): void;
  view(): BridgeView;
  close(): void;
}

/** The relay loop, the same in a page and in a terminal. */
export function createBridge(options: BridgeOptions): Bridge {
  let view: BridgeView = { seat: 'away', holder: null, obs: 'off', trouble: null, note: '' };
  let link: ObsLink | null = null;
  const change = (next: Partial<BridgeView>): void => {
    view = { ...view, ...next };
    options.changed(view);
  };
  const tell = (message: FromBridge): void => {
    // A line that broke is told of by `lineDown`, and everything is said anew.
    options.say(message).catch(() => undefined);
  };
  const rest = (): void => {
    link?.close();
    link = null;
  };
  const offer = (take: boolean): void => {
    options.say({ say: 'offer', surface: options.surface, take, origin: options.origin }).then(
      (refused) => {
        if (refused === null) return change({ note: '' });
        rest();
        change({ seat: 'refused', note: refused, obs: 'off', trouble: null });
      },
      () => undefined, // as above
    );
  };
  return {
    lineUp: () => offer(false),
    lineDown: () => {
      rest();
      change({ seat: 'away', holder: null, obs: 'off', trouble: null });
    },
    told: (message) => {
      switch (message.tell) {
        case 'drive':
          if (link !== null) return;
          change({ seat: 'drives', holder: null, obs: 'connecting', trouble: null });
          link = options.open({
            up: () => {
              change({ obs: 'up', trouble: null });
              tell({ say: 'up' });
            },
            down: (trouble) => {
              change({ obs: 'down', trouble });
              tell({ say: 'down', trouble });
            },
            event: (event, data) => tell({ say: 'event', event, data }),
          });
          return;
        case 'rest':
          rest();
          return change({ seat: 'waits', holder: message.holder, obs: 'off', trouble: null });
        default: {
          const never: never = message;
          return never;
        }
      }
    },
    call: async (request, data) => {
      if (!isAllowed(request, data)) return { ok: false, why: 'refused', code: NOT_ON_THE_LIST, comment: request };
      return link === null ? { ok: false, why: 'not-sent' } : link.call(request, data);
    },
    take: () => offer(true),
    view: () => view,
    close: () => {
      rest();
      tell({ say: 'leave' });
      change({ seat: 'away', holder: null, obs: 'off', trouble: null });
    },
  };
}
/** No code of OBS's: the bridge itself said no. */
export const NOT_ON_THE_LIST = 1;
