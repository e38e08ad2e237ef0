import { useMemo } from 'react';
import { chat } from '@locales/en.json';
import { chatBlanks, fillTemplate, strangeBlanks, type ChatKind } from '@protocol/chat-template.ts';
import { say } from '@protocol/words.ts';
import { usePart } from '../../line/use-line.ts';
import { money } from '../../text/money-text.ts';
import { w } from '../../text/words.ts';
import { Field } from '../../ui/Field.tsx';

interface Props {
  readonly kind: ChatKind;
  /** The host's own wording; empty for ours. */
  readonly own: string;
  readonly longest: number;
  readonly onChange: (text: string) => void;
}

/** One message of the bot, and exactly what it would post for a sample drop. */
export function TemplateField({ kind, own, longest, onChange }: Props) {
  const shop = usePart('shop');
  const ours = chat[`template.${kind}`];
  const preview = useMemo(() => {
    const blanks = {
      title: w('sample.title'),
      price: shop === null ? '' : money(14_800, shop.currency),
      left: '9',
      minutes: '10',
      reason: w('extend.reasonDefault'),
      link: `${shop?.publicUrl ?? w('sample.address')}/d/k7p2x9`,
      shop: shop?.name ?? w('product'),
      claim: '!claim A1',
      tag: 'A1',
      who: w('sample.who'),
      why: say(chat, 'en', 'claimNo.sold-out', { tag: 'A1' }),
    };
    return fillTemplate(kind, own.trim() || ours, blanks, longest > 0 ? longest : 500);
  }, [kind, own, ours, longest, shop]);
  const strange = strangeBlanks(kind, own);
  const text = preview.ok ? preview.text : '';
  const error =
    strange.length > 0
      ? w('template.strange', { names: strange.map((name) => `{${name}}`).join(', ') })
      : preview.ok
        ? null
        : w(`template.${preview.why === 'no-link' ? 'noLink' : preview.why === 'too-long' ? 'tooLong' : 'empty'}`);
  return (
    <div className="template">
      <Field label={w(`template.name.${kind}`)} hint={w('template.blanks', { names: chatBlanks[kind].map((name) => `{${name}}`).join(' ') })} error={error}>
        {(control) => <textarea {...control} rows={2} maxLength={500} placeholder={ours} value={own} onChange={(event) => onChange(event.target.value)} />}
      </Field>
      <p className="preview">
        <span>{text}</span>
        <small className="num">{longest > 0 ? w('template.length', { n: text.length, longest }) : w('template.lengthOnly', { n: text.length })}</small>
      </p>
    </div>
  );
}
