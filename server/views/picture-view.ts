import { isClip, isRemote, smallOf } from '@protocol/media.ts';
import type { PicturesPart } from '@protocol/parts.ts';
import { troubleOf } from '../shop/picture.ts';
import type { Product } from '../shop/state.ts';
import type { Sight } from './sight.ts';

/** More than anyone reads; the button asks for all of them. */
const MOST_FAILURES = 50;

/** Rows are replaced, never changed. */
const remoteOf = new WeakMap<Product, number>();
function remoteIn(product: Product): number {
  const known = remoteOf.get(product);
  if (known !== undefined) return known;
  const n = product.pictures.filter(isRemote).length;
  remoteOf.set(product, n);
  return n;
}

export function picturesPart(sight: Sight): PicturesPart {
  const { state } = sight;
  let remote = 0;
  for (const product of state.products.values()) remote += remoteIn(product);
  const failed = [...state.tasks.values()].filter((task) => task.kind === 'picture.copy' && task.state === 'failed');
  return {
    ...state.single('pictures'),
    remote,
    failed: failed.length,
    failures: failed.slice(0, MOST_FAILURES).map((task) => ({
      taskId: task.taskId,
      handle: task.data['handle'] ?? '',
      title: state.products.get(task.data['handle'] ?? '')?.title ?? '',
      url: task.data['url'] ?? '',
      why: troubleOf(task),
    })),
  };
}

/** For a card, a thumbnail, a background: small, and what can be drawn as a picture. */
export const stills = (pictures: readonly string[]): readonly string[] => pictures.filter((address) => !isClip(address)).map(smallOf);
