import type { Provider } from './pages/HoldPage.tsx';
import type { State } from './rows.ts';
import type { StorefrontDeps } from './storefront.ts';

/** The ways to pay that the shop offers: as saved, else as the adapter comes. */
export function offeredProviders(state: State, deps: Pick<StorefrontDeps, 'adapters'>): readonly Provider[] {
  return deps.adapters.payments
    .map((payment) => payment.manifest)
    .filter((manifest) => state.payments.get(manifest.id)?.enabled ?? manifest.enabledByDefault)
    .map(({ id, label, duty, settles }) => ({ id, label, duty, settles }));
}
