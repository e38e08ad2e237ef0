import type { Request } from 'express';

/** How the panel's and a phone's log-in is kept. Strict: no foreign link and no foreign form brings it along. */
export const sessionCookie = (request: Pick<Request, 'secure'>) => ({ httpOnly: true, sameSite: 'strict', secure: request.secure, path: '/' }) as const;
