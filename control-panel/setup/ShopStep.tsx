import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { usePart } from '../line/use-line.ts';
import { Section } from '../paper/Section.tsx';
import { ShopForm, type TypedShop } from '../paper/shop/ShopForm.tsx';
import { w } from '../text/words.ts';
import { AsFoot } from './AsFoot.tsx';
import { StepPage } from './StepPage.tsx';

export function ShopStep({ isDone }: { readonly isDone: boolean }) {
  const shop = usePart('shop');
  const [, go] = useLocation();
  const [isSaved, setSaved] = useState(false);
  const [typed, setTyped] = useState<TypedShop | null>(null);
  useEffect(() => {
    // The answer comes a moment before the shop itself, and the next step stands on that.
    if (isSaved && isDone) go('/setup/products');
  }, [isSaved, isDone, go]);
  return (
    <StepPage place="shop" title={w('shop.firstTitle')} text={w('shop.firstText')} state={isDone ? 'done' : 'open'} without={null}>
      <div className="setup-shop">
        <Section title={w('shop.section')} text={w('shop.sectionText')}>
          <ShopForm key={JSON.stringify(shop)} shop={shop} onSaved={() => setSaved(true)} onTyped={setTyped} />
        </Section>
        {typed === null ? null : <AsFoot {...typed} />}
      </div>
    </StepPage>
  );
}
