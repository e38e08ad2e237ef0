import type { TypedShop } from '../paper/shop/ShopForm.tsx';
import { w } from '../text/words.ts';

/** The shop as it will stand on each page of its own: typing is answered by what buyers read. */
export function AsFoot({ name, sellerName, sellerAddress, sellerEmail }: TypedShop) {
  const line = (typed: string, label: string) => (typed.trim() === '' ? <i>{label}</i> : typed.trim());
  return (
    <figure className="setup-figure setup-foot" aria-hidden>
      <div className="as-page">
        <div className="as-page-sign">
          <b>{line(name, w('shop.name'))}</b>
          <span className="as-page-ticks">
            <i />
            <i />
            <i />
            <i />
            <i />
          </span>
        </div>
        <div className="as-page-foot">
          <b>{line(sellerName, w('shop.sellerName'))}</b>
          <p>{line(sellerAddress, w('shop.sellerAddress'))}</p>
          <p>{line(sellerEmail, w('shop.sellerEmail'))}</p>
        </div>
      </div>
      <figcaption>{w('setup.shop.seen')}</figcaption>
    </figure>
  );
}
