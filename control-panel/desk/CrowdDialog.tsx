import { useState } from 'react';
import type { CrowdDrop, CrowdPart, RestrictionPart } from '@protocol/fairness.ts';
import { MINUTE, type Instant } from '@protocol/time.ts';
import { useCommand, useList, useTick, useView } from '../line/use-line.ts';
import { timeOfDay } from '../text/show-time.ts';
import { w } from '../text/words.ts';
import { Button } from '../ui/Button.tsx';
import { Choice } from '../ui/Choice.tsx';
import { Modal } from '../ui/Modal.tsx';

/** The desk is told of so many reservations: of more it does not know how old they are. */
const MOST_TOLD = 100;
const MINUTES = ['0', '2', '5', '10'] as const;

/** What is done against hoarding: its numbers, letting go of what is unpaid, and who may not reserve. */
export function CrowdDialog({ crowd, onClose }: { readonly crowd: CrowdPart; readonly onClose: () => void }) {
  return (
    <Modal title={w('crowd.title')} onClose={onClose} wide={false}>
      {crowd.drops.length === 0 ? <p className="quiet">{w('crowd.none')}</p> : crowd.drops.map((drop) => <Numbers key={drop.dropId} drop={drop} />)}
      <Unpaid />
      <section className="crowd-part">
        <h3>{w('crowd.stopped')}</h3>
        {crowd.restricted.length === 0 ? (
          <p className="quiet">{w('crowd.nobody')}</p>
        ) : (
          <ul className="crowd-list">
            {crowd.restricted.map((row) => (
              <Stopped key={row.restrictionId} row={row} />
            ))}
          </ul>
        )}
      </section>
    </Modal>
  );
}

function Numbers({ drop }: { readonly drop: CrowdDrop }) {
  const rows = [
    [w(drop.draw ? 'crowd.row.networksIn' : 'crowd.row.networks'), drop.networks],
    [w(drop.draw ? 'crowd.row.mostIn' : 'crowd.row.most'), w('crowd.of', { most: drop.most, free: drop.free })],
    ...(drop.draw ? [] : ([[w('crowd.row.inLine'), drop.inLine]] as const)),
    [w('crowd.row.asked'), drop.asked],
    [w('crowd.row.solved'), drop.solved],
    [w('crowd.row.refused'), drop.refused],
    [w('crowd.row.cooled'), drop.cooled],
    [w('crowd.row.turnedAway'), drop.turnedAway],
  ] as const;
  return (
    <section className="crowd-part">
      <h3>{drop.title}</h3>
      <dl className="crowd-rows num">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** What was seen is what is let go: whoever reserves while the question stands there keeps it. */
function Unpaid() {
  const holds = useList('holds');
  const release = useCommand('hold.release-unpaid');
  const isLive = useView((view) => view.status === 'live');
  const [minutes, setMinutes] = useState<(typeof MINUTES)[number]>('5');
  const [asked, setAsked] = useState<{ readonly before: Instant; readonly n: number } | null>(null);
  const now = useTick((at) => at);
  const before = now - Number(minutes) * MINUTE;
  const n = holds.filter((hold) => hold.placedAt < before).length;
  const isMore = holds.length >= MOST_TOLD;
  const doIt = (many: number): string => (isMore ? w('crowd.letGoMany') : w('crowd.letGo', { n: many }));
  const letGo = async (): Promise<void> => {
    if (asked === null) return;
    const answer = await release.send({ dropId: null, placedBefore: asked.before });
    if (answer?.ok === true) setAsked(null);
  };
  return (
    <section className="crowd-part">
      <h3>{w('crowd.unpaid')}</h3>
      <Choice
        label={w('crowd.olderThan')}
        value={minutes}
        onChange={(value) => {
          setMinutes(value);
          setAsked(null);
        }}
        choices={MINUTES.map((value) => ({ value, label: value === '0' ? w('crowd.all') : w('crowd.minutes', { n: Number(value) }), hint: null }))}
      />
      {asked === null ? (
        n === 0 && !isMore ? (
          <p className="quiet">{w('crowd.noneUnpaid')}</p>
        ) : (
          <div className="modal-actions">
            <Button look="plain" onPress={() => setAsked({ before, n })} disabled={!isLive} sending={false} shortcut={null}>
              {doIt(n)}
            </Button>
          </div>
        )
      ) : (
        <div role="alert">
          <p>{isMore ? w('crowd.sureMany') : w('crowd.sure', { n: asked.n })}</p>
          <div className="modal-actions">
            <Button look="plain" onPress={() => setAsked(null)} disabled={false} sending={false} shortcut={null}>
              {w('crowd.keep')}
            </Button>
            <Button look="main" onPress={() => void letGo()} disabled={!isLive} sending={release.sending} shortcut={null}>
              {doIt(asked.n)}
            </Button>
          </div>
        </div>
      )}
    </section>
  );
}

function Stopped({ row }: { readonly row: RestrictionPart }) {
  const lift = useCommand('person.unrestrict');
  const name = row.orderNumber === null ? w('crowd.someone', { title: row.title }) : w('crowd.orderOf', { number: String(row.orderNumber) });
  return (
    <li>
      <b>{name}</b>
      <span className="quiet num">
        {[
          w(`crowd.reason.${row.reason}`),
          w('crowd.since', { time: timeOfDay(row.at) }),
          row.showTitle === null ? w('crowd.untilLifted') : w('crowd.thisShow'),
        ].join(' · ')}
      </span>
      <Button look="quiet" onPress={() => void lift.send({ restrictionId: row.restrictionId })} disabled={false} sending={lift.sending} shortcut={null}>
        {w('crowd.lift')}
      </Button>
    </li>
  );
}
