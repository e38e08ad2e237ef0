import { useState, type ReactNode } from 'react';
import { Check, Copy } from 'lucide-react';
import { Link, useRouter } from 'wouter';
import { blanksOf, renderChat } from '@protocol/chat-template.ts';
import { chat as chatWords } from '@locales/en.json';
import { formatClock } from '@protocol/time.ts';
import { sumCounts } from '@protocol/ticks.ts';
import type { PanelDrop } from '@protocol/parts.ts';
import { useSession } from '../app/session-context.ts';
import { useCommand, useDrop, useLine, useList, usePart, usePresence, useTick, useView } from '../line/use-line.ts';
import { timeOfDay } from '../text/show-time.ts';
import { w } from '../text/words.ts';
import { Button } from '../ui/Button.tsx';
import { copyText } from '../ui/copy.ts';
import { linesToPost, type PostLine } from './post-lines.ts';

/** Longest of the line for any chat: as long as the strictest of the known ones takes with room to spare. */
const ANY_LONGEST = 200;

/** The finished lines that a person posts: one per channel, from the moment its viewers see the picture. Nothing where there is none. */
export function PostLines() {
  const line = useLine();
  const tasks = useList('tasks');
  const channels = useList('channels');
  const present = usePresence('channels');
  useTick((now) =>
    linesToPost(tasks, channels, present, now)
      .map(({ task, state, waits }) => `${task.taskId} ${state} ${waits}`)
      .join(),
  );
  const lines = linesToPost(tasks, channels, present, line.now());
  const drop = useDrop(usePart('onAir'));
  const forAny = drop !== null && channels.every((channel) => !channel.enabled) ? drop : null;
  if (lines.length === 0 && forAny === null) return null;
  return (
    <section className="post-lines" aria-label={w('post.label')}>
      <ul>
        {lines.map((each) => (
          <Line key={each.task.taskId} line={each} />
        ))}
        {forAny === null ? null : <AnyLine drop={forAny} />}
      </ul>
    </section>
  );
}

/** What is shown of the time: until when it waits, or until when it is of use. */
function useWhen({ task, state }: PostLine): string {
  const soon = useTick((now) => (task.dueAt > now ? formatClock(task.dueAt - now) : ''));
  switch (state) {
    case 'soon':
      return w('post.soon', { clock: soon });
    case 'due':
      return task.uselessAt === null ? w('post.now') : w('post.until', { time: timeOfDay(task.uselessAt) });
    case 'posted':
      return w('post.posted');
    case 'gone':
      return w('post.gone');
    default: {
      const never: never = state;
      return never;
    }
  }
}

function Line({ line }: { readonly line: PostLine }) {
  const { task, label, state, waits } = line;
  const { role } = useSession();
  const isLive = useView((view) => view.status === 'live');
  const done = useCommand('post.done');
  const when = useWhen(line);
  // Ticked by whoever runs the show; a moderator may copy it.
  const mayTick = role === 'owner' || role === 'host' || role === 'producer';
  return (
    <li className={`post-line post-line-${state} ${waits === null ? '' : 'post-line-waits'}`}>
      <div className="post-line-where">
        <b>{label}</b>
        <span className="num">{when}</span>
      </div>
      {state === 'posted' || state === 'gone' ? (
        <p className="post-line-note" role="status">
          {state === 'posted' ? <Check size={17} aria-hidden /> : null}
          {task.note}
        </p>
      ) : task.text === null ? (
        <p className="post-line-note">{w('post.noText')}</p>
      ) : (
        <Text label={label} text={task.text} disabled={state === 'soon'}>
          {(copied) =>
            mayTick ? (
              <Button
                look={copied ? 'main' : 'plain'}
                onPress={() => void done.send({ taskId: task.taskId })}
                disabled={!isLive || state === 'soon'}
                sending={done.sending}
                shortcut={null}
              >
                <span className="unseen">{w('post.in', { label })}</span> {w('post.done')}
              </Button>
            ) : null
          }
        </Text>
      )}
      {waits === null ? null : <p className="post-line-why">{waits === 0 ? w('post.away', { label }) : w('post.awayMore', { label, n: waits })}</p>}
    </li>
  );
}

/** While no channel has a name: one line with the link that is nobody's. There is nothing to tick. */
function AnyLine({ drop }: { readonly drop: PanelDrop }) {
  const { role } = useSession();
  // Dock and phone have no screen for it.
  const isPanel = useRouter().base === '/panel';
  const shop = usePart('shop');
  const isOn = useTick((now) => drop.state === 'live' && drop.endsAt !== null && now < drop.endsAt);
  const url = drop.links.find((link) => link.channel === 'copy')?.url ?? null;
  if (!isOn || url === null) return null;
  const prices = drop.lines.map((each) => each.price);
  const data = {
    title: drop.title,
    priceMinor: String(Math.min(...prices)),
    priceVaries: String(new Set(prices).size > 1),
    left: String(sumCounts(drop.lines).left),
  };
  const made = renderChat(
    'link',
    blanksOf(data, shop, url, (price) => w('post.priceFrom', { price })),
    {},
    chatWords,
    ANY_LONGEST,
  );
  if (!made.ok) return null;
  return (
    <li className="post-line post-line-any">
      <div className="post-line-where">
        <b>{w('post.any')}</b>
        <span className="num">{w('post.now')}</span>
      </div>
      <Text label={w('post.any')} text={made.text} disabled={false}>
        {() => null}
      </Text>
      {isPanel && (role === 'owner' || role === 'host') ? (
        <p className="post-line-why">
          {w('post.anyText')} <Link href="/channels">{w('channels.open')}</Link>
        </p>
      ) : null}
    </li>
  );
}

interface TextProps {
  readonly label: string;
  readonly text: string;
  readonly disabled: boolean;
  readonly children: (copied: boolean) => ReactNode;
}
/** The line in a field that grows with it, to be copied whole, and what is done after. */
function Text({ label, text, disabled, children }: TextProps) {
  const [field, setField] = useState<HTMLTextAreaElement | null>(null);
  const [copied, setCopied] = useState<'no' | 'yes' | 'selected'>('no');
  const copy = (): void => void copyText(text, field).then((done) => setCopied(done ? 'yes' : 'selected'));
  return (
    <>
      <div className="post-line-text">
        <span aria-hidden>{text}</span>
        <textarea ref={setField} rows={1} readOnly value={text} aria-label={w('post.of', { label })} onFocus={(event) => event.target.select()} />
      </div>
      <div className="post-line-does">
        <button type="button" className={`button button-${copied === 'no' ? 'main' : 'plain'}`} disabled={disabled} onClick={copy}>
          {copied === 'yes' ? <Check size={18} aria-hidden /> : <Copy size={18} aria-hidden />}
          <span aria-live="polite">{copied === 'yes' ? w('copy.done') : copied === 'selected' ? w('post.selected') : w('copy.do')}</span>
          <span className="unseen">{w('post.for', { label })}</span>
        </button>
        {children(copied !== 'no')}
      </div>
    </>
  );
}
