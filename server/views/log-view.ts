import type { LogPart } from '@protocol/parts.ts';
import type { Sight } from './sight.ts';

/** Sentences of the log that tell of keys, and of how the shop is paid. */
const KEYS_AND_MONEY: ReadonlySet<string> = new Set(['KeyCreated', 'KeyRevoked', 'KeyRotated', 'PaymentSaved', 'MailSaved.on', 'MailSaved.off']);

export const logPart = (sight: Sight): readonly LogPart[] => sight.state.single('log');
/** P1: for whoever is without money and keys. */
export const logWithoutKeys = (sight: Sight): readonly LogPart[] => logPart(sight).filter((entry) => !KEYS_AND_MONEY.has(entry.what));
