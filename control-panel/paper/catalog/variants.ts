/** Pure pieces of the product form. */

/** An address-like name from a title: letters and figures of any script, joined by hyphens. */
export const handleOf = (title: string): string =>
  title
    .toLowerCase()
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/gu, '')
    .slice(0, 100);

/** The handle of something new: not one that is taken, for saving would change what has it. Null where the title has neither letter nor figure. */
export function freshHandle(title: string, taken: ReadonlySet<string>): string | null {
  const handle = handleOf(title);
  if (handle === '') return null;
  let free = handle;
  for (let n = 2; taken.has(free); n += 1) free = `${handle.slice(0, 94)}-${n}`;
  return free;
}

/** A stock number from handle and options: short, readable, the same again. */
export const skuOf = (handle: string, options: readonly string[]): string =>
  [handle, ...options.map(handleOf)].filter(Boolean).join('-').toUpperCase().slice(0, 64);

/** "S, M, L" → three values; doubles and blanks fall out. */
export const splitValues = (text: string): readonly string[] => [...new Set(text.split(/[,;\n]/u).map((value) => value.trim()))].filter(Boolean);

/** Every combination, the last option changing fastest: how shops list them. */
export function combine(values: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return values
    .filter((each) => each.length > 0)
    .reduce<readonly (readonly string[])[]>((all, each) => all.flatMap((before) => each.map((value) => [...before, value])), [[]]);
}
