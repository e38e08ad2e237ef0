import { useMemo, useState } from 'react';
import { useList } from '../line/use-line.ts';
import { variantName } from '../text/names.ts';
import { searchFor, variantText } from '../text/search.ts';
import { w } from '../text/words.ts';
import { Empty } from '../ui/Empty.tsx';
import { SearchField } from '../ui/SearchField.tsx';

/** Stock of every variant: what can still be promised, and where the rest is. */
export function StockTable() {
  const catalog = useList('catalog');
  const [search, setSearch] = useState('');
  const rows = useMemo(() => {
    const isFound = searchFor(search);
    return catalog.filter((row) => isFound(variantText(row)));
  }, [catalog, search]);
  if (catalog.length === 0)
    return (
      <Empty title={w('catalog.emptyTitle')} text={w('catalog.emptyText')}>
        {null}
      </Empty>
    );
  return (
    <div className="stock">
      <SearchField label={w('catalog.search')} value={search} onChange={setSearch} />
      <table className="num">
        <thead>
          <tr>
            <th scope="col">{w('table.variant')}</th>
            <th scope="col">{w('table.free')}</th>
            <th scope="col">{w('table.setAside')}</th>
            <th scope="col">{w('table.reserved')}</th>
            <th scope="col">{w('table.ordered')}</th>
            <th scope="col">{w('table.onShelf')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.sku} className={row.missing > 0 ? 'row-short' : ''}>
              <th scope="row">
                {variantName(row.title, row.options)}
                {row.missing > 0 ? <em className="warn"> {w('stock.missing', { n: row.missing })}</em> : null}
              </th>
              <td className="strong" data-of={w('table.free')}>
                {w('number', { n: row.free })}
              </td>
              <td data-of={w('table.setAside')}>{w('number', { n: row.setAside })}</td>
              <td data-of={w('table.reserved')}>{w('number', { n: row.held })}</td>
              <td data-of={w('table.ordered')}>{w('number', { n: row.committed })}</td>
              <td data-of={w('table.onShelf')}>{w('number', { n: row.onHand })}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length === 0 ? <p className="quiet">{w('catalog.noMatch', { search })}</p> : null}
    </div>
  );
}
