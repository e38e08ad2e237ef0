import { useCallback, useEffect, useMemo, useState } from 'react';
import { LoaderCircle } from 'lucide-react';
import type { CommandInput } from '@protocol/commands.ts';
import { useGoods } from '../line/use-goods.ts';
import { useDrops, useList, usePart, useView } from '../line/use-line.ts';
import { variantName } from '../text/names.ts';
import { money } from '../text/money-text.ts';
import { w } from '../text/words.ts';
import { Empty } from '../ui/Empty.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import { BasketLines } from './BasketLines.tsx';
import { JustSold } from './JustSold.tsx';
import { LastSales } from './LastSales.tsx';
import { Tiles } from './Tiles.tsx';
import { changeQuantity, findTiles, planSale, tilesOf, without, type Pick } from './basket.ts';
import { soldSentence, useSale, type Sold } from './use-sale.ts';

/** More than anyone looks through; what is further down is searched for. */
const MOST_TILES = 60;
type PaidBy = CommandInput<'sale.record'>['paidBy'];

/**
 * A sale across the counter in two taps: what, and how it was paid. It comes out of the drop on air where
 * that has it, else out of free stock (S3), and says so before and after. `onSold`: what a dialog does
 * when all of the basket is sold; null where the next customer is waiting.
 */
export function Till({ onSold }: { readonly onSold: ((sentence: string) => void) | null }) {
  const currency = usePart('shop')?.currency ?? 'EUR';
  const catalog = useGoods();
  const onAir = usePart('onAir');
  const alsoLive = useList('alsoLive');
  const drops = useDrops();
  const isLive = useView((view) => view.status === 'live');
  const [basket, setBasket] = useState<readonly Pick[]>([]);
  const [search, setSearch] = useState('');
  const [open, setOpen] = useState<string | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const [sold, setSold] = useState<readonly Sold[]>([]);

  const tiles = useMemo(
    () =>
      tilesOf(
        catalog,
        [onAir, ...alsoLive].flatMap((dropId) => drops[dropId ?? ''] ?? []),
        onAir,
      ),
    [catalog, drops, onAir, alsoLive],
  );
  const articles = useMemo(() => new Map(tiles.flatMap((tile) => tile.articles.map((article) => [article.sku, article] as const))), [tiles]);
  const nameOf = useCallback(
    (sku: string): string => {
      const article = articles.get(sku);
      return article === undefined ? sku : variantName(article.title, article.options);
    },
    [articles],
  );
  const inHand = useSteadyOrder(tiles, `${onAir ?? ''} ${catalog.length}`, basket.length === 0);
  const found = findTiles(inHand, search);
  const plan = planSale(basket, articles);
  const pieces = basket.reduce((sum, pick) => sum + pick.quantity, 0);
  const { sending, sell } = useSale(nameOf);
  const canPay = isLive && pieces > 0 && plan.short.length === 0 && !sending;

  const change = (sku: string, by: number): void => {
    setWrong(null);
    setSold([]);
    setBasket((before) => changeQuantity(before, sku, by));
  };
  const setPrice = (sku: string, price: number | null): void => setBasket((before) => before.map((pick) => (pick.sku === sku ? { ...pick, price } : pick)));
  const pay = async (paidBy: PaidBy): Promise<void> => {
    if (!canPay) return;
    const outcome = await sell(plan.sales, paidBy);
    if (outcome === null) return;
    setBasket((before) => outcome.sold.reduce((rest, { sale }) => without(rest, sale), before));
    setSold(outcome.sold);
    setWrong(outcome.wrong);
    setOpen(null);
    if (outcome.wrong === null) onSold?.(soldSentence(outcome.sold, currency));
  };

  if (catalog.length === 0)
    return (
      <Empty title={w('catalog.emptyTitle')} text={w('catalog.emptyText')}>
        {null}
      </Empty>
    );
  return (
    <div className="till">
      <section className="till-goods" aria-label={w('till.goods')}>
        <SearchField label={w('catalog.search')} value={search} onChange={setSearch} />
        <Tiles tiles={found.slice(0, MOST_TILES)} basket={basket} currency={currency} open={open} onOpen={setOpen} onPick={(sku) => change(sku, 1)} />
        {found.length === 0 ? <p className="quiet">{w('catalog.noMatch', { search })}</p> : null}
        {found.length > MOST_TILES ? <p className="quiet">{w('catalog.moreMatch', { n: found.length - MOST_TILES })}</p> : null}
      </section>
      <section className="till-side" aria-label={w('till.basket')}>
        <div className="till-bar">
          {basket.length === 0 ? null : (
            <BasketLines basket={basket} articles={articles} plan={plan} currency={currency} onChange={change} onPrice={setPrice} />
          )}
          <div className="till-pay">
            <div className="till-said" role="status">
              {sold.length > 0 ? <JustSold sold={sold} currency={currency} /> : basket.length === 0 ? <p>{w('till.empty')}</p> : null}
            </div>
            {wrong === null ? null : (
              <p className="wrong" role="alert">
                {wrong}
              </p>
            )}
            {isLive ? null : <p className="wrong">{w('till.noLine')}</p>}
            <p className="till-total">
              <span>{w('till.total', { n: pieces })}</span>
              <b className="num">{money(plan.total, currency)}</b>
            </p>
            <div className="till-ways">
              <PayButton look="main" disabled={!canPay} onPress={() => void pay('cash')}>
                {w('paidBy.cash')}
              </PayButton>
              <PayButton look="main" disabled={!canPay} onPress={() => void pay('reader')}>
                {w('paidBy.reader')}
              </PayButton>
              <PayButton look="quiet" disabled={!canPay} onPress={() => void pay('other')}>
                {w('paidBy.other')}
              </PayButton>
              {sending ? <LoaderCircle className="spin till-busy" size={20} aria-label={w('till.sending')} /> : null}
            </div>
          </div>
        </div>
        <LastSales currency={currency} />
      </section>
    </div>
  );
}

/** Where the hand found a thing it finds it again: tiles change places only when something else comes on air, and never under a basket. */
function useSteadyOrder<T extends { readonly handle: string }>(tiles: readonly T[], key: string, mayMove: boolean): readonly T[] {
  const [steady, setSteady] = useState<{ readonly key: string; readonly order: readonly string[] }>({ key: '', order: [] });
  useEffect(() => {
    if (mayMove && steady.key !== key) setSteady({ key, order: tiles.map((tile) => tile.handle) });
  }, [mayMove, key, steady.key, tiles]);
  return useMemo(() => {
    if (steady.key === '') return tiles;
    const place = new Map(steady.order.map((handle, at) => [handle, at]));
    return [...tiles].sort((a, b) => (place.get(a.handle) ?? Infinity) - (place.get(b.handle) ?? Infinity) || 0);
  }, [tiles, steady]);
}

interface PayProps {
  readonly children: string;
  readonly look: 'main' | 'quiet';
  readonly disabled: boolean;
  readonly onPress: () => void;
}
/** Not disabled but deaf while nothing can be paid: the focus stays where the next sale needs it. */
function PayButton({ children, look, disabled, onPress }: PayProps) {
  return (
    <button type="button" className={`button button-${look}`} aria-disabled={disabled} onClick={() => (disabled ? undefined : onPress())}>
      {children}
    </button>
  );
}
