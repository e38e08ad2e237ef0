import { createHash } from 'node:crypto';
import express, { type Request, type RequestHandler } from 'express';
import { originOf } from '../../dispatch/origins.ts';
import type { StorefrontDeps } from './storefront.ts';
import { newToken } from './storefront.ts';

/** A form of ours has a dozen short fields. */
const MOST_BODY = '16kb';
const MOST_FIELDS = 40;

export const readForm: RequestHandler = express.urlencoded({ extended: false, limit: MOST_BODY, parameterLimit: MOST_FIELDS });

export type Form = Readonly<Record<string, unknown>>;
export const formOf = (request: Request): Form => {
  const body: unknown = request.body;
  // express leaves `undefined` where the content type was another one.
  return typeof body === 'object' && body !== null ? { ...body } : {};
};

/**
 * A command's id from a form's one-time token, so that two posts of one press are one command (L4).
 * What was typed is part of it: the same page sent with another choice is another command.
 */
export function commandId(token: string, ...content: readonly string[]): string {
  const hash = createHash('sha256');
  for (const piece of [token, ...content]) hash.update(`${piece.length}:`).update(piece);
  return `form:${hash.digest('base64url').slice(0, 32)}`;
}
/** The form's token; a form without one, or with something else in its place, is a press of its own. */
export const tokenOf = (form: Form): string => {
  const token = form['token'];
  return typeof token === 'string' && /^[A-Za-z0-9_-]{16,64}$/u.test(token) ? token : newToken();
};

/**
 * Whether a form that acts by cookie came from another site's page. The cookie is SameSite=Lax, so
 * such a form comes without it, and would be given a new one over the buyer's own: refused before
 * anything else. Forms on capability pages need no such guard: who can post there knows the secret.
 */
export function isForeign(request: Request, deps: StorefrontDeps): boolean {
  return originOf({ origin: request.headers.origin, fetchSite: request.get('sec-fetch-site') }, deps.isOurOrigin) === 'foreign';
}
