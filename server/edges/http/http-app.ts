import type { RequestListener } from 'node:http';
import compression from 'compression';
import express, { Router, type Express, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { server as words } from '@locales/en.json';
import { speaker } from '@protocol/words.ts';
import { actionsRoute } from './actions-route.ts';
import { errorReply, noteAnswer } from './answers.ts';
import { commandReply } from './commands-route.ts';
import { commonHeaders } from './common-headers.ts';
import { deckRoutes } from './deck-route.ts';
import { deskRoutes } from './desk-routes.ts';
import { formLimit } from './form-limit.ts';
import { createMeters, healthRoutes, type Meters } from './health-routes.ts';
import type { HttpDeps, HttpLimits } from './http-deps.ts';
import { hotPaths, type HotPages } from './hot-paths.ts';
import { logInRoutes } from './log-in-routes.ts';
import { mailRoutes } from './mail-routes.ts';
import { mediaRoutes } from './media-routes.ts';
import { obsRoutes } from './obs-routes.ts';
import { openapi } from './openapi.ts';
import { orderSearch } from './order-search.ts';
import { phoneRoutes } from './phone-routes.ts';
import { reachRoutes } from './reach-routes.ts';
import { createRateLimits } from './rate-limits.ts';
import { sendNotFound, sendReply } from './reply.ts';
import { page, sendPage } from './small-page.ts';
import { seenRoute } from './seen-route.ts';
import { sessionRoutes } from './session-routes.ts';
import { liveReply, stateRoute } from './state-routes.ts';
import { staticRoutes } from './static-routes.ts';
import { trusts } from './trust.ts';
import { paymentRoutes } from './payment-routes.ts';
import { webhookRoute } from './webhook-route.ts';

const say = speaker(words, 'en');

export interface HttpApp {
  /** Everything; what a crowd asks for is answered before express. */
  readonly answer: RequestListener;
  readonly express: Express;
  readonly meters: Meters;
}
/** The storefront. */
export interface Pages {
  readonly routes: RequestHandler;
  readonly hot: HotPages;
}
/** CONTRACT's HTTP table as an express app. `pages`: null where there are none. */
export function createHttpApp(deps: HttpDeps, limited: HttpLimits, version: string, pages: Pages | null): HttpApp {
  const app = express();
  app.set('trust proxy', trusts(deps.trustProxy));
  app.set('query parser', 'simple');
  app.set('etag', false);
  app.disable('x-powered-by');
  const meters = createMeters(deps);
  const limits = createRateLimits(limited, deps.limiter);
  const described = JSON.stringify(openapi(version));

  app.use(logged(deps, meters));
  app.use((request, response, next) => {
    for (const [name, value] of commonHeaders(request.secure)) response.setHeader(name, value);
    next();
  });
  app.use(compression());

  app.use(healthRoutes(deps, meters));
  const api = Router();
  api.post('/api/commands', async (request, response) => sendReply(response, await commandReply(request, request.ip, deps, limits)));
  api.get('/api/state/:audience', stateRoute(deps));
  api.get('/live/:file', async (request, response) => sendReply(response, await liveReply(request.params.file, request.headers['if-none-match'], deps)));
  api.post('/api/actions/:action', actionsRoute(deps, limits));
  api.post('/api/seen', seenRoute(deps, limits));
  api.get('/api/openapi.json', (_request, response) => void response.set('Cache-Control', 'no-cache').type('application/json').send(described));
  api.post('/webhooks/:provider', webhookRoute(deps));
  app.use(
    api,
    sessionRoutes(deps, limits),
    deckRoutes(deps),
    deskRoutes(deps),
    logInRoutes(deps),
    paymentRoutes(deps),
    mailRoutes(deps),
    mediaRoutes(deps),
    obsRoutes(deps),
    orderSearch(deps),
    phoneRoutes(deps, limits),
    reachRoutes(deps),
    staticRoutes(deps),
  );
  app.use(formLimit(deps, limits));
  if (pages !== null) app.use(pages.routes);

  app.use((request: Request, response: Response) => {
    request.resume();
    // A buyer with half a link gets a page; a program gets what programs get.
    const isReader = request.method === 'GET' && !/^\/(api|live|webhooks)(\/|$)/u.test(request.path) && request.accepts(['json', 'html']) === 'html';
    if (isReader) sendPage(response, 404, page(say('lost.title'), say('lost.text'), { kind: 'link', text: say('lost.link'), href: '/now' }));
    else sendNotFound(response, deps.core);
  });
  // Four arguments are how express knows it: the last one stays.
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) => {
    request.resume();
    if (response.headersSent) return void response.destroy();
    sendReply(response, errorReply(error, routeOf(request), deps));
  });
  // An express app is a request listener; its type says more than node asks for.
  return { answer: hotPaths(deps, limits, meters, pages?.hot ?? null, app), express: app, meters };
}

/** The pattern and never the address: an address may be a secret (P2). */
function routeOf(request: Request): string {
  const route: unknown = request.route;
  const path = typeof route === 'object' && route !== null && 'path' in route ? route.path : null;
  return typeof path === 'string' ? path : Array.isArray(path) ? String(path[0]) : 'other';
}
const logged =
  (deps: Pick<HttpDeps, 'log'>, meters: Meters): RequestHandler =>
  (request, response, next) => {
    const began = performance.now();
    response.on('finish', () => {
      noteAnswer(deps, meters, { method: request.method, url: request.originalUrl }, routeOf(request), response.statusCode, performance.now() - began);
    });
    next();
  };
