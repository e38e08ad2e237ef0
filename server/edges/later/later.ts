import { z } from 'zod';
import { server as words } from '@locales/en.json';
import { speaker, type Words } from '@protocol/words.ts';
import type { PaymentAdapter } from '../../ports/payment.ts';

const say = speaker(words as Words, 'en');

/**
 * Paid to the seller later: at pickup, at the till, by invoice (H6). Nothing outside is asked, so that
 * a shop can sell on its first evening without an account anywhere.
 */
export function later(): PaymentAdapter {
  return {
    manifest: { id: 'later', label: say('later.label'), settings: z.object({}), enabledByDefault: true, settles: 'order', duty: 'later' },
    page: null,
    doctor: () => Promise.resolve([{ ok: true, what: say('later.doctor'), mend: '' }]),
  };
}
