import type { CommandResult } from '@protocol/commands.ts';
import type { Currency } from '@protocol/money.ts';
import { usePart } from '../../line/use-line.ts';
import { money } from '../../text/money-text.ts';
import { w } from '../../text/words.ts';

type Answer = CommandResult<'catalog.import'>;
type Difference = Answer['differences'][number];
const MOST_SHOWN = 200;

const fieldName = (field: string): string => {
  switch (field) {
    case 'title':
    case 'body':
    case 'vendor':
    case 'pictures':
    case 'options':
    case 'price':
    case 'compareAt':
    case 'cost':
    case 'grams':
      return w(`field.${field}`);
    default:
      return field;
  }
};
/** Amounts travel in minor units; nobody reads cents. */
const shown = (field: string | null, value: string | null, currency: Currency): string => {
  if (value === null || value === '') return w('import.blank');
  return field === 'price' || field === 'compareAt' || field === 'cost' ? money(Number(value), currency) : value;
};

/** What a file would change: in figures, then line by line, then what was odd in it. */
export function Differences({ answer }: { readonly answer: Answer }) {
  const currency = usePart('shop')?.currency ?? 'EUR';
  const newProducts = answer.differences.filter((each) => each.kind === 'new' && each.sku === null);
  const newVariants = answer.differences.filter((each) => each.kind === 'new' && each.sku !== null);
  const changed = answer.differences.filter((each) => each.kind === 'changed');
  const same = answer.differences.filter((each) => each.kind === 'same');
  const variantsOf = (product: Difference): number => newVariants.filter((variant) => variant.handle === product.handle).length;
  const addedVariants = newVariants.filter((variant) => !newProducts.some((product) => product.handle === variant.handle));
  return (
    <>
      <dl className="figures num">
        <div>
          <dd>{w('number', { n: newProducts.length })}</dd>
          <dt>{w('import.newProducts')}</dt>
        </div>
        <div>
          <dd>{w('number', { n: newVariants.length })}</dd>
          <dt>{w('import.newVariants')}</dt>
        </div>
        <div>
          <dd>{w('number', { n: changed.length })}</dd>
          <dt>{w('import.changes')}</dt>
        </div>
        <div>
          <dd>{w('number', { n: same.length })}</dd>
          <dt>{w('import.same')}</dt>
        </div>
      </dl>
      {answer.warnings.length > 0 ? (
        <details className="warnings" open={answer.warnings.length <= 5}>
          <summary>{w('import.warnings', { n: answer.warnings.length })}</summary>
          <ul className="num">
            {answer.warnings.slice(0, MOST_SHOWN).map((warning, at) => (
              <li key={at}>{w('import.warning', { row: String(warning.row), message: warning.message })}</li>
            ))}
          </ul>
        </details>
      ) : null}
      <div className="diff-scroll" tabIndex={0} role="region" aria-label={w('import.differences')}>
        <table className="diff">
          <tbody>
            {changed.slice(0, MOST_SHOWN).map((each) => (
              <tr key={`${each.handle} ${each.sku ?? ''} ${each.field ?? ''}`}>
                <th scope="row">
                  {each.title}
                  {each.sku === null ? null : <span className="mono sku">{each.sku}</span>}
                </th>
                <td>{each.field === null ? '' : fieldName(each.field)}</td>
                <td>
                  <del>{shown(each.field, each.before, currency)}</del> <ins>{shown(each.field, each.after, currency)}</ins>
                </td>
              </tr>
            ))}
            {addedVariants.slice(0, MOST_SHOWN).map((each) => (
              <tr key={`${each.handle} ${each.sku ?? ''}`}>
                <th scope="row">
                  {each.title}
                  <span className="mono sku">{each.sku}</span>
                </th>
                <td>{w('import.newVariant')}</td>
                <td>{each.after}</td>
              </tr>
            ))}
            {newProducts.slice(0, MOST_SHOWN).map((each) => (
              <tr key={each.handle}>
                <th scope="row">{each.title}</th>
                <td>{w('import.newProduct')}</td>
                <td className="num">{w('import.variants', { n: variantsOf(each) })}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {changed.length + addedVariants.length + newProducts.length === 0 ? <p className="quiet">{w('import.noChange')}</p> : null}
        {Math.max(changed.length, addedVariants.length, newProducts.length) > MOST_SHOWN ? <p className="quiet">{w('import.cut', { n: MOST_SHOWN })}</p> : null}
      </div>
      <p className="hint">{w('import.stockHint')}</p>
    </>
  );
}
