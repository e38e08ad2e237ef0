import { Fragment, type ReactNode } from 'react';

/** Stands for a blank that is filled by markup: the words decide where in the sentence it comes. */
export const HOLE = '\uFFFC';

/** A sentence in which HOLE was put for a blank, with `node` in its place. */
export function Sentence({ text, node }: { readonly text: string; readonly node: ReactNode }): ReactNode {
  const parts = text.split(HOLE);
  return parts.map((part, at) => (
    // The parts of one sentence never change places.
    <Fragment key={at}>
      {at > 0 && node}
      {part}
    </Fragment>
  ));
}
