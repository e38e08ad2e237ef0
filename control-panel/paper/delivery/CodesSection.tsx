import { useState, type SubmitEvent } from 'react';
import { parseMoney, type Currency } from '@protocol/money.ts';
import { useCommand } from '../../line/use-line.ts';
import { currencySign, money, moneyInput } from '../../text/money-text.ts';
import { dayAndTime, fromLocalInput, toLocalInput } from '../../text/show-time.ts';
import { formatLocale, w } from '../../text/words.ts';
import { Button, SubmitButton } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { Field } from '../../ui/Field.tsx';
import { Modal } from '../../ui/Modal.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { Section } from '../Section.tsx';
import { wholeNumber } from '../valid.ts';
import { CutField, readCut } from './DeliveryRest.tsx';
import type { Pricing } from './sendable.ts';
import { percentInput } from './percent.ts';

type Code = Pricing['codes'][number];

export function CodesSection({ codes, currency }: { readonly codes: readonly Code[]; readonly currency: Currency }) {
  const [editing, setEditing] = useState<Code | 'new' | null>(null);
  return (
    <Section title={w('codes.section')} text={w('codes.text')}>
      {codes.length === 0 ? <p className="quiet">{w('codes.none')}</p> : null}
      <ul className="rows">
        {codes.map((code) => (
          <li key={code.code}>
            <div>
              <b className="mono">{code.code}</b>
              <span className="quiet num">
                {w(code.on === 'goods' ? 'codes.offGoods' : 'codes.offDelivery', {
                  off: code.cut.kind === 'amount' ? money(code.cut.amount, currency) : w('percent', { n: percentInput(code.cut.share) }),
                })}
              </span>
              {code.until === null ? null : <span className="quiet num">{w('codes.untilShort', { until: dayAndTime(code.until) })}</span>}
              {code.enabled ? null : <span className="quiet">{w('codes.off')}</span>}
            </div>
            <span className="num">{code.uses === null ? w('codes.used', { n: code.used }) : w('codes.usedOf', { used: code.used, n: code.uses })}</span>
            <Button look="quiet" onPress={() => setEditing(code)} disabled={false} sending={false} shortcut={null}>
              {w('edit')}
            </Button>
          </li>
        ))}
      </ul>
      <Button look="plain" onPress={() => setEditing('new')} disabled={false} sending={false} shortcut={null}>
        {w('codes.add')}
      </Button>
      {editing === null ? null : <CodeDialog code={editing === 'new' ? null : editing} currency={currency} onClose={() => setEditing(null)} />}
    </Section>
  );
}

