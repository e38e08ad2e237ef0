import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { usualFetchLimits, type FetchLimits } from '../../server/edges/media/fetch-picture.ts';
import { jpeg } from './some-media.ts';

/** A shop's picture server as the world has them: good ones, and every way in which one disappoints. */
export interface PictureHost {
  readonly url: string;
  /** Paths asked for, in order. */
  readonly asked: readonly string[];
  /** What may be asked in its name, with short limits: itself and nothing else of this machine. */
  readonly limits: FetchLimits;
  /** From now on `/later.jpg` is there. */
  mend(): void;
  close(): Promise<void>;
}
export async function startPictureHost(): Promise<PictureHost> {
  const asked: string[] = [];
  const good = await jpeg(900, 600);
  let isMended = false;
  let flaky = 0;
  const answer: RequestListener = (request, response) => {
    const path = request.url ?? '/';
    asked.push(path);
    const to = (location: string): void => void response.writeHead(302, { location }).end();
    const say = (status: number, type: string, body: string | Buffer): void => void response.writeHead(status, { 'content-type': type }).end(body);
    switch (path.split('?')[0]) {
      case '/slow.jpg':
        // Its head comes, its picture never does.
        response.writeHead(200, { 'content-type': 'image/jpeg' }).write(good.subarray(0, 100));
        return;
      case '/huge.jpg':
        response.writeHead(200, { 'content-type': 'image/jpeg' });
        for (let mb = 0; mb < 4; mb += 1) response.write(Buffer.alloc(1024 * 1024, 0xff));
        return void response.end();
      case '/page.jpg':
        return say(200, 'image/jpeg', '<!doctype html><h1>Sign in</h1>');
      case '/drawing.svg':
        return say(200, 'image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"/>');
      case '/cut.jpg':
        return say(200, 'image/jpeg', good.subarray(0, 400));
      case '/closed.jpg':
        return say(403, 'text/plain', 'no');
      case '/to-good.jpg':
        return to('/good.jpg?from=elsewhere');
      case '/to-cloud.jpg':
        return to('http://169.254.169.254/latest/meta-data/');
      case '/to-this-machine.jpg':
        return to('http://[::1]:1/');
      case '/round.jpg':
        return to('/round.jpg');
      case '/flaky.jpg':
        flaky += 1;
        return flaky < 3 ? say(503, 'text/plain', 'busy') : say(200, 'image/jpeg', good);
      case '/later.jpg':
        return isMended ? say(200, 'image/jpeg', good) : say(404, 'text/plain', 'gone');
      default:
        return path.startsWith('/good') ? say(200, 'application/octet-stream', good) : say(404, 'text/plain', 'gone');
    }
  };
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // It listens on a port, so it has such an address.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    limits: { ...usualFetchLimits, mostBytes: 2 * 1024 * 1024, withinMs: 1_500, alsoMayAsk: (address, to) => address === '127.0.0.1' && to === port },
    mend: () => {
      isMended = true;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
