import { Router, type NextFunction, type Request, type Response } from 'express';
import { isUnavailable } from '../../dispatch/unavailable.ts';
import { dropRoutes } from './drop-routes.tsx';
import { holdRoutes } from './hold-routes.tsx';
import { orderRoutes } from './order-routes.tsx';
import { Message } from './pages/Message.tsx';
import { plainRoutes } from './plain-routes.tsx';
import { lookAt, plainHead, sendMain, type StorefrontDeps } from './storefront.ts';

/** The pages a buyer sees. Mounted at the root, behind the API. */
export function storefrontRoutes(deps: StorefrontDeps): Router {
  const router = Router();
  dropRoutes(router, deps);
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
    const main = (
      <Message
        title={t('broken.title')}
        text={t('broken.text')}
        refusal={null}
        action={{ href: '/now', label: t('lost.now') }}
        test={false}
        others={[]}
        now={look.now}
        showId={null}
        voice={look.voice}
      />
    );
    if (status === 503) response.setHeader('Retry-After', '2');
    sendMain(response, status, 'capability', look, plainHead(t('broken.page')), main);
  });
  return router;
}

/** express and its body reader mark what the sender did wrong with a 4xx. */
function statusOfError(error: unknown): number {
  if (isUnavailable(error)) return 503;
  const status = typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 500;
  return status >= 400 && status < 500 ? status : 500;
}
