import { Link } from 'wouter';
import { useList } from '../line/use-line.ts';
import { w } from '../text/words.ts';
import { postedLinks } from './posted-links.ts';

/** One small line under the drop's title: where its link stands, and what viewers have where it does not. */
export function PostedLinks({ dropId }: { readonly dropId: string }) {
  const links = postedLinks(dropId, useList('tasks'), useList('channels'));
  if (links.length === 0) return null;
  return (
    <p className="posted-links num" role="status" aria-label={w('posted.label')}>
      {links.map(({ channel, text, look }) =>
        look ? (
          <Link key={channel} href="/tasks" className="posted-look">
            {text}
          </Link>
        ) : (
          <span key={channel}>{text}</span>
        ),
      )}
      {links.some(({ onOverlay }) => onOverlay) ? <span>{w('posted.onOverlay')}</span> : null}
    </p>
  );
}
