import { useEffect, useRef, type ReactNode } from 'react';
import { LogOut } from 'lucide-react';
import { Link, useLocation } from 'wouter';
import { useList, usePart } from '../line/use-line.ts';
import { isOpenTask } from '../paper/tasks/open-tasks.ts';
import { useSetUp } from '../setup/use-set-up.ts';
import { useKeptFocus } from '../ui/use-kept-focus.ts';
import { w } from '../text/words.ts';
import { Warnings } from './Warnings.tsx';
import { screensOf } from './screens.ts';
import { useSession } from './session-context.ts';

/** Set-up and planning live on paper; the list of screens is the stub of the ticket. */
export function PaperFrame({ children }: { readonly children: ReactNode }) {
  const shop = usePart('shop');
  const onAir = usePart('onAir');
  const todo = useList('tasks').filter(isOpenTask).length;
  const session = useSession();
  const { isFirstRun } = useSetUp();
  const [at] = useLocation();
  const hasDesk = shop !== null;
  const list = useRef<HTMLUListElement>(null);
  const keepFocus = useKeptFocus();
  useEffect(() => {
    // On a phone the list is a strip: the screen one is on must be in it.
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [at]);
  return (
    <div className="paper">
      <a className="skip" href="#content">
        {w('skip')}
      </a>
      <Warnings />
      <div className="paper-grid">
        <nav className="stub" aria-label={w('nav.label')}>
          <p className="wordmark">{shop?.name ?? w('product')}</p>
          <ul ref={list}>
            {screensOf(session.role)
              .filter(({ path }) => (path !== '/desk' || hasDesk) && (path !== '/setup' || isFirstRun))
              .map(({ path, title, icon: Icon }) => (
                <li key={path}>
                  <Link href={path} aria-current={at === path ? 'page' : undefined} className={path === '/desk' ? 'to-desk' : ''}>
                    <Icon size={18} aria-hidden />
                    <span>{w(title)}</span>
                    {path === '/desk' && onAir !== null ? <em className="on-air-mark">{w('air.on')}</em> : null}
                    {path === '/tasks' && todo > 0 ? <em className="count num">{w('nav.todo', { n: todo })}</em> : null}
                  </Link>
                </li>
              ))}
          </ul>
          <div className="who">
            <p>{w('who', { name: session.name || w(`role.${session.role}`) })}</p>
            <button type="button" className="button button-quiet" onClick={session.leave}>
              <LogOut size={16} aria-hidden />
              <span>{w('logOut')}</span>
            </button>
          </div>
        </nav>
        <main id="content" ref={keepFocus} tabIndex={-1}>
          {children}
        </main>
      </div>
    </div>
  );
}
