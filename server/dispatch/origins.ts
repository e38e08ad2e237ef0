/**
 * One server answers to three origins: localhost, the LAN, the public address. A page that is none of them may not use our
 * visitors' cookies: it could make a host's browser end the drop. The `Host` header is never asked: who attacks by DNS rebinding
 * or through a careless proxy writes it.
 */

export interface OriginPlace {
  /** What the server listens on. */
  readonly host: string;
  readonly port: number;
  /** This machine's addresses on its networks, without loopback. */
  readonly networkAddresses: readonly string[];
  readonly publicUrl: string | null;
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.');
const isEverything = (host: string): boolean => host === '0.0.0.0' || host === '::';
const inUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** Where the server can be reached in this network; empty where it listens on loopback alone. */
export function networkOrigins(place: OriginPlace): readonly string[] {
  if (isLoopback(place.host)) return [];
  const hosts = isEverything(place.host) ? place.networkAddresses : [place.host];
  return hosts.map((host) => new URL(`http://${inUrl(host)}:${place.port}`).origin);
}

/** The exact list. */
export function ourOrigins(place: OriginPlace): ReadonlySet<string> {
  const local = ['localhost', '127.0.0.1', '[::1]'].map((host) => new URL(`http://${host}:${place.port}`).origin);
  return new Set([...local, ...networkOrigins(place), ...(place.publicUrl === null ? [] : [new URL(place.publicUrl).origin])]);
}

/** What of a request says where it comes from. */
export interface RequestOrigin {
  readonly origin: string | undefined;
  /** `Sec-Fetch-Site`: set by browsers alone, not by a page's script; absent on plain http. */
  readonly fetchSite: string | undefined;
}
/**
 * `ours`: a page of ours. `foreign`: another page, or one that hides (`null`, a file, a sandbox). `none`: no browser, or one
 * that says nothing: good enough where no cookie decides.
 */
export function originOf(request: RequestOrigin, isOurs: (origin: string) => boolean): 'ours' | 'foreign' | 'none' {
  // A page with a name is on the list or it is not: under another name that leads here, a browser calls us the same site.
  if (request.origin !== undefined && request.origin !== 'null') return isOurs(request.origin) ? 'ours' : 'foreign';
  // A no-referrer page's own form posts `Origin: null`; only the browser itself can say that it is the same site.
  if (request.fetchSite === 'same-origin') return 'ours';
  return request.origin === undefined && (request.fetchSite === undefined || request.fetchSite === 'none') ? 'none' : 'foreign';
}
