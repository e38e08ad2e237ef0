import { useState } from 'react';
import { usePart, useList } from '../line/use-line.ts';
import { ImportDialog } from '../paper/catalog/ImportDialog.tsx';
import { ProductDialog } from '../paper/catalog/ProductDialog.tsx';
import { money } from '../text/money-text.ts';
import { w } from '../text/words.ts';
import { Button } from '../ui/Button.tsx';
import { Picture } from '../ui/Picture.tsx';
import { AsTicket } from './AsTicket.tsx';
import { FirstProduct } from './FirstProduct.tsx';
import { StepPage } from './StepPage.tsx';

/** Enough to see that it is there; the catalog has all of them. */
const LISTED = 4;

/** One thing by hand is enough for an evening; a whole catalog comes from a file. */
export function ProductsStep() {
  const count = useList('products').length;
  const [open, setOpen] = useState<'import' | 'options' | null>(null);
  const [adds, setAdds] = useState(false);
  const isDone = count > 0;
  const others = (
    <div className="setup-others">
      {isDone && !adds ? (
        <Button look="plain" onPress={() => setAdds(true)} disabled={false} sending={false} shortcut={null}>
          {w('setup.products.another')}
        </Button>
      ) : null}
      <Button look="plain" onPress={() => setOpen('import')} disabled={false} sending={false} shortcut={null}>
        {w('setup.products.import')}
      </Button>
      <Button look="plain" onPress={() => setOpen('options')} disabled={false} sending={false} shortcut={null}>
        {w('setup.products.options')}
      </Button>
    </div>
  );
  return (
    <StepPage
      place="products"
      title={w('setup.products.title')}
      text={w('setup.products.text')}
      state={isDone ? 'done' : 'open'}
      without={w('setup.products.without')}
    >
      {isDone && !adds ? <Listed /> : <FirstProduct onSaved={() => setAdds(false)} />}
      {others}
      {open === 'import' ? <ImportDialog onClose={() => setOpen(null)} /> : null}
      {open === 'options' ? <ProductDialog handle={null} onClose={() => setOpen(null)} /> : null}
    </StepPage>
  );
}

function Listed() {
  const currency = usePart('shop')?.currency ?? 'EUR';
  const products = useList('products');
  const catalog = useList('catalog');
  const shown = catalog.find((row) => row.picture !== null) ?? catalog[0] ?? null;
  return (
    <div className="setup-pair">
      <div className="sheet">
        <ul className="rows">
          {products.slice(0, LISTED).map((product) => {
            const rows = catalog.filter((row) => row.handle === product.handle);
            const first = rows[0];
            return (
              <li key={product.handle} className="setup-product">
                <Picture address={first?.picture ?? null} title={product.title} />
                <div>
                  <b>{product.title}</b>
                  {first === undefined ? null : (
                    <span className="quiet num">
                      {w('setup.products.facts', {
                        price: rows.some((row) => row.price !== first.price)
                          ? w('ticket.from', { price: money(Math.min(...rows.map((row) => row.price)), currency) })
                          : money(first.price, currency),
                        n: rows.reduce((sum, row) => sum + row.onHand, 0),
                      })}
                    </span>
                  )}
                </div>
              </li>
            );
          })}
        </ul>
        {products.length > LISTED ? <p className="quiet num">{w('setup.products.more', { n: products.length - LISTED })}</p> : null}
      </div>
      {shown === null ? null : <AsTicket title={shown.title} picture={shown.picture} price={shown.price} units={Math.max(1, shown.onHand)} />}
    </div>
  );
}
