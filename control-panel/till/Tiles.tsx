import { Fragment } from 'react';
import type { Currency } from '@protocol/money.ts';
import { money } from '../text/money-text.ts';
import { w } from '../text/words.ts';
import { Picture } from '../ui/Picture.tsx';
import type { Article, Pick, Tile } from './basket.ts';

interface Props {
  readonly tiles: readonly Tile[];
  readonly basket: readonly Pick[];
  readonly currency: Currency;
  /** The product whose kinds are shown. */
  readonly open: string | null;
  readonly onOpen: (handle: string | null) => void;
  readonly onPick: (sku: string) => void;
}

/** A tile per product; one with several kinds opens a second row with them. */
export function Tiles({ tiles, basket, currency, open, onOpen, onPick }: Props) {
  const inBasket = (article: Article): number => basket.find((pick) => pick.sku === article.sku)?.quantity ?? 0;
  return (
    <ul className="tiles num">
      {tiles.map((tile) => {
        const [only] = tile.articles;
        const isOne = tile.articles.length === 1;
        const chosen = tile.articles.reduce((sum, article) => sum + inBasket(article), 0);
        const isOpen = open === tile.handle && !isOne;
        return (
          <Fragment key={tile.handle}>
            <li className={`tile ${tile.there === 0 ? 'tile-gone' : ''} ${isOpen ? 'tile-open' : ''}`}>
              <button
                type="button"
                disabled={tile.there === 0 && chosen === 0}
                aria-expanded={isOne ? undefined : isOpen}
                onClick={() => {
                  if (isOne && only !== undefined) {
                    onOpen(null);
                    if (inBasket(only) < only.there) onPick(only.sku);
                  } else onOpen(isOpen ? null : tile.handle);
                }}
              >
                <span className="tile-picture">
                  <Picture address={tile.picture} title={tile.title} />
                  {tile.isOnAir ? <em className="on-air-mark">{w('air.on')}</em> : null}
                  {chosen > 0 ? <em className="tile-chosen">{w('till.times', { n: chosen })}</em> : null}
                </span>
                <span className="tile-name">{tile.title}</span>
                <span className="tile-facts">
                  <b>{priceOf(tile, currency)}</b>
                  <span>{tile.there === 0 ? w('till.none') : w('till.there', { n: tile.there })}</span>
                </span>
              </button>
            </li>
            {isOpen ? (
              <li className="kinds">
                <ul aria-label={w('till.kindsOf', { title: tile.title })}>
                  {tile.articles.map((article) => (
                    <li key={article.sku}>
                      <button
                        type="button"
                        className="kind"
                        disabled={article.there === 0 && inBasket(article) === 0}
                        onClick={() => (inBasket(article) < article.there ? onPick(article.sku) : undefined)}
                      >
                        <b>{article.options.join(' / ') || article.sku}</b>
                        <span>{money(article.price, currency)}</span>
                        <span>{article.there === 0 ? w('till.none') : w('till.there', { n: article.there })}</span>
                        {inBasket(article) > 0 ? <em className="tile-chosen">{w('till.times', { n: inBasket(article) })}</em> : null}
                      </button>
                    </li>
                  ))}
                </ul>
              </li>
            ) : null}
          </Fragment>
        );
      })}
    </ul>
  );
}

function priceOf(tile: Tile, currency: Currency): string {
  const prices = tile.articles.map((article) => article.price);
  const lowest = Math.min(...prices);
  return prices.every((price) => price === lowest) ? money(lowest, currency) : w('ticket.from', { price: money(lowest, currency) });
}
