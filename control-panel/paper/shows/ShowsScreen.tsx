import { useState } from 'react';
import { Link } from 'wouter';
import type { PanelParts } from '@protocol/parts.ts';
import { useCommand, useList, usePart, useView } from '../../line/use-line.ts';
import { dayAndTime } from '../../text/show-time.ts';
import { w } from '../../text/words.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { PageHead } from '../PageHead.tsx';
import { Section } from '../Section.tsx';
import { ShopFirst } from '../ShopFirst.tsx';
import { Claims } from './Claims.tsx';
import { RundownEditor } from './RundownEditor.tsx';
import { ShowDialog } from './ShowDialog.tsx';

export function ShowsScreen() {
  const shop = usePart('shop');
  const show = usePart('show');
  const shows = useList('shows');
  const [planning, setPlanning] = useState(false);
  const others = shows.filter((each) => each.showId !== show?.showId);
  const plan = (look: 'main' | 'plain') => (
    <Button look={look} onPress={() => setPlanning(true)} disabled={shop === null} sending={false} shortcut={null}>
      {w('shows.plan')}
    </Button>
  );
  return (
    <>
      <PageHead title={w('nav.shows')} text={w('shows.text')}>
        {shows.length === 0 ? null : plan('plain')}
      </PageHead>
      {shop === null ? <ShopFirst /> : null}
      {show === null ? (
        <Empty title={w('shows.emptyTitle')} text={w('shows.emptyText')}>
          {plan('main')}
        </Empty>
      ) : (
        <>
          <ShowHead show={show} />
          <RundownEditor show={show} />
          <Claims />
        </>
      )}
      {others.length > 0 ? (
        <Section title={w('shows.others')} text={w('shows.othersText')}>
          <ul className="rows">
            {others.map((each) => (
              <OtherShow key={each.showId} show={each} mayStart={show === null || show.state !== 'live'} />
            ))}
          </ul>
        </Section>
      ) : null}
      {planning ? <ShowDialog onClose={() => setPlanning(false)} /> : null}
    </>
  );
}

type AnyShow = PanelParts['shows'][number];

function ShowHead({ show }: { readonly show: AnyShow }) {
  return (
    <section className="show-head sheet">
      <div>
        <p className="quiet num">
          {w('shows.facts', {
            state: w(`showState.${show.state}`),
            when: dayAndTime(show.startedAt ?? show.startsAt),
            n: show.minutes,
            reach: w(`shows.for.${show.reach}`),
          })}
        </p>
        <h2>{show.title}</h2>
      </div>
      <Link href="/desk" className="button button-main">
        {w('shows.toDesk')}
      </Link>
    </section>
  );
}

function OtherShow({ show, mayStart }: { readonly show: AnyShow; readonly mayStart: boolean }) {
  const start = useCommand('show.start');
  const isLive = useView((view) => view.status === 'live');
  return (
    <li>
      <div>
        <b>{show.title}</b>
        <span className="quiet num">
          {w('shows.facts', {
            state: w(`showState.${show.state}`),
            when: dayAndTime(show.startedAt ?? show.startsAt),
            n: show.minutes,
            reach: w(`shows.for.${show.reach}`),
          })}
        </span>
      </div>
      {show.state === 'planned' && mayStart ? (
        <Button look="quiet" onPress={() => void start.send({ showId: show.showId })} disabled={!isLive} sending={start.sending} shortcut={null}>
          {w('show.start')}
        </Button>
      ) : null}
    </li>
  );
}
