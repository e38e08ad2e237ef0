import helmet from 'helmet';
import { nothingPolicy } from './static-routes.ts';

/** What every answer says of itself, in the order it is said. A route may set one of them anew. */
export type Headers = readonly (readonly [name: string, value: string])[];

function fromHelmet(): Headers {
  const said: (readonly [string, string])[] = [];
  // Helmet says the same to everybody: it is asked once, with a stand-in that has what it touches of a response.
  const response = { setHeader: (name: string, value: string) => said.push([name, value]), removeHeader: () => undefined };
  helmet({
    contentSecurityPolicy: false,
    // Said by nobody but https, or a stall's laptop would be shut out of its own panel for half a year.
    strictTransportSecurity: false,
    originAgentCluster: false,
    // On plain http it protects nothing, and each page of a stall would complain of it.
    crossOriginOpenerPolicy: false,
    frameguard: false,
    referrerPolicy: { policy: 'same-origin' },
  })(undefined as never, response as never, (error) => {
    if (error instanceof Error) throw error;
  });
  return said;
}

const plain: Headers = [...fromHelmet(), ['Content-Security-Policy', nothingPolicy]];
const secure: Headers = [...plain, ['Strict-Transport-Security', 'max-age=15552000'], ['Cross-Origin-Opener-Policy', 'same-origin']];

export const commonHeaders = (isSecure: boolean): Headers => (isSecure ? secure : plain);
