import { useState } from 'react';
import { Minus, Plus } from 'lucide-react';
import type { ChannelPart } from '@protocol/parts.ts';
import { SECOND, type DurationMs, type Instant } from '@protocol/time.ts';
import { useSession } from '../app/session-context.ts';
import { useCommand, useLine, useList, usePresence, useTick } from '../line/use-line.ts';
import { anyNumber } from '../paper/valid.ts';
import { w } from '../text/words.ts';
import { Button } from '../ui/Button.tsx';
import { Modal } from '../ui/Modal.tsx';
import { LONGEST_DELAY, measuredDelay, tapped } from './delay.ts';

/** So long a mark is waited for before the next: two on their way at once could not be told apart. */
const AWAITED: DurationMs = 60 * SECOND;

interface Marked {
  readonly at: Instant;
  /** The channels on which it was seen. */
  readonly seen: ReadonlySet<string>;
}

/** D2: how late each channel's viewers are: by hand, as the platform says, or measured with a mark on the stream. */
export function DelayBox() {
  const line = useLine();
  const channels = useList('channels').filter((channel) => channel.enabled);
  const overlays = usePresence('overlays') ?? [];
  const flash = useCommand('overlay.mark');
  const [mark, setMark] = useState<Marked | null>(null);
  const [taps, setTaps] = useState<Readonly<Record<string, readonly DurationMs[]>>>({});
  const isAwaited = useTick((now) => mark !== null && now - mark.at < AWAITED) && channels.some(({ channel }) => mark?.seen.has(channel) === false);
  if (channels.length === 0) return null;
  const doFlash = async (): Promise<void> => {
    const answer = await flash.send({});
    // It is on its way to the overlays as this is heard.
    if (answer?.ok === true) setMark({ at: line.now(), seen: new Set() });
  };
  const see = (channel: string): void => {
    if (mark === null) return;
    const late = tapped(mark.at, line.now());
    setMark({ ...mark, seen: new Set([...mark.seen, channel]) });
    if (late !== null) setTaps({ ...taps, [channel]: [...(taps[channel] ?? []), late] });
  };
  const forget = (channel: string): void => setTaps({ ...taps, [channel]: [] });
  return (
    <section className="delays" aria-label={w('delay.title')}>
      <p className="quiet">{w('delay.text')}</p>
      {channels.map((channel) => (
        <DelayRow
          key={channel.channel}
          channel={channel}
          taps={taps[channel.channel] ?? []}
          onSee={isAwaited && mark?.seen.has(channel.channel) === false ? () => see(channel.channel) : null}
          onKept={() => forget(channel.channel)}
        />
      ))}
      <div className="delay-flash">
        <Button look="plain" onPress={() => void doFlash()} disabled={isAwaited || overlays.length === 0} sending={flash.sending} shortcut={null}>
          {w('delay.flash')}
        </Button>
        <p className="quiet" role="status">
          {w(overlays.length === 0 ? 'delay.noOverlay' : isAwaited ? 'delay.watch' : 'delay.how')}
        </p>
      </div>
    </section>
  );
}

/** Where there is no pill to press: on the phone that watches the stream. */
export function DelayButton() {
  const { role } = useSession();
  const [isOpen, setOpen] = useState(false);
  const isSome = useList('channels').some((channel) => channel.enabled);
  if (!isSome || role === 'moderator') return null;
  return (
    <>
      <Button look="plain" onPress={() => setOpen(true)} disabled={false} sending={false} shortcut={null}>
        {w('delay.title')}
      </Button>
      {isOpen ? (
        <Modal title={w('delay.title')} onClose={() => setOpen(false)} wide={false}>
          <DelayBox />
        </Modal>
      ) : null}
    </>
  );
}

interface RowProps {
  readonly channel: ChannelPart;
  readonly taps: readonly DurationMs[];
  /** Null while there is no mark to be seen. */
  readonly onSee: (() => void) | null;
  readonly onKept: () => void;
}
function DelayRow({ channel: { channel, label, delaySeconds, latencies }, taps, onSee, onKept }: RowProps) {
  const save = useCommand('channel.delay');
  const [typed, setTyped] = useState<string | null>(null);
  const set = async (seconds: number): Promise<boolean> => {
    const answer = await save.send({ channel, delaySeconds: Math.min(LONGEST_DELAY, Math.max(0, seconds)) });
    return answer?.ok === true;
  };
  const read = (): void => {
    const seconds = typed === null ? null : anyNumber(typed, 0, LONGEST_DELAY);
    setTyped(null);
    if (seconds !== null && seconds !== delaySeconds) void set(seconds);
  };
  const measured = measuredDelay(taps);
  return (
    <div className="delay" role="group" aria-label={label}>
      <div className="delay-set">
        <b>{label}</b>
        <button type="button" className="button button-plain delay-step" aria-label={w('delay.less', { label })} onClick={() => void set(delaySeconds - 1)}>
          <Minus size={18} aria-hidden />
        </button>
        <input
          className="num"
          inputMode="decimal"
          aria-label={w('delay.of', { label })}
          value={typed ?? String(delaySeconds)}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={read}
          onKeyDown={(event) => {
            if (event.key === 'Enter') read();
          }}
        />
        <span aria-hidden>{w('delay.unit')}</span>
        <button type="button" className="button button-plain delay-step" aria-label={w('delay.more', { label })} onClick={() => void set(delaySeconds + 1)}>
          <Plus size={18} aria-hidden />
        </button>
      </div>
      {latencies.length === 0 ? null : (
        <div className="pop-row">
          {latencies.map((preset) => (
            <button
              key={preset.delaySeconds}
              type="button"
              className="button button-plain"
              aria-pressed={preset.delaySeconds === delaySeconds}
              onClick={() => void set(preset.delaySeconds)}
            >
              {w('delay.preset', { name: w(`delay.${preset.kind}`), delay: preset.delaySeconds })}
            </button>
          ))}
        </div>
      )}
      {onSee === null ? null : (
        <Button look="main" onPress={onSee} disabled={false} sending={false} shortcut={null}>
          {w('delay.see', { label })}
        </Button>
      )}
      {measured === null ? null : (
        <div className="delay-measured">
          <span className="num">{w('delay.measured', { n: taps.length, delay: measured })}</span>
          <Button
            look="plain"
            onPress={() => void set(measured).then((ok) => (ok ? onKept() : undefined))}
            disabled={false}
            sending={save.sending}
            shortcut={null}
          >
            {w('delay.keep', { delay: measured })}
          </Button>
        </div>
      )}
    </div>
  );
}
