/**
 * A public address as links are made from it: an origin and nothing else, since every link is it plus
 * a path of ours. Null where the text is more than that, or no http(s) address at all.
 */
export function publicOrigin(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const isBare = url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' && url.password === '';
  // `https://x/?` has an empty search, and is no origin all the same.
  return isBare && /^https?:$/u.test(url.protocol) && !/[?#]/u.test(text) ? url.origin : null;
}
