import { Link } from 'wouter';
import { useSession } from '../app/session-context.ts';
import { w } from '../text/words.ts';

/** Before the shop has a name nothing can have a price: what is missing, and for who may, the way there. */
export function ShopFirst() {
  const { role } = useSession();
  return (
    <div className="notice notice-does">
      <p>{w('catalog.shopFirst')}</p>
      {role === 'owner' ? (
        <Link href="/setup/shop" className="button button-main">
          {w('shop.firstTitle')}
        </Link>
      ) : null}
    </div>
  );
}
