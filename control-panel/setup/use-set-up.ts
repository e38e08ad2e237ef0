import type { Way } from '../paper/reach/ways.ts';
import { wayInUse } from '../paper/reach/ways.ts';
import { useList, usePart, usePresence } from '../line/use-line.ts';
import type { Step } from './steps.ts';

export interface SetUpState {
  readonly done: ReadonlySet<Step>;
  /** Nobody planned a show or saw a test drop yet: whoever comes in as the owner is led through the steps. */
  readonly isFirstRun: boolean;
  /** Null where only this computer reaches the shop, and until the server said. */
  readonly way: Way | null;
  readonly products: number;
  /** Names of the channels that are on. */
  readonly channels: readonly string[];
}

/** How far the set-up is, from what is there. */
export function useSetUp(): SetUpState {
  const hasShop = usePart('shop') !== null;
  const products = useList('products').length;
  const reach = usePresence('reach');
  const hasKey = useList('keys').some((key) => key.role === 'overlay' && !key.revoked);
  const channels = useList('channels').flatMap((channel) => (channel.enabled ? [channel.label] : []));
  const hasShow = useList('shows').length > 0;
  const wasTested = useList('log').some((entry) => entry.what === 'TestDropStarted');
  const way = reach === null ? null : wayInUse(reach);
  const is: Readonly<Record<Step, boolean>> = {
    shop: hasShop,
    products: products > 0,
    reach: way !== null,
    overlay: hasKey,
    chat: channels.length > 0,
    // The log forgets; whoever has a show has come past it.
    test: wasTested || hasShow,
  };
  const done = new Set((Object.keys(is) as Step[]).filter((step) => is[step]));
  return { done, isFirstRun: !hasShop || !(hasShow || wasTested), way, products, channels };
}
