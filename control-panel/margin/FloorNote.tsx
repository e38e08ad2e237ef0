import type { FloorSaid } from './use-floor.ts';

export function FloorNote({ said }: { readonly said: FloorSaid | null }) {
  return said === null ? null : <p className={said.below ? 'notice num' : 'hint num'}>{said.text}</p>;
}
