import { isPictureTrouble, isRemote, mediaIdOf } from '@protocol/media.ts';
import type { Draft, Evolvers, Handlers } from './context.ts';
import { happened, type ProductData } from './events.ts';
import { isOpen, openTask } from './open-task.ts';
import type { PictureWork, Product, ReadState, State, Task } from './state.ts';

/**
 * Pictures of an import stand on other servers. Each is a task until a copy of it lies here; then the product shows the copy, and
 * remembers what it is a copy of, so that the same file imported again changes nothing.
 */
const PICTURES_TARGET = 'pictures';
/** What the runner notes of a task that it leaves undone because the shop wants no copies. */
export const COPYING_IS_OFF = 'off';
const isCopy = (task: Task): boolean => task.kind === 'picture.copy';

/** With each picture that was copied before in its copy's place. */
export function withCopies(before: Product | null, item: ProductData): ProductData {
  if (before === null) return item;
  const pictures = [...new Set(item.pictures.map((address) => before.copies[address] ?? address))];
  return pictures.some((address, at) => address !== item.pictures[at]) ? { ...item, pictures } : item;
}

/** Of the copies known before, those that are still shown. */
export const keptCopies = (before: Product | undefined, pictures: readonly string[]): Product['copies'] =>
  Object.fromEntries(Object.entries(before?.copies ?? {}).filter(([, path]) => pictures.includes(path)));

interface Wanted {
  readonly handle: string;
  readonly pictures: readonly string[];
}
const keyOf = (handle: string, url: string): string => `${handle} ${url}`;

/** Opens what is to be copied of these products, gives up what they do not show any more. Answers how many are under way anew. */
export function copyPictures(draft: Draft, products: readonly Wanted[], again: boolean): number {
  const known = new Map<string, Task>();
  for (const task of draft.state.tasks.values()) if (isCopy(task)) known.set(keyOf(task.data['handle'] ?? '', task.data['url'] ?? ''), task);
  let begun = 0;
  for (const { handle, pictures } of products) {
    for (const url of new Set(pictures.filter(isRemote))) {
      const task = known.get(keyOf(handle, url));
      if (task === undefined) openTask(draft, { kind: 'picture.copy', target: PICTURES_TARGET, data: { handle, url } });
      else if (again && !isOpen(task)) draft.emit(happened('TaskRepeated', { taskId: task.taskId, dueAt: draft.context.now }));
      else continue;
      begun += 1;
    }
  }
  const shown = new Map(products.map(({ handle, pictures }) => [handle, new Set(pictures)]));
  for (const task of known.values()) {
    if (task.state !== 'taken' && shown.get(task.data['handle'] ?? '')?.has(task.data['url'] ?? '') === false)
      draft.emit(happened('TaskClosed', { taskId: task.taskId, outcome: 'dropped', note: 'replaced' }));
  }
  return begun;
}

export const pictureHandlers: Handlers<'picture.copy'> = {
  'picture.copy': (draft, { handle }) => {
    const products = handle === null ? [...draft.state.products.values()] : [draft.state.products.get(handle) ?? []].flat();
    return copyPictures(draft, products, true) === 0 ? { answer: { pictures: 0 } } : undefined;
  },
};

/** What a closed task brought: the copy's path, if the product still shows what it is a copy of. */
export function pictureCopied(draft: Draft, task: Task, path: string): void {
  const { handle = '', url = '' } = task.data;
  if (mediaIdOf(path) !== null && draft.state.products.get(handle)?.pictures.includes(url) === true)
    draft.emit(happened('PictureCopied', { handle, url, path }));
}

export const pictureEvolvers: Evolvers<'PictureCopied'> = {
  PictureCopied: (state, { handle, url, path }) => {
    const product = state.products.get(handle);
    if (!product) return;
    const pictures = [...new Set(product.pictures.map((address) => (address === url ? path : address)))];
    state.products.set(handle, { ...product, pictures, copies: { ...product.copies, [url]: path } });
  },
};

/** A copy's task has begun, or has begun again: the figures are those of what runs now, from where nothing did. */
export function pictureBegan(state: State): void {
  const work = state.single('pictures');
  state.put('pictures', work.open === 0 ? { open: 1, copied: 0, off: false } : { ...work, open: work.open + 1 });
}
/** Hundreds that went well are a figure, not a list: what is left of them is one number (`forgetOldest` keeps the rest for the desk). */
export function pictureEnded(state: State, before: Task, outcome: Task['state'], note: string): void {
  if (outcome !== 'failed') state.tasks.delete(before.taskId);
  if (!isOpen(before)) return;
  const work: PictureWork = state.single('pictures');
  state.put('pictures', { open: work.open - 1, copied: work.copied + (outcome === 'done' ? 1 : 0), off: note === COPYING_IS_OFF });
}

/** Files of ours that a product shows: what is not among them is nobody's. */
export function namedMedia(state: ReadState): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const product of state.products.values()) {
    for (const address of product.pictures) {
      const mediaId = mediaIdOf(address);
      if (mediaId !== null) ids.add(mediaId);
    }
  }
  for (const { picture } of state.bundles.values()) {
    const mediaId = picture === null ? null : mediaIdOf(picture);
    if (mediaId !== null) ids.add(mediaId);
  }
  return ids;
}
/** Pictures that a show without the internet, or without the shop they came from, would miss. */
export function remotePictures(state: ReadState): number {
  let n = 0;
  for (const product of state.products.values()) n += product.pictures.filter(isRemote).length;
  return n;
}
export const troubleOf = (task: Task) => (isPictureTrouble(task.note) ? task.note : 'unreachable');
