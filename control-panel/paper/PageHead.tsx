import { useEffect, type ReactNode } from 'react';
import { w } from '../text/words.ts';

/** A screen's name, what it is for in one line, and what one mostly does here. */
export function PageHead({ title, text, children }: { readonly title: string; readonly text: string; readonly children: ReactNode }) {
  useEffect(() => {
    document.title = w('page.title', { title, product: w('product') });
  }, [title]);
  return (
    <header className="page-head">
      <div>
        <h1>{title}</h1>
        <p>{text}</p>
      </div>
      {children === null ? null : <div className="page-does">{children}</div>}
    </header>
  );
}
