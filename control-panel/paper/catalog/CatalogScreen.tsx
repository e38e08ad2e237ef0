import { useMemo, useState } from 'react';
import type { CatalogRow } from '@protocol/parts.ts';
import { useSession } from '../../app/session-context.ts';
import { useList, usePart } from '../../line/use-line.ts';
import { money } from '../../text/money-text.ts';
import { searchFor, variantText } from '../../text/search.ts';
import { w } from '../../text/words.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Picture } from '../../ui/Picture.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { PageHead } from '../PageHead.tsx';
import { ShopFirst } from '../ShopFirst.tsx';
import { Bundles } from './Bundles.tsx';
import { CountDialog } from './CountDialog.tsx';
import { ImportDialog } from './ImportDialog.tsx';
import { PictureProgress } from './PictureProgress.tsx';
import { ProductDialog } from './ProductDialog.tsx';

/** Rows drawn at once: more than anyone reads, few enough for a phone. */
const STEP = 150;

export function CatalogScreen() {
  const catalog = useList('catalog');
  const shop = usePart('shop');
  const { role } = useSession();
  const [search, setSearch] = useState('');
  const [most, setMost] = useState(STEP);
  const [open, setOpen] = useState<'import' | 'new' | null>(null);
  const [counting, setCounting] = useState<CatalogRow | null>(null);
  const [editing, setEditing] = useState<string | null>(null);
  const mayEdit = (role === 'owner' || role === 'host') && shop !== null;
  const found = useMemo(() => {
    const isFound = searchFor(search);
    return catalog.filter((row) => isFound(variantText(row)));
  }, [catalog, search]);
  const products = useMemo(() => new Set(catalog.map((row) => row.handle)).size, [catalog]);
  const does = mayEdit ? (
    <>
      <Button look={catalog.length === 0 ? 'main' : 'plain'} onPress={() => setOpen('import')} disabled={false} sending={false} shortcut={null}>
        {w('import.open')}
      </Button>
      <Button look="plain" onPress={() => setOpen('new')} disabled={false} sending={false} shortcut={null}>
        {w('product.add')}
      </Button>
    </>
  ) : null;
  return (
    <>
      <PageHead title={w('nav.catalog')} text={catalog.length === 0 ? w('catalog.text') : w('catalog.sizes', { products, n: catalog.length })}>
        {catalog.length === 0 ? null : does}
      </PageHead>
      {shop === null ? <ShopFirst /> : null}
      <PictureProgress onEdit={setEditing} />
      {catalog.length === 0 ? (
        <Empty title={w('catalog.emptyTitle')} text={w('catalog.emptyText')}>
          {does}
        </Empty>
      ) : (
        <div className="sheet sheet-table">
          <div className="table-head">
            <SearchField
              label={w('catalog.search')}
              value={search}
              onChange={(text) => {
                setSearch(text);
                setMost(STEP);
              }}
            />
            <p className="quiet num" role="status">
              {search === '' ? '' : w('catalog.found', { n: found.length })}
            </p>
          </div>
          <table className="catalog num">
            <thead>
              <tr>
                <th scope="col">{w('table.product')}</th>
                <th scope="col">{w('table.sku')}</th>
                <th scope="col">{w('table.price')}</th>
                <th scope="col">{w('table.onShelf')}</th>
                <th scope="col">{w('table.ordered')}</th>
                <th scope="col">{w('table.reserved')}</th>
                <th scope="col">{w('table.setAside')}</th>
                <th scope="col">{w('table.free')}</th>
                <th scope="col">
                  <span className="unseen">{w('table.does')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {found.slice(0, most).map((row, at) => (
                <Row
                  key={row.sku}
                  row={row}
                  isFirst={at === 0 || found[at - 1]?.handle !== row.handle}
                  price={shop === null ? '' : money(row.price, shop.currency)}
                  compareAt={shop === null || row.compareAt === null ? null : money(row.compareAt, shop.currency)}
                  onCount={() => setCounting(row)}
                  onEdit={mayEdit ? () => setEditing(row.handle) : null}
                />
              ))}
            </tbody>
          </table>
          {found.length === 0 ? <p className="quiet no-match">{w('catalog.noMatch', { search })}</p> : null}
          {found.length > most ? (
            <div className="table-more">
              <Button look="plain" onPress={() => setMost(most + 4 * STEP)} disabled={false} sending={false} shortcut={null}>
                {w('catalog.showMore', { n: found.length - most })}
              </Button>
            </div>
          ) : null}
        </div>
      )}
      {catalog.length === 0 ? null : <Bundles mayEdit={mayEdit} />}
      {open === 'import' ? <ImportDialog onClose={() => setOpen(null)} /> : null}
      {open === 'new' ? <ProductDialog handle={null} onClose={() => setOpen(null)} /> : null}
      {editing === null ? null : <ProductDialog handle={editing} onClose={() => setEditing(null)} />}
      {counting === null ? null : <CountDialog row={counting} onClose={() => setCounting(null)} />}
    </>
  );
}

interface RowProps {
  readonly row: CatalogRow;
  /** First of its product: carries the picture and the title. */
  readonly isFirst: boolean;
  readonly price: string;
  readonly compareAt: string | null;
  readonly onCount: () => void;
  readonly onEdit: (() => void) | null;
}
function Row({ row, isFirst, price, compareAt, onCount, onEdit }: RowProps) {
  const name = row.options.length === 0 ? w('variant.only') : row.options.join(' / ');
  return (
    <tr className={isFirst ? 'first-of-product' : ''}>
      <th scope="row">
        <span className="product-cell">
          {isFirst ? <Picture address={row.picture} title={row.title} /> : <span aria-hidden />}
          <span>
            {isFirst ? (
              onEdit === null ? (
                <b>{row.title}</b>
              ) : (
                <button type="button" className="text-button" onClick={onEdit}>
                  {row.title}
                </button>
              )
            ) : (
              <span className="unseen">{row.title}</span>
            )}
            {isFirst && row.options.length === 0 ? null : <span className="variant-options">{name}</span>}
            {row.missing > 0 ? <em className="warn">{w('stock.missing', { n: row.missing })}</em> : null}
          </span>
        </span>
      </th>
      <td className="mono sku" data-label={w('table.sku')}>
        {row.sku}
      </td>
      <td data-label={w('table.price')}>
        {compareAt === null ? null : <s className="quiet">{compareAt}</s>} {price}
      </td>
      <td data-label={w('table.onShelf')}>{w('number', { n: row.onHand })}</td>
      <td data-label={w('table.ordered')}>{w('number', { n: row.committed })}</td>
      <td data-label={w('table.reserved')}>{w('number', { n: row.held })}</td>
      <td data-label={w('table.setAside')}>{w('number', { n: row.setAside })}</td>
      <td className="strong" data-label={w('table.free')}>
        {w('number', { n: row.free })}
      </td>
      <td className="row-does">
        <button
          type="button"
          className="button button-quiet"
          aria-label={w('count.of', { name: `${row.title} ${row.options.join(' / ')}`.trim() })}
          onClick={onCount}
        >
          {w('count.open')}
        </button>
      </td>
    </tr>
  );
}
