import { chatKinds, type ChatKind } from '@protocol/chat-template.ts';
import { w } from '../../text/words.ts';
import { TemplateField } from './TemplateField.tsx';

export type Written = Readonly<Partial<Record<ChatKind, string>>>;
/** What a person copies from the desk: nobody there asks the shop anything. */
export const handKinds = ['link', 'last-few', 'sold-out', 'called-off', 'extended', 'restocked', 'repriced'] as const satisfies readonly ChatKind[];

/** Only what was written: the rest is ours. */
export const written = (templates: Written): Record<string, string> =>
  Object.fromEntries(chatKinds.flatMap((kind) => ((templates[kind] ?? '').trim() === '' ? [] : [[kind, (templates[kind] ?? '').trim()]])));

interface Props {
  readonly kinds: readonly ChatKind[];
  readonly templates: Written;
  readonly longest: number;
  readonly onChange: (templates: Written) => void;
}
/** What is written in a channel, folded away: ours will do for a first evening. */
export function Templates({ kinds, templates, longest, onChange }: Props) {
  return (
    <details className="fold">
      <summary>{w('channel.templates')}</summary>
      <p className="hint">{w('channel.templatesHint')}</p>
      <div className="fold-in">
        {kinds.map((kind) => (
          <TemplateField key={kind} kind={kind} own={templates[kind] ?? ''} longest={longest} onChange={(text) => onChange({ ...templates, [kind]: text })} />
        ))}
      </div>
    </details>
  );
}
