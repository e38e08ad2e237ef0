import { ExternalLink, Minus, Plus } from 'lucide-react';
import type { PanelDrop } from '@protocol/parts.ts';
import { useChannelName } from './use-channel-name.ts';
import { useCommand, useDrops, useList, useView } from '../line/use-line.ts';
import { w } from '../text/words.ts';

/** Of a drop that is bought elsewhere: whose count it is, who went there, and one press for each unit that the host hears of. */
export function SoldThere({ drop }: { readonly drop: PanelDrop }) {
  const nameOf = useChannelName();
  const { sells } = drop;
  if (sells === undefined) return null;
  const visits = Object.entries(drop.leads?.left ?? {});
  const total = visits.reduce((sum, [, n]) => sum + n, 0);
  return (
    <section className="sold-there" aria-label={w('there.label', { at: sells.at })}>
      <p>
        <ExternalLink size={15} aria-hidden /> {sells.keeps === 'host' ? w('there.byHost', { at: sells.at }) : w('there.byShop', { at: sells.at })}
      </p>
      <p className="quiet num">
        {total === 0 ? w('there.noneWent', { at: sells.at }) : w('there.went', { n: total, at: sells.at })}
        {total === 0 ? null : ` (${visits.map(([channel, n]) => w('there.from', { n, channel: nameOf(channel) })).join(', ')})`}
      </p>
      {sells.keeps === 'host' ? (
        <ul className="sold-marks">
          {drop.lines.map((line) => (
            <Mark key={line.sku} dropId={drop.dropId} sku={line.sku} name={line.title || drop.title} left={line.left} sold={line.sold} />
          ))}
        </ul>
      ) : null}
    </section>
  );
}

function Mark({
  dropId,
  sku,
  name,
  left,
  sold,
}: {
  readonly dropId: string;
  readonly sku: string;
  readonly name: string;
  readonly left: number;
  readonly sold: number;
}) {
  const mark = useCommand('drop.mark');
  const isLive = useView((view) => view.status === 'live');
  return (
    <li>
      <span>{name}</span>
      <button
        type="button"
        className="button button-quiet"
        aria-label={w('there.oneLess', { name })}
        disabled={!isLive || sold === 0}
        aria-disabled={mark.sending}
        onClick={() => void mark.send({ dropId, sku, by: -1 })}
      >
        <Minus size={17} aria-hidden />
      </button>
      <b className="num" role="status">
        {w('there.sold', { n: sold, left })}
      </b>
      <button
        type="button"
        className="button button-plain"
        aria-label={w('there.oneMore', { name })}
        disabled={!isLive}
        aria-disabled={mark.sending}
        onClick={() => void mark.send({ dropId, sku, by: 1 })}
      >
        <Plus size={17} aria-hidden /> {w('there.one')}
      </button>
    </li>
  );
}

/** Whoever went there before the end may have paid after it: what ended in this show can still be marked. */
export function SoldBefore() {
  const cues = useList('rundown');
  const drops = useDrops();
  const ended = cues.flatMap((cue) => {
    const drop = cue.dropId === null ? undefined : drops[cue.dropId];
    return drop?.state === 'ended' && drop.sells?.keeps === 'host' ? [drop] : [];
  });
  if (ended.length === 0) return null;
  return (
    <section className="also">
      <h3>{w('there.before')}</h3>
      {ended.map((drop) => (
        <details key={drop.dropId}>
          <summary>{drop.title}</summary>
          <SoldThere drop={drop} />
        </details>
      ))}
    </section>
  );
}

/** Shops whose counts go along with ours: in step, on their way, or stuck with a reason. */
export function InStepWith() {
  const shops = useList('links').filter((shop) => shop.enabled && shop.keeps === 'there');
  return shops.map((shop) => {
    const name = shop.name ?? shop.label;
    const stuck = shop.apart.find((row) => row.note !== '');
    const words =
      shop.lookedAt === null
        ? w('there.notLooked', { name })
        : stuck !== undefined
          ? w('there.stuck', { name, title: stuck.title, here: stuck.here, there: stuck.there, note: stuck.note })
          : shop.apart.length > 0
            ? w('there.onTheWay', { name, n: shop.apart.length })
            : w('there.inStep', { name, n: shop.linked });
    return (
      <p key={shop.shop} className={`in-step ${stuck === undefined ? 'quiet' : 'in-step-look'}`} role="status">
        {words}
      </p>
    );
  });
}
