import { useState } from 'react';
import { Minus, Plus } from 'lucide-react';
import { parseMoney, type Currency, type Minor } from '@protocol/money.ts';
import { currencySign, money, moneyInput } from '../text/money-text.ts';
import { variantName } from '../text/names.ts';
import { formatLocale, w } from '../text/words.ts';
import type { Article, Pick, Plan } from './basket.ts';

interface Props {
  readonly basket: readonly Pick[];
  readonly articles: ReadonlyMap<string, Article>;
  readonly plan: Plan;
  readonly currency: Currency;
  readonly onChange: (sku: string, by: number) => void;
  readonly onPrice: (sku: string, price: Minor | null) => void;
}

/** What is about to be sold, where each piece comes from, and what somebody else took meanwhile. */
export function BasketLines({ basket, articles, plan, currency, onChange, onPrice }: Props) {
  return (
    <ul className="basket num">
      {basket.map((pick) => {
        const article = articles.get(pick.sku);
        const name = article === undefined ? pick.sku : variantName(article.title, article.options);
        const short = plan.short.find((each) => each.sku === pick.sku) ?? null;
        const from = plan.sales.filter((sale) => sale.lines.some((line) => line.sku === pick.sku));
        return (
          <li key={pick.sku}>
            <div className="basket-what">
              <b>{name}</b>
              {short === null ? (
                <span className="quiet">
                  {from.map((sale) => (sale.title === null ? w('till.fromFree') : w('till.fromDrop', { title: sale.title }))).join(', ')}
                </span>
              ) : (
                <span className="wrong" role="alert">
                  {w('till.short', { n: short.there })}
                </span>
              )}
            </div>
            <AgreedPrice name={name} price={pick.price ?? article?.price ?? 0} currency={currency} onPrice={(price) => onPrice(pick.sku, price)} />
            <div className="stepper">
              <button type="button" className="icon-button" aria-label={w('till.less', { name })} onClick={() => onChange(pick.sku, -1)}>
                <Minus size={18} aria-hidden />
              </button>
              <b aria-live="polite">{w('number', { n: pick.quantity })}</b>
              <button
                type="button"
                className="icon-button"
                aria-label={w('till.more', { name })}
                disabled={pick.quantity >= (article?.there ?? 0)}
                onClick={() => onChange(pick.sku, 1)}
              >
                <Plus size={18} aria-hidden />
              </button>
            </div>
          </li>
        );
      })}
    </ul>
  );
}

interface PriceProps {
  readonly name: string;
  readonly price: Minor;
  readonly currency: Currency;
  readonly onPrice: (price: Minor | null) => void;
}
/** As it stands, until somebody at the counter agrees on another one. */
function AgreedPrice({ name, price, currency, onPrice }: PriceProps) {
  const [typed, setTyped] = useState<string | null>(null);
  if (typed === null) {
    return (
      <button type="button" className="text-button basket-price" onClick={() => setTyped(moneyInput(price, currency))}>
        {money(price, currency)} <span className="unseen">{w('till.changePrice', { name })}</span>
      </button>
    );
  }
  const parsed = parseMoney(typed, currency, formatLocale());
  return (
    <label className="till-price">
      <span>{currencySign(currency)}</span>
      <input
        inputMode="decimal"
        autoFocus
        aria-label={w('till.priceOf', { name })}
        aria-invalid={parsed === null}
        value={typed}
        onFocus={(event) => event.target.select()}
        onChange={(event) => {
          setTyped(event.target.value);
          onPrice(parseMoney(event.target.value, currency, formatLocale()));
        }}
        onBlur={() => setTyped(null)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          setTyped(null);
        }}
      />
    </label>
  );
}
