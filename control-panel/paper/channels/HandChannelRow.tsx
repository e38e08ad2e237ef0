import { useState } from 'react';
import type { ChannelPart } from '@protocol/parts.ts';
import { useCommand } from '../../line/use-line.ts';
import { w } from '../../text/words.ts';
import { Button } from '../../ui/Button.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { HandChannelForm } from './HandChannelForm.tsx';
import { ANY_PRESET } from './hand-presets.ts';

/** A channel by hand in one line: on or off at a press, and the rest where somebody wants to change it. */
export function HandChannelRow({ channel }: { readonly channel: ChannelPart }) {
  const save = useCommand('channel.by-hand');
  const [open, setOpen] = useState(false);
  const { label, enabled, delaySeconds, templates } = channel;
  const longest = channel.hand?.longest ?? ANY_PRESET.longest;
  const turn = (on: boolean): void => void save.send({ channel: channel.channel, label, enabled: on, delaySeconds, longest, templates: { ...templates } });
  return (
    <li className={enabled ? 'hand' : 'hand hand-off'}>
      <div className="hand-row">
        <Switch label={label} hint={w(enabled ? 'hand.what' : 'hand.whatOff', { delay: delaySeconds, longest })} on={enabled} onChange={turn} />
        {open ? null : (
          <Button look="quiet" onPress={() => setOpen(true)} disabled={false} sending={false} shortcut={null}>
            {w('hand.change')}
            <span className="unseen"> {label}</span>
          </Button>
        )}
      </div>
      {open ? <HandChannelForm channel={channel} preset={ANY_PRESET} onOver={() => setOpen(false)} /> : null}
    </li>
  );
}
