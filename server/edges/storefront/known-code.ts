import type { StorefrontDeps } from './storefront.ts';

/** What the pretend chat posts for a test drop (D10), which is no drop and has no code. */
const TEST_CODE = 'test';

/** L10: "not ours" is said only after the ledger was compared. */
export async function isKnown(deps: StorefrontDeps, code: string): Promise<boolean> {
  if (code === TEST_CODE) return true;
  if (deps.core.state.codes.has(code)) return true;
  await deps.core.caughtUp();
  return deps.core.state.codes.has(code);
}
