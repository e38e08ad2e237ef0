import type { ClaimPart } from '@protocol/parts.ts';
import { useGoods } from '../../line/use-goods.ts';
import { useList, usePart } from '../../line/use-line.ts';
import { money } from '../../text/money-text.ts';
import { variantName } from '../../text/names.ts';
import { timeOfDay } from '../../text/show-time.ts';
import { w } from '../../text/words.ts';
import { Section } from '../Section.tsx';

/** What buyers were told, when, and what made it true. */
export function Claims() {
  const claims = useList('claims');
  const goods = useGoods();
  const currency = usePart('shop')?.currency ?? 'EUR';
  if (claims.length === 0) return null;
  const nameOf = (sku: string | null): string => {
    const row = goods.find((each) => each.sku === sku);
    return row === undefined ? (sku ?? '') : variantName(row.title, row.options);
  };
  const words = (claim: ClaimPart): readonly [said: string, because: string] => {
    const blanks = {
      name: nameOf(claim.sku),
      n: claim.n ?? 0,
      price: claim.price === null ? '' : money(claim.price, currency),
      was: claim.was === null ? '' : money(claim.was, currency),
      until: claim.until === null ? '' : timeOfDay(claim.until),
      reason: claim.reason,
    };
    switch (claim.kind) {
      case 'opened':
        return [w('claim.opened', blanks), w('claim.opened.because')];
      case 'was':
        return [w('claim.was', blanks), w('claim.was.because')];
      case 'price':
        return claim.was === null ? [w('claim.price', blanks), w('claim.price.because')] : [w('claim.was', blanks), w('claim.grows.because')];
      case 'longer':
        return [w('claim.longer', blanks), w('claim.reason', blanks)];
      case 'more':
        return [w('claim.more', blanks), w('claim.count.because')];
      case 'fewer':
        return [w('claim.fewer', blanks), w('claim.count.because')];
      case 'few':
        return [w('claim.few', blanks), w('claim.count.because')];
      case 'sold-out':
        return [w('claim.soldOut'), w('claim.count.because')];
      case 'waived':
        return [w('claim.waived', blanks), w('claim.reason', blanks)];
      case 'called-off':
        return [w('claim.calledOff'), ''];
      case 'ended':
        return [w('claim.ended'), ''];
      default: {
        const never: never = claim.kind;
        return never;
      }
    }
  };
  return (
    <Section title={w('claims.section')} text={w('claims.text')}>
      <ul className="rows">
        {claims.map((claim, at) => {
          const [said, because] = words(claim);
          return (
            <li key={`${claim.dropId} ${String(at)}`}>
              <div>
                <b>{said}</b>
                <span className="quiet num">{w('claims.facts', { time: timeOfDay(claim.at), title: claim.title })}</span>
                {because === '' ? null : <span className="quiet">{because}</span>}
              </div>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
