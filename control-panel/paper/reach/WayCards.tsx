import { useId } from 'react';
import { Globe, Router, Server, Waypoints, type LucideIcon } from 'lucide-react';
import { w } from '../../text/words.ts';
import { ways, type Way } from './ways.ts';

const icons: Readonly<Record<Way, LucideIcon>> = { network: Router, tunnel: Waypoints, address: Globe, server: Server };

/** The four ways side by side: what each is good for and what it needs. */
export function WayCards({ chosen, inUse, onChoose }: { readonly chosen: Way | null; readonly inUse: Way | null; readonly onChoose: (way: Way) => void }) {
  const name = useId();
  return (
    <fieldset className="ways">
      <legend className="unseen">{w('way.choose')}</legend>
      {ways.map((way) => {
        const Icon = icons[way];
        return (
          <label key={way} className={`way ${way === chosen ? 'way-chosen' : ''}`}>
            <input type="radio" name={name} checked={way === chosen} onChange={() => onChoose(way)} />
            <span className="way-top">
              <Icon size={22} aria-hidden />
              {way === inUse ? <em>{w('way.inUse')}</em> : null}
            </span>
            <strong>{w(`way.${way}`)}</strong>
            <span>{w(`way.${way}.good`)}</span>
            <small>
              <b>{w('way.needs')}</b> {w(`way.${way}.needs`)}
            </small>
          </label>
        );
      })}
    </fieldset>
  );
}
