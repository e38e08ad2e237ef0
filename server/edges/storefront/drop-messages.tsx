import type { Response } from 'express';
import { sendMessage } from './send-message.tsx';
import { lookAt, type StorefrontDeps } from './storefront.ts';

/** A code that is none of ours. */
export function sendLost(response: Response, deps: StorefrontDeps): void {
  const look = lookAt(deps);
  const { t } = look.voice;
  sendMessage(response, look, { status: 404, kind: 'own', title: t('lost.title'), text: t('lost.text'), refusal: null, action: null, except: null });
}

/** A form that came from another site's page. */
export function sendForeign(response: Response, deps: StorefrontDeps, code: string): void {
  const look = lookAt(deps);
  const { t } = look.voice;
  const action = { href: `/d/${encodeURIComponent(code)}`, label: t('over.again') };
  sendMessage(response, look, { status: 403, kind: 'own', title: t('foreign.title'), text: t('foreign.text'), refusal: null, action, except: null });
}
