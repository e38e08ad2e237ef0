import { useId, type ReactNode } from 'react';

export function Section({ title, text, children }: { readonly title: string; readonly text: string | null; readonly children: ReactNode }) {
  const id = useId();
  return (
    <section className="sheet" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {text === null ? null : <p className="quiet">{text}</p>}
      {children}
    </section>
  );
}
