import type { Bundle } from './state.ts';

/** What can happen to bundles. */
export interface BundleKinds {
  /** `free`: how many could be made then, for the answer (L4). */
  BundleSaved: { bundle: Bundle; free: number };
  BundleRemoved: { sku: string };
}
