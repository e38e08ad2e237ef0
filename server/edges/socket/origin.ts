/**
 * A websocket is opened by any page to any host, cookies along, and CORS has no say in it: a hostile
 * page could end a host's drop from the host's own browser. Only the `Origin` that the browser itself
 * writes tells. It must be one of ours to the letter; a program has none, and then cookies count for
 * nothing either: public, or what its key opens.
 *
 * `Sec-Fetch-Site` is not asked: to a page that came by DNS rebinding we are the same site.
 */
export type Door = 'with-cookies' | 'without-cookies' | 'shut';

export function doorFor(origin: string | undefined, isOurOrigin: (origin: string) => boolean): Door {
  if (origin === undefined) return 'without-cookies';
  return isOurOrigin(origin) ? 'with-cookies' : 'shut';
}
