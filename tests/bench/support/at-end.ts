import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What has to be undone however the bench ends: by itself, by an error, or by a hand. */
const undo = new Set<() => Promise<void> | void>();

/** Answers what does it earlier. */
export function atEnd(work: () => Promise<void> | void): () => Promise<void> {
  undo.add(work);
  return async () => {
    if (undo.delete(work)) await work();
  };
}
/** A folder in `under` that is gone at the end. */
export function scratch(under: string): { readonly folder: string; readonly remove: () => Promise<void> } {
  const folder = mkdtempSync(join(under, 'dropcast-bench-'));
  return { folder, remove: atEnd(() => rmSync(folder, { recursive: true, force: true })) };
}
/** All that the bench and its children write lies in one folder of its own: a child that is ended leaves nothing behind either. */
export function ownTemporaries(): void {
  process.env['TMPDIR'] = scratch(tmpdir()).folder;
}
export async function endAll(): Promise<void> {
  for (const work of [...undo].toReversed()) {
    undo.delete(work);
    await work();
  }
}
