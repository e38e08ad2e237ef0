import { useEffect, useRef, useState, type SubmitEvent } from 'react';
import { Minus, Plus } from 'lucide-react';
import { mediaIdOf } from '@protocol/media.ts';
import { parseMoney, type Minor } from '@protocol/money.ts';
import { useUploading } from '../http/upload.ts';
import { useCommand, useList, usePart, useView } from '../line/use-line.ts';
import { FloorNote } from '../margin/FloorNote.tsx';
import { useFloor } from '../margin/use-floor.ts';
import { WaiveField, waived } from '../margin/WaiveField.tsx';
import { currencySign, moneyInput } from '../text/money-text.ts';
import { formatLocale, w } from '../text/words.ts';
import { Button, SubmitButton } from '../ui/Button.tsx';
import { Choice } from '../ui/Choice.tsx';
import { Field } from '../ui/Field.tsx';
import { Modal } from '../ui/Modal.tsx';
import { PicturePicker } from '../ui/PicturePicker.tsx';
import { toast } from '../ui/toasts.ts';
import { wholeNumber } from '../paper/valid.ts';

const MINUTES = ['2', '5', '10'] as const;
const TITLE = 80;
/** Between the last byte and the path of the picture lies a moment. */
const ARRIVES_MS = 100;
interface Wish {
  readonly what: 'go' | 'next';
  /** D1: what its presser saw. */
  readonly onAir: string | null;
}
/** A finger takes the photo first, and a keyboard that comes up by itself would lie over it. */
const hasKeyboard = (): boolean => window.matchMedia('(hover: hover) and (pointer: fine)').matches;
/** The last one's, for the next: at a stall most things cost the same and run as long. */
let last: { readonly price: Minor | null; readonly cost: Minor | null; readonly minutes: (typeof MINUTES)[number] } = { price: null, cost: null, minutes: '5' };

interface Props {
  /** Fired, or put next: the sheet has done its work. */
  readonly onDone: () => void;
}

/**
 * Something in the hand becomes a drop: photo, name, price, how many, and GO. For desk, dock and phone
 * alike, so it asks for nothing wider than 280 px. A name stands there already, and what was chosen
 * last time: photo, price and GO are enough.
 */
