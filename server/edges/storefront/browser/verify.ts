import { checkDraw, type DrawRecord } from '@protocol/draw.ts';
import { each, one, setHidden } from './dom.ts';

/** Draws again on this device, from the public record alone, and says whether it comes to the same. Loaded where it is asked for. */
export async function drawAgain(box: HTMLElement): Promise<void> {
  const answer = await fetch(box.dataset['draw'] ?? '', { cache: 'no-cache' });
  // The record that this very page links to, made by the shop (DrawRecord); whatever else it is fails the check.
  const verdict = answer.ok ? (checkDraw((await answer.json()) as DrawRecord) ?? 'ok') : 'not-drawn';
  each(box, '[data-verdict]', (said) => setHidden(said, said.dataset['verdict'] !== verdict));
  one(box, `[data-verdict=${verdict}]`)?.scrollIntoView({ block: 'nearest' });
}
