import { useId, useState } from 'react';
import { Plus } from 'lucide-react';
import type { AdapterForm } from '../../http/adapters.ts';
import { useCommand, useList } from '../../line/use-line.ts';
import { w } from '../../text/words.ts';
import { Section } from '../Section.tsx';
import { HandChannelForm } from './HandChannelForm.tsx';
import { HandChannelRow } from './HandChannelRow.tsx';
import { ANY_PRESET, handPresets, type HandPreset } from './hand-presets.ts';

/** Channels that a person posts in: no log-in, no bot. A name is enough. */
export function HandChannels({ chats }: { readonly chats: readonly AdapterForm[] }) {
  const channels = useList('channels');
  const add = useCommand('channel.by-hand');
  const [names, setNames] = useState(false);
  const headId = useId();
  const mine = channels.filter((channel) => channel.hand !== null);
  const taken = new Set(channels.filter((channel) => channel.hand !== null || channel.enabled).map((channel) => channel.label.toLowerCase()));
  const builtIn = chats
    .filter(({ typed }) => typed)
    .map(({ label, delaySeconds, longest }): HandPreset => ({ label, delaySeconds, longest: Math.max(50, Math.min(500, longest)) }));
  const offered = [...builtIn, ...handPresets()].filter(
    ({ label }, at, all) => !taken.has(label.toLowerCase()) && all.findIndex((other) => other.label.toLowerCase() === label.toLowerCase()) === at,
  );
  const choose = (preset: HandPreset): void => void add.send({ channel: null, enabled: true, templates: {}, ...preset });
  return (
    <Section title={w('hand.title')} text={w('hand.text')}>
      {mine.length === 0 ? null : (
        <ul className="hand-channels">
          {mine.map((channel) => (
            <HandChannelRow key={channel.channel} channel={channel} />
          ))}
        </ul>
      )}
      <h3 id={headId}>{mine.length === 0 ? w('hand.where') : w('hand.more')}</h3>
      <div className="chips" role="group" aria-labelledby={headId}>
        {offered.map((preset) => (
          <button key={preset.label} type="button" className="button button-plain" aria-disabled={add.sending} onClick={() => choose(preset)}>
            <Plus size={16} aria-hidden />
            {preset.label}
          </button>
        ))}
        {names ? null : (
          <button type="button" className="button button-quiet" onClick={() => setNames(true)}>
            {w('hand.other')}
          </button>
        )}
      </div>
      {names ? <HandChannelForm channel={null} preset={ANY_PRESET} onOver={() => setNames(false)} /> : null}
    </Section>
  );
}
