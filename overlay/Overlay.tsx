import { overlay as words } from '@locales/en.json';
import type { Line } from '@protocol/sync.ts';
import { speaker } from '@protocol/words.ts';
import { useEffect, useState } from 'react';
import { IDENTIFY_MS } from './asked.ts';
import type { Asked } from './asked.ts';
import { CanvasProvider, useCanvasOf } from './canvas.ts';
import { AlsoLive, MarkEdge, NextUp } from './Strips.tsx';
import { Ticket } from './Ticket.tsx';
import { usePicture } from './use-picture.ts';

const say = speaker(words, 'en');

/** How many characters of a socket's id tell two sources of one scene apart. */
const SHORT_ID = 4;

export interface Source {
  /** Given in the address; null for none. */
  readonly name: string | null;
  /** What the server calls this connection; null while there is none. */
  readonly instance: () => string | null;
}

export function Overlay({ line, asked, source }: { readonly line: Line; readonly asked: Asked; readonly source: Source }) {
  const { status, picture, staging, theme, cut } = usePicture(line, asked, source.instance);
  const { shown, movement } = staging;
  const { options } = theme;
  const canvas = useCanvasOf(options.scale);
  const isShaded = options.background === 'shade' && (shown !== null || picture.next !== null || picture.alsoLive.length > 0);
  return (
    <main
      className={cut ? 'canvas still' : 'canvas'}
      data-corner={options.corner}
      data-theme={options.theme}
      data-type={options.type}
      data-brand={options.brand === '' ? undefined : 'own'}
      data-status={status}
      style={theme.properties}
    >
      <CanvasProvider value={canvas}>
        {!picture.blank && <div className={isShaded ? 'shade on' : 'shade'} />}
        {!picture.blank && (
          <div className="corner">
            <AlsoLive strips={picture.alsoLive} />
            <div className={`place ${movement}${picture.mark !== null && shown !== null ? ' marked' : ''}`} data-phase={shown?.phase ?? 'nothing'}>
              {picture.mark !== null && <MarkEdge mark={picture.mark} alone={shown === null} />}
              {shown !== null && <Ticket key={shown.dropId} card={shown} />}
            </div>
            <div className="below">{picture.next !== null && <NextUp next={picture.next} />}</div>
          </div>
        )}
      </CanvasProvider>
      <WhoAmI asked={asked} source={source} />
      <Stopped status={status} hasCard={shown !== null} />
    </main>
  );
}

/** Asked by the panel, for as long as it takes to find the source in OBS. */
function WhoAmI({ asked, source }: { readonly asked: Asked; readonly source: Source }) {
  const [until, setUntil] = useState(0);
  useEffect(() => asked.onIdentify(() => setUntil(performance.now() + IDENTIFY_MS)), [asked]);
  useEffect(() => {
    if (until === 0) return undefined;
    const timer = setTimeout(() => setUntil(0), until - performance.now());
    return () => clearTimeout(timer);
  }, [until]);
  if (until === 0) return null;
  return (
    <p className="who-am-i">
      <strong>{say('identify.name', { name: source.name ?? source.instance()?.slice(0, SHORT_ID) ?? '' })}</strong>
      <span className="num">{say('identify.size', { width: String(window.innerWidth), height: String(window.innerHeight) })}</span>
    </p>
  );
}

/** Long enough for whoever sets the source up to read it; viewers are never shown more than this of a fault. */
const STOPPED_MS = 20_000;

function Stopped({ status, hasCard }: { readonly status: string; readonly hasCard: boolean }) {
  const why = status === 'refused' || status === 'ended' ? status : null;
  const [over, setOver] = useState(false);
  useEffect(() => {
    setOver(false);
    const timer = why === null ? null : setTimeout(() => setOver(true), STOPPED_MS);
    return () => {
      if (timer !== null) clearTimeout(timer);
    };
  }, [why]);
  if (why === null || over || hasCard) return null;
  return <p className="stopped">{say(`stopped.${why}`)}</p>;
}