function CodeDialog({ code, currency, onClose }: { readonly code: Code | null; readonly currency: Currency; readonly onClose: () => void }) {
  const save = useCommand('code.save');
  const remove = useCommand('code.remove');
  const number = (value: number | null): string => (value === null ? '' : String(value));
  const time = (value: number | null): string => (value === null ? '' : toLocalInput(value));
  const [typed, setTyped] = useState({
    code: code?.code ?? '',
    kind: code?.cut.kind ?? 'share',
    size: code === null ? '' : code.cut.kind === 'amount' ? moneyInput(code.cut.amount, currency) : percentInput(code.cut.share),
    on: code?.on ?? 'goods',
    from: time(code?.from ?? null),
    until: time(code?.until ?? null),
    minimum: code === null || code.minimum === 0 ? '' : moneyInput(code.minimum, currency),
    uses: number(code?.uses ?? null),
    perPerson: code === null ? '1' : number(code.perPerson),
    combines: code?.combines ?? false,
    enabled: code?.enabled ?? true,
  });
  // One person once is what nearly every code means: that alone opens nothing.
  const [hasLimits] = useState(code !== null && (code.from ?? code.until ?? code.uses) !== null);
  const [wrong, setWrong] = useState<'code' | 'size' | 'rest' | null>(null);
  const change = (more: Partial<typeof typed>): void => setTyped({ ...typed, ...more });
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const cut = readCut(typed.kind, typed.size, currency);
    const minimum = typed.minimum.trim() === '' ? 0 : parseMoney(typed.minimum, currency, formatLocale());
    const uses = typed.uses.trim() === '' ? null : wholeNumber(typed.uses, 1, 1_000_000);
    const perPerson = typed.perPerson.trim() === '' ? null : wholeNumber(typed.perPerson, 1, 1_000);
    if (!/^[a-z0-9][a-z0-9_-]{1,23}$/iu.test(typed.code.trim())) return setWrong('code');
    if (cut === null) return setWrong('size');
    if (minimum === null || (uses === null && typed.uses.trim() !== '') || (perPerson === null && typed.perPerson.trim() !== '')) return setWrong('rest');
    setWrong(null);
    const { on, combines, enabled } = typed;
    const answer = await save.send({ code: typed.code.trim(), cut, on, from: fromLocalInput(typed.from), until: fromLocalInput(typed.until), minimum, uses, perPerson, combines, enabled }); // prettier-ignore
    if (answer?.ok === true) onClose();
  };
  const input = (name: 'minimum' | 'uses' | 'perPerson', label: string) => (
    <Field label={label} hint={null} error={null}>
      {(control) => (
        <input {...control} className="short num" inputMode="decimal" value={typed[name]} onChange={(event) => change({ [name]: event.target.value })} />
      )}
    </Field>
  );
  return (
    <Modal title={code === null ? w('codes.add') : w('codes.edit', { code: code.code })} onClose={onClose} wide={false}>
      <form className="form" onSubmit={(event) => void submit(event)} noValidate>
        {code === null ? (
          <Field label={w('codes.code')} hint={w('codes.codeHint')} error={wrong === 'code' ? w('codes.codeWrong') : null}>
            {(control) => (
              <input
                {...control}
                className="mono"
                maxLength={24}
                autoCapitalize="characters"
                autoComplete="off"
                value={typed.code}
                onChange={(event) => change({ code: event.target.value })}
              />
            )}
          </Field>
        ) : null}
        <Choice
          label={w('codes.what')}
          value={typed.kind}
          choices={(['share', 'amount'] as const).map((value) => ({ value, label: w(`cut.${value}`), hint: null }))}
          onChange={(kind) => change({ kind })}
        />
        <CutField kind={typed.kind} size={typed.size} currency={currency} wrong={wrong === 'size'} onChange={(size) => change({ size })} />
        <Choice
          label={w('codes.on')}
          value={typed.on}
          choices={(['goods', 'delivery'] as const).map((value) => ({ value, label: w(`codes.on.${value}`), hint: null }))}
          onChange={(on) => change({ on })}
        />
        <details className="fold" open={hasLimits || wrong === 'rest'}>
          <summary>{w('codes.more')}</summary>
          <div className="fold-in">
            <div className="pair">
              <Field label={w('codes.from')} hint={null} error={null}>
                {(control) => <input {...control} type="datetime-local" value={typed.from} onChange={(event) => change({ from: event.target.value })} />}
              </Field>
              <Field label={w('codes.until')} hint={null} error={null}>
                {(control) => <input {...control} type="datetime-local" value={typed.until} onChange={(event) => change({ until: event.target.value })} />}
              </Field>
            </div>
            <div className="pair">
              {input('uses', w('codes.uses'))}
              {input('perPerson', w('codes.perPerson'))}
            </div>
            {input('minimum', w('codes.minimum', { sign: currencySign(currency) }))}
            {wrong === 'rest' ? <p className="wrong">{w('codes.restWrong')}</p> : null}
            <Switch label={w('codes.combines')} hint={w('codes.combinesHint')} on={typed.combines} onChange={(combines) => change({ combines })} />
          </div>
        </details>
        <Switch label={w('codes.enabled')} hint={null} on={typed.enabled} onChange={(enabled) => change({ enabled })} />
        <div className="modal-actions">
          {code === null ? null : (
            <Button
              look="quiet"
              onPress={() => void remove.send({ code: code.code }).then((answer) => answer?.ok === true && onClose())}
              disabled={false}
              sending={remove.sending}
              shortcut={null}
            >
              {w('codes.remove')}
            </Button>
          )}
          <SubmitButton sending={save.sending} disabled={false}>
            {w('save')}
          </SubmitButton>
        </div>
      </form>
    </Modal>
  );
}