export function QuickDropForm({ onDone }: Props) {
  const show = usePart('show');
  const onAir = usePart('onAir');
  const currency = usePart('shop')?.currency ?? 'EUR';
  const drops = useList('rundown').filter((cue) => cue.kind === 'drop').length;
  const isLive = useView((view) => view.status === 'live');
  const quick = useCommand('drop.quick');
  const fire = useCommand('drop.fire');
  const uploading = useUploading();
  const [picture, setPicture] = useState<string | null>(null);
  /** Pressed while the photo is on its way: done as soon as it is there. */
  const [wish, setWish] = useState<Wish | null>(null);
  const [title, setTitle] = useState<string>(w('quick.lot', { n: drops + 1 }));
  const [price, setPrice] = useState(last.price === null ? '' : moneyInput(last.price, currency));
  /** Asked where prices are guarded, of whoever may see what goods cost. */
  const asksCost = usePart('guard') !== null;
  const floor = useFloor();
  const [cost, setCost] = useState(last.cost === null ? '' : moneyInput(last.cost, currency));
  const [reason, setReason] = useState('');
  const [count, setCount] = useState('1');
  const [minutes, setMinutes] = useState<(typeof MINUTES)[number]>(last.minutes);
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({});
  /** Made, and not on air: pressed again it is fired, and not made twice. */
  const [made, setMade] = useState<string | null>(null);
  const priceField = useRef<HTMLInputElement>(null);
  const costs = !asksCost || cost.trim() === '' ? null : parseMoney(cost, currency, formatLocale());
  const said = asksCost ? floor.of({ cost: costs, grams: null }, parseMoney(price, currency, formatLocale()), null) : null;
  const asksReason = floor.mayWaive && said?.below === true;
  const sending = quick.sending || fire.sending;

  /** The drop's id; null where it could not be made. */
  const make = async (): Promise<string | null> => {
    if (made !== null) return made;
    const amount = parseMoney(price, currency, formatLocale());
    const units = wholeNumber(count, 1, 10_000);
    const problems: Record<string, string> = {};
    if (title.trim() === '') problems['title'] = w('form.needed');
    if (amount === null) problems['price'] = w('form.price');
    if (asksCost && cost.trim() !== '' && costs === null) problems['cost'] = w('form.price');
    if (units === null) problems['count'] = w('form.wholeNumber');
    setWrong(problems);
    if (amount === null) priceField.current?.focus();
    if (show === null || amount === null || units === null || title.trim() === '' || problems['cost'] !== undefined) return null;
    const answer = await quick.send({
      showId: show.showId,
      title: title.trim(),
      price: amount,
      count: units,
      mediaId: picture === null ? null : mediaIdOf(picture),
      minutes: Number(minutes),
      ...(costs === null ? {} : { cost: costs }),
      ...(asksReason ? waived(reason) : {}),
    });
    if (answer === null) return null;
    if (!answer.ok) {
      setWrong({ all: answer.refusal.message });
      return null;
    }
    last = { price: amount, cost: costs, minutes };
    setMade(answer.result.dropId);
    return answer.result.dropId;
  };
  const go = async (expectOnAir: string | null): Promise<void> => {
    const dropId = await make();
    if (dropId === null) return;
    const answer = await fire.send({ dropId, expectOnAir });
    if (answer === null) return;
    if (answer.ok) onDone();
    else setWrong({ all: w('quick.waits', { title, message: answer.refusal.message }) });
  };
  const putNext = async (): Promise<void> => {
    if ((await make()) === null) return;
    toast('done', w('quick.isNext', { title }));
    onDone();
  };
  const press = (wanted: Wish): void => {
    if (sending || !isLive) return;
    if (uploading) return setWish(wanted);
    void (wanted.what === 'go' ? go(wanted.onAir) : putNext());
  };
  const latest = useRef({ picture, press });
  useEffect(() => {
    latest.current = { picture, press };
  });
  useEffect(() => {
    if (wish === null || uploading) return;
    const timer = setTimeout(() => {
      setWish(null);
      if (latest.current.picture === null) setWrong({ all: w('quick.noPhoto') });
      else latest.current.press(wish);
    }, ARRIVES_MS);
    return () => clearTimeout(timer);
  }, [wish, uploading]);
  const step = (by: number): void => setCount(String(Math.max(1, (wholeNumber(count, 1, 10_000) ?? 1) + by)));

  if (show === null || show.state === 'ended') return <p className="notice">{w('quick.noShow')}</p>;
  return (
    <form
      className="form quick"
      onSubmit={(event: SubmitEvent) => {
        event.preventDefault();
        press({ what: 'go', onAir });
      }}
      noValidate
    >
      <fieldset className="plain-set" disabled={made !== null}>
        <PicturePicker value={picture} onChange={setPicture} />
        <div className="quick-pair">
          <Field label={w('product.price', { currency: currencySign(currency) })} hint={null} error={wrong['price'] ?? null}>
            {(control) => (
              <input
                {...control}
                ref={priceField}
                className="big num"
                inputMode="decimal"
                autoComplete="off"
                autoFocus={hasKeyboard()}
                value={price}
                onFocus={(event) => event.target.select()}
                onChange={(event) => setPrice(event.target.value)}
              />
            )}
          </Field>
          <Field label={w('quick.count')} hint={null} error={wrong['count'] ?? null}>
            {(control) => (
              <div className="count-step">
                <button type="button" className="icon-button" aria-label={w('quick.fewer')} onClick={() => step(-1)}>
                  <Minus size={20} aria-hidden />
                </button>
                <input
                  {...control}
                  className="big num"
                  inputMode="numeric"
                  autoComplete="off"
                  value={count}
                  onFocus={(event) => event.target.select()}
                  onChange={(event) => setCount(event.target.value)}
                />
                <button type="button" className="icon-button" aria-label={w('quick.more')} onClick={() => step(1)}>
                  <Plus size={20} aria-hidden />
                </button>
              </div>
            )}
          </Field>
        </div>
        {asksCost ? (
          <div>
            <Field label={w('product.cost')} hint={w('quick.costHint')} error={wrong['cost'] ?? null}>
              {(control) => (
                <input
                  {...control}
                  className="num"
                  inputMode="decimal"
                  autoComplete="off"
                  value={cost}
                  onFocus={(event) => event.target.select()}
                  onChange={(event) => setCost(event.target.value)}
                />
              )}
            </Field>
            <FloorNote said={said} />
          </div>
        ) : null}
        {asksReason ? <WaiveField value={reason} onChange={setReason} /> : null}
        <Field label={w('quick.name')} hint={null} error={wrong['title'] ?? null}>
          {(control) => (
            <input
              {...control}
              maxLength={TITLE}
              autoComplete="off"
              value={title}
              onFocus={(event) => event.target.select()}
              onChange={(event) => setTitle(event.target.value)}
            />
          )}
        </Field>
        <Choice
          label={w('quick.minutes')}
          value={minutes}
          onChange={setMinutes}
          choices={MINUTES.map((value) => ({ value, label: w('cue.minutes', { n: Number(value) }), hint: null }))}
        />
      </fieldset>
      {wrong['all'] === undefined ? null : (
        <p className="wrong" role="alert">
          {wrong['all']}
        </p>
      )}
      <div className="modal-actions quick-actions">
        {made === null ? (
          <Button
            look="plain"
            onPress={() => press({ what: 'next', onAir })}
            disabled={!isLive}
            sending={quick.sending || wish?.what === 'next'}
            shortcut={null}
          >
            {w('quick.next')}
          </Button>
        ) : (
          <Button look="plain" onPress={onDone} disabled={false} sending={false} shortcut={null}>
            {w('quick.leave')}
          </Button>
        )}
        <SubmitButton sending={sending || wish?.what === 'go'} disabled={!isLive}>
          {wish?.what === 'go' ? w('quick.afterPhoto') : w('quick.go')}
        </SubmitButton>
      </div>
    </form>
  );
}

export function QuickDrop({ onClose }: { readonly onClose: () => void }) {
  return (
    <Modal title={w('quick.title')} onClose={onClose} wide={false}>
      <QuickDropForm onDone={onClose} />
    </Modal>
  );
}
