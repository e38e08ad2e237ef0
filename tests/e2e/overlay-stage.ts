import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { Server as HttpServer } from 'node:http';
import { readFileSync, existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import type { DropLinePart, DropPart, OverlayParts } from '@protocol/parts.ts';
import type { ByeMessage, ClientToServer, HelloMessage, PaintedMessage, ServerToClient } from '@protocol/socket.ts';
import { root } from '../../scripts/surfaces.mjs';

/**
 * The real overlay build on a server that plays parts: what the wire says is in the test's hand, so that every state can be
 * put on the canvas, held there, and put there again after a reload.
 */
export interface Stage {
  readonly origin: string;
  readonly hellos: HelloMessage[];
  readonly painted: PaintedMessage[];
  /** Server time, as the overlay is told it. */
  now(): number;
  play(parts: Partial<OverlayParts>): void;
  /** Says nothing more, but keeps the line open. */
  fallSilent(silent: boolean): void;
  /** Answers every hello from now on with a refusal. */
  refuse(refused: boolean): void;
  ask(what: 'identify' | 'reload'): void;
  bye(message: ByeMessage): void;
  hangUp(): void;
  stop(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css', '.html': 'text/html; charset=utf-8', '.woff2': 'font/woff2' };

const BAG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 472 680"><defs><linearGradient id="a" x1="0" y1="0" x2="1" y2="1"><stop stop-color="#d96f3d"/><stop offset=".6" stop-color="#8d3b1d"/><stop offset="1" stop-color="#5c2412"/></linearGradient><linearGradient id="b" x1="0" y1="0" x2="1" y2="1"><stop stop-color="#f3d3b3"/><stop offset=".6" stop-color="#c98a58"/><stop offset="1" stop-color="#8e5230"/></linearGradient></defs><rect width="472" height="680" fill="url(#a)"/><ellipse cx="236" cy="590" rx="170" ry="24" fill="#0004"/><path d="M120 250c0-160 232-160 232 0" fill="none" stroke="#6e3a1f" stroke-width="16"/><rect x="76" y="240" width="320" height="340" rx="56" fill="url(#b)"/><path d="M76 300c0-34 26-60 60-60h200c34 0 60 26 60 60v60c0 70-320 70-320 0z" fill="#b87546"/><rect x="212" y="384" width="48" height="40" rx="8" fill="#e6c26a"/></svg>`;

/** What a camera might see: bright, dark, busy and red, where the card lies too. */
export const BUSY = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1920 1080" preserveAspectRatio="xMidYMid slice"><defs><radialGradient id="l" cx=".62" cy=".35" r=".7"><stop stop-color="#ffe9c9"/><stop offset=".45" stop-color="#b9865b"/><stop offset="1" stop-color="#2a1d17"/></radialGradient><pattern id="w" width="148" height="64" patternUnits="userSpaceOnUse"><rect width="148" height="64" fill="#7c3f2c"/><rect x="3" y="3" width="142" height="26" rx="3" fill="#a35a3e"/><rect x="-71" y="35" width="142" height="26" rx="3" fill="#93492f"/><rect x="77" y="35" width="142" height="26" rx="3" fill="#b06a4b"/></pattern></defs><rect width="1920" height="1080" fill="url(#w)"/><rect width="1920" height="1080" fill="url(#l)" opacity=".72"/><g fill="#f7f3ea"><rect x="0" y="650" width="760" height="430" fill="#efe6d6"/><rect x="760" y="740" width="700" height="340" fill="#1d2b33"/><circle cx="520" cy="760" r="150" fill="#d7402f"/><circle cx="210" cy="880" r="190" fill="#2d6fb0"/><rect x="1180" y="600" width="330" height="480" fill="#3a8f5a"/></g><path d="M900 1080V470a280 280 0 0 1 560 0v610z" fill="#d9a179"/><circle cx="1180" cy="330" r="150" fill="#e8c0a0"/><path d="M0 120h1920M0 700h1920" stroke="#fff" stroke-width="6" opacity=".5"/></svg>`;

/** Once for all stages of a file: what they show is of one build. */
let building: Promise<unknown> | null = null;

export async function openStage(): Promise<Stage> {
  await (building ??= promisify(execFile)(process.execPath, [join(root, 'scripts/build.mjs'), 'overlay']));
  const built = join(root, 'dist/overlay');
  const http: HttpServer = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (path === '/media/bag') return void response.writeHead(200, { 'content-type': 'image/svg+xml' }).end(BAG);
    if (path === '/media/busy') return void response.writeHead(200, { 'content-type': 'image/svg+xml' }).end(BUSY);
    const file = path.startsWith('/overlay/assets/')
      ? join(built, path.slice('/overlay/'.length))
      : path.startsWith('/overlay/')
        ? join(built, 'index.html')
        : null;
    if (file === null || !existsSync(file)) return void response.writeHead(404).end();
    response.writeHead(200, {
      'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
      // As the server's own: the overlay must live with it.
      'content-security-policy': "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self' ws: wss:",
    });
    response.end(readFileSync(file));
  });
  const io = new Server<ClientToServer, ServerToClient>(http, { transports: ['websocket'] });
  const live = io.of('/live');
  const hellos: HelloMessage[] = [];
  const painted: PaintedMessage[] = [];
  let parts: Record<string, unknown> = {};
  let rev = 1;
  let silent = false;
  let refused = false;
  const now = (): number => Date.now();

  live.on('connection', (socket) => {
    socket.on('hello', (message, answer) => {
      hellos.push(message);
      if (refused) answer({ ok: false, refusal: { code: 'not-allowed', message: 'no', details: {} } });
      else if (!silent) answer({ ok: true, epoch: 'stage', rev, now: now(), parts });
    });
    socket.on('painted', (message) => painted.push(message));
  });
  const alive = setInterval(() => silent || live.emit('patch', { audience: 'overlay', epoch: 'stage', from: rev, rev, now: now(), parts: {} }), 1_000);

  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo; // a TCP server's address is one
  return {
    origin: `http://127.0.0.1:${port}`,
    hellos,
    painted,
    now,
    play: (next) => {
      const gone = Object.keys(parts).filter((key) => !(key in next));
      const patch = { ...Object.fromEntries(gone.map((key) => [key, null])), ...next };
      parts = { ...next };
      live.emit('patch', { audience: 'overlay', epoch: 'stage', from: rev, rev: rev + 1, now: now(), parts: patch });
      rev++;
    },
    fallSilent: (next) => void (silent = next),
    refuse: (next) => void (refused = next),
    ask: (what) => void live.emit('do', what, ''),
    bye: (message) => void live.emit('bye', message),
    hangUp: () => void live.disconnectSockets(true),
    stop: async () => {
      clearInterval(alive);
      await io.close();
    },
  };
}

// --- parts ---------------------------------------------------------------------------------------

export const line = (left: number, held: number, sold: number, more: Partial<DropLinePart>): DropLinePart => ({
  sku: 'BAG-1', title: '', price: 14_800, allotted: left + held + sold, left, held, sold, backAt: null, ...more,
}); // prettier-ignore

export function drop(now: number, more: Partial<DropPart>): DropPart {
  return {
    dropId: 'bag',
    title: 'Saddle bag, chestnut',
    mode: 'hold',
    state: 'live',
    firedAt: now - 60_000,
    opensAt: now - 50_000,
    endsAt: now + 252_000,
    closesAt: now + 262_000,
    holdSeconds: 300,
    perViewer: 1,
    extension: null,
    firing: 1,
    calledOff: false,
    endedEarly: false,
    settledAt: null,
    pictures: ['/media/bag'],
    lines: [line(9, 4, 11, {})],
    ...more,
  };
}

const FIXED: Partial<OverlayParts> = {
  shop: { name: 'Halm & Holt', currency: 'EUR', locale: 'en', timeZone: 'Europe/Berlin' },
  show: null,
  alsoLive: [],
  panic: false,
  closed: false,
  theme: {},
  mark: null,
  ask: null,
  next: null,
};
/** The parts while `part` is on air with its link out. */
export function onAir(part: DropPart, more: Partial<OverlayParts>): Partial<OverlayParts> {
  return {
    ...FIXED,
    onAir: part.dropId,
    [`drop/${part.dropId}`]: part,
    link: { dropId: part.dropId, url: 'https://drop.shop/d/k7Qm2x', short: 'drop.shop/d/k7Qm2x' },
    ...more,
  };
}
export const offAir = (more: Partial<OverlayParts>): Partial<OverlayParts> => ({ ...FIXED, onAir: null, link: null, ...more });
export const next = (now: number): OverlayParts['next'] => ({ title: 'Card holder, olive', kind: 'drop', at: now + 360_000 });
