import { Router, type NextFunction, type Request, type Response } from 'express';
import { refuse } from '@protocol/refusals.ts';
import { isUnavailable } from '../../dispatch/unavailable.ts';
import { chatRoutes } from './chat-routes.tsx';
import { drawRoutes } from './draw-routes.tsx';
import { dropRoutes } from './drop-routes.tsx';
import { holdRoutes } from './hold-routes.tsx';
import { orderRoutes } from './order-routes.tsx';
import { plainRoutes } from './plain-routes.tsx';
import { sharedPages, type SharedPages } from './shared-pages.ts';
import { sendMessage } from './send-message.tsx';
import { lookAt, sentenceOf, type StorefrontDeps } from './storefront.ts';

export interface Storefront {
  /** Mounted at the root, behind the API. */
  readonly routes: Router;
  /** `/d/:code` for the crowd, without a router. */
  readonly hot: SharedPages;
}
/** The pages a buyer sees. */
export function storefront(deps: StorefrontDeps): Storefront {
  const router = Router();
  const hot = sharedPages(deps);
  dropRoutes(router, deps, hot);
  drawRoutes(router, deps);
  chatRoutes(router, deps);
  holdRoutes(router, deps);
  orderRoutes(router, deps);
  plainRoutes(router, deps);
  // Four arguments are how express knows it.
  router.use((error: unknown, request: Request, response: Response, next: NextFunction) => {
    const isOurs = /^\/(d|hold|order|now|privacy)(\/|$)/u.test(request.path);
    if (!isOurs || response.headersSent) return next(error);
    const status = statusOfError(error);
    if (status === 500) deps.log.error({ err: error }, 'a page failed');
    const look = lookAt(deps);
    const { t } = look.voice;
    if (status === 503) response.setHeader('Retry-After', '2');
    const said =
      status < 500 ? { title: t('foreign.title'), text: sentenceOf(refuse('malformed'), look) } : { title: t('broken.title'), text: t('broken.text') };
    sendMessage(response, look, { status, kind: 'capability', ...said, refusal: null, action: { href: '/now', label: t('lost.now') }, except: null });
  });
  return { routes: router, hot };
}

/** express and its body reader mark what the sender did wrong with a 4xx. */
function statusOfError(error: unknown): number {
  if (isUnavailable(error)) return 503;
  const status = typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 500;
  return status >= 400 && status < 500 ? status : 500;
}
