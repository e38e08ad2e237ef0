import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import { startChild, type Child } from '../../support/child.ts';

/** The server as `npm start` runs it, in a process of its own, on a folder and a port that outlive it. */
export interface House {
  readonly port: number;
  readonly dataDir: string;
  /** As the box prints it. */
  readonly local: string;
  /** What links are made from. */
  readonly publicUrl: string;
  /** Starts, and answers what stood in the box. */
  start(): Promise<string>;
  /** The power cut: no goodbye, nothing flushed. Resolves when it is gone. */
  kill(): Promise<void>;
  /** A tool beside it, on the same folder. */
  tool(name: string): Child;
  /** Everything any of its lives wrote, for a failed run. */
  said(): string;
  stop(): Promise<void>;
}

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  // It listens on a port, so it has such an address.
  const { port } = probe.address() as AddressInfo;
  await new Promise<void>((resolve) => probe.close(() => resolve()));
  return port;
}

/** All four surfaces, where they are stale. */
export async function buildAll(): Promise<void> {
  const { buildIfStale } = await import('../../../scripts/build.mjs');
  await buildIfStale();
}

export async function openHouse(env: Readonly<Record<string, string>>): Promise<House> {
  const port = await freePort();
  const dataDir = mkdtempSync(join(tmpdir(), 'dropcast-e2e-'));
  const publicUrl = `http://127.0.0.1:${port}`;
  const lives: Child[] = [];
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    const child = lives.at(-1);
    if (child === undefined) return;
    child.process.kill(signal);
    await child.ended;
  };
  return {
    port,
    dataDir,
    local: `http://localhost:${port}`,
    publicUrl,
    start: async () => {
      // A catalog of a real shop names its pictures on that shop's servers, which no test asks.
      const child = startChild('main', [], { COPY_PICTURES: 'no', ...env, PORT: String(port), DATA_DIR: dataDir, PUBLIC_URL: publicUrl });
      lives.push(child);
      await child.says('╰');
      return child.stdout();
    },
    kill: () => end('SIGKILL'),
    tool: (name) => startChild(name, [], { DATA_DIR: dataDir }),
    said: () => lives.map((child) => `${child.stdout()}\n${child.stderr()}`).join('\n--- started again ---\n'),
    stop: async () => {
      await end('SIGTERM');
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

const ours = /^(?:https?:\/\/(?:127\.0\.0\.1|localhost)(?::\d+)?\/|data:|blob:|about:)/u;
const picture =
  '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"><rect width="400" height="400" fill="#b98a5e"/><circle cx="200" cy="200" r="120" fill="#f4e7d3"/></svg>';

/** A real catalog's pictures stand on servers that no test may ask: here they are drawn. Answers the addresses that were asked for. */
export async function keepInside(context: BrowserContext): Promise<readonly string[]> {
  const asked: string[] = [];
  await context.route(
    (url) => !ours.test(url.href),
    (route) => {
      asked.push(route.request().url());
      return route.request().resourceType() === 'image' ? route.fulfill({ contentType: 'image/svg+xml', body: picture }) : route.abort();
    },
  );
  return asked;
}

/** Collects what broke in a page: errors of its scripts, and what its console calls an error while the server is there. */
export function breakages(page: Page, isAway: () => boolean): readonly string[] {
  const broken: string[] = [];
  page.on('pageerror', (error) => broken.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !isAway()) broken.push(`console: ${message.text()}`);
  });
  return broken;
}

/** Put into a page to see later that it is still the same one: no reload survives it. */
export const mark = (page: Page): Promise<void> => page.evaluate(() => void Object.assign(window, { neverReloaded: true }));
export const isMarked = (page: Page): Promise<boolean> => page.evaluate(() => 'neverReloaded' in window);
