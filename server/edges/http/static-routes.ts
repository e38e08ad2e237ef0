import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { Router, type RequestHandler } from 'express';
import { server as words } from '@locales/en.json';
import { speaker } from '@protocol/words.ts';
import type { HttpDeps } from './http-deps.ts';

const say = speaker(words, 'en');
const YEAR_S = 31_536_000;

/** Vite puts a hash in every name under `assets/`: such a file never changes. The page around it is asked for anew each time. */
const files = (folder: string): RequestHandler =>
  express.static(folder, {
    index: false,
    redirect: false,
    dotfiles: 'ignore',
    fallthrough: true,
    setHeaders: (response, path) => {
      response.setHeader('Cache-Control', /[/\\]assets[/\\]/u.test(path) ? `public, max-age=${YEAR_S}, immutable` : 'no-cache');
    },
  });

/** Overlay and panel as built, the product page's script, and the pictures of the sample shop. */
export function staticRoutes(deps: Pick<HttpDeps, 'distDir' | 'sampleDir' | 'origins'>): Router {
  // Strict: `/panel` and `/panel/` are two addresses, and the first leads to the second.
  const router = Router({ strict: true });
  const app = (name: 'overlay' | 'stage' | 'panel', policyFor: (sockets: string) => string): RequestHandler => {
    const index = join(deps.distDir, name, 'index.html');
    return (_request, response) => {
      if (!existsSync(index)) {
        response.status(503).set('Cache-Control', 'no-store').type('text/plain').send(say('panel.notBuilt'));
        return;
      }
      // `sendFile` refuses nothing here: the path is ours and no part of it comes from the request.
      response.set({ 'Cache-Control': 'no-cache', 'Content-Security-Policy': policyFor(sockets(deps.origins())) }).sendFile(index, { cacheControl: false });
    };
  };

  // Asked for by the file that waits on OBS's computer: a picture, which any page may look at, and only a shop that is up has it.
  router.get('/overlay/here.svg', (_request, response) => {
    response.set({ 'Cache-Control': 'no-store', 'Cross-Origin-Resource-Policy': 'cross-origin' }).type('image/svg+xml').send(icon);
  });
  router.use('/overlay', files(join(deps.distDir, 'overlay')));
  // OBS injects the user's own CSS as a <style> (FACTS); the desk shows the overlay in a frame.
  router.get('/overlay/:show', app('overlay', overlayPolicy));

  router.use('/stage', files(join(deps.distDir, 'stage')));
  router.get('/stage/:show', app('stage', overlayPolicy));

  router.use('/panel', files(join(deps.distDir, 'panel')));
  router.get('/panel', (_request, response) => response.redirect(302, '/panel/'));
  // Every screen of the desk has an address; what has a dot is a file, and a file that was not found above is not there.
  router.get(/^\/panel\/[^.]*$/u, app('panel', panelPolicy));

  // The same app with other rooms: a phone in one hand, a column in OBS.
  router.get(['/remote', '/dock'], app('panel', panelPolicy));
  router.get(['/remote/', '/dock/'], (request, response) => response.redirect(302, request.path.slice(0, -1)));

  router.use('/page', files(join(deps.distDir, 'page')));
  if (deps.sampleDir !== null) router.use('/sample', files(deps.sampleDir));
  // OBS and every browser ask for it.
  router.get('/favicon.ico', (_request, response) => void response.type('image/svg+xml').set('cache-control', 'public, max-age=86400').send(icon));
  return router;
}

/** The ticket, as small as it gets. Browsers ask for it by the old name and take what its type says. */
const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#c8431d" d="M3 7h26v6a3 3 0 0 0 0 6v6H3v-6a3 3 0 0 0 0-6z"/><path stroke="#fff8f0" stroke-width="2.4" stroke-linecap="round" d="M10 12v8M15 12v8M20 12v8"/></svg>';

const policy = (rules: Readonly<Record<string, string>>): string =>
  Object.entries(rules)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');
const base = {
  'default-src': "'none'",
  'script-src': "'self'",
  // Vite puts small subsets of a font into the stylesheet.
  'font-src': "'self' data:",
  // Pictures stand where the catalog says: on the shop's own servers, some of them on plain http.
  'img-src': "'self' https: http: data: blob:",
  'media-src': "'self' https: http:",
  'base-uri': "'none'",
  'form-action': "'self'",
};
/** Browsers before 2022 do not count a websocket to the same place as 'self'. A bare IPv6 address is no source to any of them. */
const sockets = (origins: ReadonlySet<string>): string =>
  [...origins]
    .filter((origin) => !origin.includes('['))
    .map((origin) => origin.replace(/^http/u, 'ws'))
    .join(' ');
const overlayPolicy = (to: string): string =>
  policy({ ...base, 'connect-src': `'self' ${to}`, 'style-src': "'self' 'unsafe-inline'", 'frame-ancestors': "'self'" });
/** A panel or a dock on OBS's machine passes OBS on: it listens on loopback, at a port of its owner's choice. */
const OBS_HERE = 'ws://127.0.0.1:* ws://localhost:*';
const panelPolicy = (to: string): string =>
  policy({ ...base, 'connect-src': `'self' ${to} ${OBS_HERE}`, 'style-src': "'self' 'unsafe-inline'", 'frame-src': "'self'", 'frame-ancestors': "'self'" });
/** Of whatever else is answered: JSON, files, refusals. */
export const nothingPolicy = policy({ 'default-src': "'none'", 'base-uri': "'none'", 'frame-ancestors': "'none'", 'form-action': "'none'" });
