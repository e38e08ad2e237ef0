import { z } from 'zod';
import { server as words } from '@locales/en.json';
import { speaker, type Words } from '@protocol/words.ts';
import type { ShopAdapter } from '../../ports/shop-link.ts';

const say = speaker(words as Words, 'en');

/** Any shop that has a link: nothing is asked of it and it tells nothing, so the host marks what was sold. */
export function externalLink(): ShopAdapter {
  return {
    manifest: { id: 'external', label: say('external.label'), settings: z.object({}), enabledByDefault: true, keeps: 'host', perDrop: ['url'] },
    leave: (_settings, { url }) => url,
    stock: null,
    doctor: () => Promise.resolve([]),
  };
}
