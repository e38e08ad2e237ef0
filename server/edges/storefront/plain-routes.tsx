import type { Router } from 'express';
import { myHolds, myOrders } from '../../views/order-view.ts';
import { nowOnSale } from './page-drop.ts';
import { NowPage } from './pages/NowPage.tsx';
import { Privacy } from './pages/Privacy.tsx';
import { lookAt, plainHead, sendMain, viewerOf, type StorefrontDeps } from './storefront.ts';

/** `/now`, `/privacy`, and the shop's bare address. */
export function plainRoutes(router: Router, deps: StorefrontDeps): void {
  router.get('/', (_request, response) => {
    response.setHeader('Cache-Control', 'no-store');
    response.redirect(302, '/now');
  });

  router.get('/now', async (request, response) => {
    const viewer = await viewerOf(request, deps);
    const look = lookAt(deps);
    const { sight, now, voice } = look;
    const holds = viewer === null ? [] : myHolds(sight, viewer.id);
    const main = (
      <NowPage
        views={nowOnSale(sight, now, null)}
        show={sight.show}
        holds={holds
          .filter((hold) => hold.state !== 'paying' && hold.expiresAt > now)
          .map((hold) => ({ path: hold.path, title: sight.state.drops.get(hold.dropId)?.title ?? '', expiresAt: hold.expiresAt }))}
        orders={viewer === null ? [] : myOrders(sight, viewer.id)}
        now={now}
        voice={voice}
      />
    );
    sendMain(response, 200, 'own', look, { ...plainHead(voice.t('now.page')), again: 30 }, main);
  });

  router.get('/privacy', (_request, response) => {
    const look = lookAt(deps);
    sendMain(
      response,
      200,
      'own',
      look,
      { ...plainHead(look.voice.t('privacy.page')), listed: true },
      <Privacy seller={look.frame.seller} now={look.now} voice={look.voice} />,
    );
  });
}
