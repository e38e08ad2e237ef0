import type { ReactNode } from 'react';
import { isClip, smallOf } from '@protocol/media.ts';
import type { PageDrop } from '../page-drop.ts';
import type { Voice } from '../voice.ts';
import { Count } from './Count.tsx';
import { PriceTag } from './Price.tsx';
import { PhaseTag } from './PhaseTag.tsx';

/** A small ticket that leads to another drop's page. Counts in it are live where there is a script. */
export function OnNow({ view, voice }: { readonly view: PageDrop; readonly voice: Voice }): ReactNode {
  const picture = view.part.pictures.find((address) => !isClip(address));
  return (
    <a className="on-now" href={`/d/${view.code ?? ''}`} data-drop={view.part.dropId} data-phase={view.phase}>
      <span className="thumb">
        {picture === undefined ? <i aria-hidden="true">{view.part.title.slice(0, 1)}</i> : <img src={smallOf(picture)} alt="" width="96" height="96" />}
      </span>
      <span className="words">
        <PhaseTag view={view} voice={voice} />
        <strong>{view.part.title}</strong>
        <PriceTag lines={view.lines} voice={voice} />
      </span>
      <Count view={view} voice={voice} />
    </a>
  );
}

export function Others({ others, title, voice }: { readonly others: readonly PageDrop[]; readonly title: string; readonly voice: Voice }): ReactNode {
  if (others.length === 0) return null;
  return (
    <section className="others">
      <h2>{title}</h2>
      {others.map((other) => (
        <OnNow key={other.part.dropId} view={other} voice={voice} />
      ))}
    </section>
  );
}
