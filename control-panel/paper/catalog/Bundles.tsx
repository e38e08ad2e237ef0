import { useState } from 'react';
import type { BundleRow } from '@protocol/parts.ts';
import { useList, usePart } from '../../line/use-line.ts';
import { money } from '../../text/money-text.ts';
import { insideText } from '../../text/names.ts';
import { w } from '../../text/words.ts';
import { Button } from '../../ui/Button.tsx';
import { Picture } from '../../ui/Picture.tsx';
import { Section } from '../Section.tsx';
import { BundleDialog } from './BundleDialog.tsx';

/** Things that are sold together. They have no count of their own: how many there are is what can be made of what is free. */
export function Bundles({ mayEdit }: { readonly mayEdit: boolean }) {
  const bundles = useList('bundles');
  const currency = usePart('shop')?.currency ?? 'EUR';
  const [editing, setEditing] = useState<BundleRow | 'new' | null>(null);
  if (bundles.length === 0 && !mayEdit) return null;
  return (
    <Section title={w('bundle.all')} text={w('bundle.text')}>
      <ul className="rows">
        {bundles.map((bundle) => (
          <li key={bundle.sku}>
            <span className="product-cell">
              <Picture address={bundle.picture} title={bundle.title} />
              <span>
                <b>{bundle.title}</b>
                <span className="quiet"> {insideText(bundle.parts)}</span>
              </span>
            </span>
            <span className="num">{w('bundle.row', { price: money(bundle.price, currency), apart: money(bundle.apart, currency), n: bundle.free })}</span>
            {mayEdit ? (
              <Button look="quiet" onPress={() => setEditing(bundle)} disabled={false} sending={false} shortcut={null}>
                {w('edit')}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      {mayEdit ? (
        <Button look="plain" onPress={() => setEditing('new')} disabled={false} sending={false} shortcut={null}>
          {w('bundle.add')}
        </Button>
      ) : null}
      {editing === null ? null : <BundleDialog bundle={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </Section>
  );
}
