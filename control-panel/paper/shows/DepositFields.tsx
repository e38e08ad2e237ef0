import type { DepositTerms } from '@protocol/deposit.ts';
import type { Currency } from '@protocol/money.ts';
import { w } from '../../text/words.ts';
import { fromLocalInput, toLocalInput } from '../../text/show-time.ts';
import { moneyInput } from '../../text/money-text.ts';
import { Choice } from '../../ui/Choice.tsx';
import { Field } from '../../ui/Field.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { CutField, readCut } from '../delivery/DeliveryRest.tsx';

/** As typed. */
export interface DepositTyped {
  readonly kind: 'none' | 'amount' | 'share';
  readonly size: string;
  /** As a field for a date has it; empty: at pickup, or before it is sent. */
  readonly due: string;
  readonly kept: boolean;
}
export function typedDeposit(terms: DepositTerms | undefined, currency: Currency): DepositTyped {
  if (terms === undefined) return { kind: 'none', size: '', due: '', kept: false };
  const { cut, due, kept } = terms;
  return {
    kind: cut.kind,
    size: cut.kind === 'amount' ? moneyInput(cut.amount, currency) : String(cut.share / 100),
    due: due === null ? '' : toLocalInput(due),
    kept,
  };
}
/** `wrong`: what was typed is no amount, or no share that leaves something for later. */
export function readDeposit({ kind, size, due, kept }: DepositTyped, currency: Currency): DepositTerms | null | 'wrong' {
  if (kind === 'none') return null;
  const cut = readCut(kind, size, currency);
  if (cut === null || (cut.kind === 'share' && (cut.share < 100 || cut.share > 9_900))) return 'wrong';
  return { cut, due: fromLocalInput(due), kept };
}

interface Props {
  readonly typed: DepositTyped;
  readonly currency: Currency;
  readonly wrong: boolean;
  readonly onChange: (typed: DepositTyped) => void;
}
export function DepositFields({ typed, currency, wrong, onChange }: Props) {
  const change = (more: Partial<DepositTyped>): void => onChange({ ...typed, ...more });
  return (
    <>
      <Choice
        label={w('deposit.label')}
        value={typed.kind}
        choices={(['none', 'amount', 'share'] as const).map((value) => ({ value, label: w(`deposit.${value}`), hint: null }))}
        onChange={(kind) => change({ kind })}
      />
      {typed.kind === 'none' ? null : (
        <>
          <CutField kind={typed.kind} size={typed.size} currency={currency} wrong={wrong} onChange={(size) => change({ size })} />
          <Field label={w('deposit.due')} hint={w('deposit.dueHint')} error={null}>
            {(control) => <input {...control} type="datetime-local" value={typed.due} onChange={(event) => change({ due: event.target.value })} />}
          </Field>
          <Switch label={w('deposit.kept')} hint={w('deposit.keptHint')} on={typed.kept} onChange={(kept) => change({ kept })} />
        </>
      )}
    </>
  );
}
