import { stage as words } from '@locales/en.json';
import type { Line, LineStatus } from '@protocol/sync.ts';
import { speaker } from '@protocol/words.ts';
import { useEffect, useState } from 'react';
import { Ticks } from '../overlay/Ticks.tsx';
import { ageOf, stageOf, type StagePicture } from './stage-of.ts';
import { stageParts } from './stage-parts.ts';

const say = speaker(words, 'en');
/** A clock turns over at most this late. */
const LOOK_EVERY_MS = 100;

interface Scene {
  readonly status: LineStatus;
  /** Null until the server was heard. */
  readonly picture: StagePicture | null;
  /** "12 s old"; empty while fresh. */
  readonly age: string;
}

/** Follows the line and the server's clock; a new scene only where something to be read has changed. */
function useScene(line: Line): Scene {
  const [scene, setScene] = useState<Scene>({ status: 'connecting', picture: null, age: '' });
  useEffect(() => {
    let text = '';
    /** When the server sent us away: from then on its parts grow old without the line saying so. */
    let endedAt: number | null = null;
    const look = (): void => {
      const view = line.view();
      if (view.status === 'ended') endedAt ??= performance.now();
      const silentMs = endedAt === null ? view.silentMs : performance.now() - endedAt;
      const next: Scene = {
        // A key that was revoked is told over a standing line, and refused to a new one: to the reader it is the same.
        status: view.bye?.reason === 'key-revoked' ? 'refused' : view.status,
        picture: view.epoch === null ? null : stageOf(stageParts(view.parts), line.now()),
        age: silentMs > 0 ? ageOf(silentMs) : '',
      };
      const nextText = JSON.stringify(next);
      if (nextText === text) return;
      text = nextText;
      setScene(next);
    };
    look();
    const timer = setInterval(look, LOOK_EVERY_MS);
    const unsubscribe = line.subscribe(look);
    return () => {
      clearInterval(timer);
      unsubscribe();
    };
  }, [line]);
  return scene;
}

export function Stage({ line }: { readonly line: Line }) {
  const { status, picture, age } = useScene(line);
  if (status === 'refused' || status === 'ended' || picture === null) {
    const why = status === 'refused' || status === 'ended' ? status : 'connecting';
    return (
      <main className="stage alone" data-status={status}>
        <h1 className="title">{say(`line.${why}`)}</h1>
        {why === 'connecting' ? null : <p className="facts">{say(`line.${why}Text`)}</p>}
      </main>
    );
  }
  const { said } = picture;
  return (
    <main
      className={`stage air-${picture.air.kind}${picture.isTest ? ' is-test' : ''}`}
      data-status={status}
      data-said={said === null ? 'none' : sizeOf(said.text)}
    >
      {status === 'stale' ? (
        <p className="old" role="status">
          {say('stale.text', { age })}
        </p>
      ) : null}
      <header className="head">
        <span className={`air air-tag-${picture.air.kind}`}>{picture.isTest ? say('air.test') : picture.air.text}</span>
        <span className="show">{picture.showTitle}</span>
        {picture.plan === null ? null : (
          <span className="plan num">
            <b>{picture.plan.clock}</b>
            {picture.plan.text === '' ? null : <em className={`tone-${picture.plan.tone}`}>{picture.plan.text}</em>}
          </span>
        )}
      </header>
      <Middle picture={picture} />
      <footer className="foot">
        {said === null ? null : <Said key={said.at} text={said.text} />}
        {picture.next === null ? null : (
          <p className="next">
            <span>{say('next.label')}</span>
            <b>{picture.next.title}</b>
            {picture.next.when === '' ? null : <em className="num">{picture.next.when}</em>}
          </p>
        )}
      </footer>
    </main>
  );
}

function Middle({ picture }: { readonly picture: StagePicture }) {
  const { title, big, clock, ticks, facts, kinds } = picture;
  return (
    <section className="middle">
      <h1 className={title.length > 28 ? 'title long' : 'title'}>{title}</h1>
      <div className={big?.kind === 'word' ? 'row row-word' : 'row'}>
        {big === null ? null : (
          <p className={`big big-${big.kind} tone-${big.tone}`}>
            <b className="num">{big.text}</b>
            {big.label === '' ? null : <span>{big.label}</span>}
          </p>
        )}
        <div className="side num">
          {clock === null ? null : (
            <p className={`clock tone-${clock.tone}`}>
              <b>{clock.text}</b>
              <span>{clock.label}</span>
            </p>
          )}
          {facts.length === 0 ? null : (
            <p className="facts">
              {facts.map((fact, at) => (
                <span key={at}>{fact}</span>
              ))}
            </p>
          )}
          {kinds.length === 0 ? null : (
            <ul className="kinds">
              {kinds.map((kind) => (
                <li key={kind.title} className={kind.left === 0 ? 'gone' : undefined}>
                  {kind.title} <b>{kind.left}</b>
                </li>
              ))}
            </ul>
          )}
        </div>
      </div>
      {ticks === null ? null : <Ticks row={ticks} />}
    </section>
  );
}

/** How many characters a line of each size takes. */
const sizeOf = (text: string): 'short' | 'middling' | 'long' => (text.length <= 34 ? 'short' : text.length <= 84 ? 'middling' : 'long');

/** The producer's one line: the only paper in the room, so that it is noticed from the corner of an eye. */
function Said({ text }: { readonly text: string }) {
  return (
    <p className={`said said-${sizeOf(text)}`} role="status">
      {text}
    </p>
  );
}
