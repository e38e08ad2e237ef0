import type { Allowance } from '../../http/adapters.ts';

/** What a platform gives a day, what of it is gone, and what a show is planned to take. */
export function AllowanceBox({ allowance: { title, total, used, said, rows } }: { readonly allowance: Allowance }) {
  return (
    <section className="allowance" aria-label={title}>
      <h3>{title}</h3>
      <progress className="thin-line" max={total} value={used} aria-label={said} />
      <p className="num">{said}</p>
      <ul>
        {rows.map((row) => (
          <li key={row}>{row}</li>
        ))}
      </ul>
    </section>
  );
}
