import { networkOf } from './rate-limits.ts';

/** How far the word of those in front is believed about who calls and by which protocol. */
export interface Trust {
  /** How many proxies in front are believed. */
  readonly hops: number;
  /** Only where the last of them is on this computer. */
  readonly here: boolean;
}

/**
 * For express' `trust proxy`; `hop` 0 is who holds the line to us. Where visitors of this network come straight to us (`here`), any of
 * them could claim another address with each guess at the passcode.
 */
export const trusts =
  ({ hops, here }: Trust): ((address: string, hop: number) => boolean) =>
  (address, hop) =>
    hop < hops && (hop > 0 || !here || networkOf(address) === null);
