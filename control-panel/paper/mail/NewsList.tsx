import { useSession } from '../../app/session-context.ts';
import { w } from '../../text/words.ts';

/** Promise 8: the one list of whom the shop may write to of its own accord. Nothing is sent from here. */
export function NewsList() {
  const { role } = useSession();
  if (role !== 'owner') return null;
  return (
    <section className="sheet">
      <h2>{w('news.title')}</h2>
      <p>{w('news.text')}</p>
      <p>
        <a href="/api/consents.csv" download="">
          {w('news.get')}
        </a>
      </p>
    </section>
  );
}
