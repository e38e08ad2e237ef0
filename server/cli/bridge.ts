import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import closeWithGrace from 'close-with-grace';
import { io, type Socket } from 'socket.io-client';
import { obs as obsWords, server as words } from '@locales/en.json';
import { buildId } from '@protocol/build-id.ts';
import { PROTOCOL } from '@protocol/limits.ts';
import { createBridge, type BridgeView } from '@protocol/obs-bridge.ts';
import { findObs, openObsLink } from '@protocol/obs-link.ts';
import { OBS_ADDRESS } from '@protocol/obs.ts';
import type { BridgeAnswer, ClientToServer, HelloAnswer, ServerToClient } from '@protocol/socket.ts';
import { speaker } from '@protocol/words.ts';
import { obsSocket } from '../edges/obs/obs.ts';

const say = speaker(words, 'en');
const sayOfObs = speaker(obsWords, 'en');
const ANSWER_WITHIN_MS = 5_000;
const notBarred = async (): Promise<null> => null;

/** `bridge URL KEY [ws://…]`: of the shop, of a crew member's key, and of OBS where it is not at its usual place. */
function readArguments(args: readonly string[]): { readonly origin: string; readonly key: string; readonly address: string } | null {
  const [url, key, address = OBS_ADDRESS] = args;
  if (url === undefined || key === undefined || args.length > 3 || !/^wss?:\/\//u.test(address)) return null;
  try {
    const { protocol, origin } = new URL(url);
    return protocol === 'http:' || protocol === 'https:' ? { origin, key, address } : null;
  } catch {
    // Not an address at all.
    return null;
  }
}

/** Typed unseen; or the first line of what is piped in. Never an argument, which everybody on the machine can read. */
async function askPassword(): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  if (process.stdin.isTTY) process.stdout.write(`${say('bridge.password')} `);
  const reader = createInterface({ input: process.stdin, output: silent, terminal: process.stdin.isTTY });
  const line = await new Promise<string>((resolve) => {
    reader.once('line', resolve);
    reader.once('close', () => resolve(''));
  });
  reader.close();
  if (process.stdin.isTTY) process.stdout.write('\n');
  return line.trim();
}

/** What a person at this terminal wants to know now. */
function lineOf(view: BridgeView): string {
  if (view.seat === 'away') return say('bridge.away');
  if (view.seat === 'refused') return say('bridge.refused', { why: view.note });
  if (view.seat === 'waits')
    return view.holder === null ? say('bridge.off') : say('bridge.waits', { who: view.holder.who, where: sayOfObs(`surface.${view.holder.surface}`) });
  if (view.obs === 'up') return say('bridge.drives');
  return view.trouble === null ? say('bridge.connecting') : `${sayOfObs(`trouble.${view.trouble}`)} ${sayOfObs(`mend.${view.trouble}`)}`;
}

/** Drives an OBS on this computer for a shop elsewhere, until it is stopped. */
async function run(): Promise<void> {
  const given = readArguments(process.argv.slice(2));
  if (given === null) {
    process.stderr.write(`${say('bridge.usage')}\n`);
    process.exit(1);
  }
  const found = await findObs({ make: obsSocket, address: given.address, barred: notBarred });
  // Not open yet: whether it will want a password nobody knows.
  const password = found.ok && !found.password ? '' : await askPassword();
  /** Null once it ends: what breaks then was broken on purpose. */
  let told: string | null = '';
  const tell = (line: string): void => {
    if (told === null || line === told) return;
    told = line;
    process.stdout.write(`${line}\n`);
  };

  const socket: Socket<ServerToClient, ClientToServer> = io(`${given.origin}/live`, { transports: ['websocket'], reconnectionDelayMax: 3_000 });
  const bridge = createBridge({
    surface: 'terminal',
    origin: given.origin,
    open: (events) => openObsLink({ make: obsSocket, address: given.address, password, barred: notBarred }, events),
    say: async (message) => {
      // What the server answers is typed by the protocol and made by its schemas.
      const answer = (await socket.timeout(ANSWER_WITHIN_MS).emitWithAck('bridge', message)) as BridgeAnswer;
      return answer.ok ? null : answer.refusal.message;
    },
    changed: (view) => tell(lineOf(view)),
  });
  const hello = async (): Promise<void> => {
    const answer = (await socket
      .timeout(ANSWER_WITHIN_MS)
      .emitWithAck('hello', { protocol: PROTOCOL, build: buildId, audience: 'public', show: null, key: given.key })) as HelloAnswer;
    if (answer.ok) bridge.lineUp();
    else tell(say('bridge.refused', { why: answer.refusal.message }));
  };
  socket.on('connect', () => {
    // A line that broke under it comes up again, and asks again.
    hello().catch(() => tell(say('bridge.away')));
  });
  socket.on('connect_error', () => tell(say('bridge.away')));
  socket.on('disconnect', (reason) => {
    bridge.lineDown();
    if (reason === 'io server disconnect') setTimeout(() => socket.connect(), 1_000);
  });
  socket.on('bye', ({ retry }) => {
    if (!retry) tell(say('bridge.ended'));
  });
  socket.on('bridge', (message) => bridge.told(message));
  socket.on('obs', (request, data, answer) => void bridge.call(request, data).then(answer));
  closeWithGrace({ delay: 2_000 }, async () => {
    told = null;
    bridge.close();
    socket.disconnect();
  });
}
void run();
