import { X } from 'lucide-react';
import { useCommand, useList, useView } from '../line/use-line.ts';
import { timeOfDay } from '../text/show-time.ts';
import { w } from '../text/words.ts';

/** Who stands in line for what may come back, first in line first. Nobody is named; nothing where nobody waits. */
export function WaitList() {
  const waits = useList('waits');
  const leave = useCommand('waitlist.leave');
  const isLive = useView((view) => view.status === 'live');
  if (waits.length === 0) return null;
  return (
    <section className="buyers">
      <h2>{w('waits.label', { n: waits.length })}</h2>
      <ul tabIndex={0} aria-label={w('waits.label', { n: waits.length })}>
        {waits.map((wait) => (
          <li key={wait.waitId} className="buyer num">
            <b>{wait.title}</b>
            <span className="buyer-end">
              {w('buyers.at', { time: timeOfDay(wait.at) })}
              <button
                type="button"
                className="icon-button small"
                aria-label={w('waits.remove', { name: wait.title })}
                disabled={leave.sending || !isLive}
                onClick={() => void leave.send({ dropId: wait.dropId, waitId: wait.waitId })}
              >
                <X size={15} aria-hidden />
              </button>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
