import type { ReactNode } from 'react';

/** Nothing here yet: what will be, and what to do. */
export function Empty({ title, text, children }: { readonly title: string; readonly text: string; readonly children: ReactNode }) {
  return (
    <div className="empty">
      <div className="empty-ticks" aria-hidden>
        <i />
        <i />
        <i />
        <i />
        <i />
      </div>
      <h2>{title}</h2>
      <p>{text}</p>
      {children === null ? null : <div className="empty-actions">{children}</div>}
    </div>
  );
}
