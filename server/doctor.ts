import { accessSync, constants, mkdirSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { obs as obsWords, server as words } from '@locales/en.json';
import type { PresenceParts } from '@protocol/parts.ts';
import type { Instant } from '@protocol/time.ts';
import { speaker } from '@protocol/words.ts';
import { stateOf } from './audit.ts';
import type { Config } from './config.ts';
import { listBackups } from './disk/backups.ts';
import { LedgerBroken, LedgerUnfit } from './ledger/ledger.ts';
import type { People } from './people/people.ts';
import { PeopleBroken } from './people/people.ts';
import { keyLines, overlayLines } from './doctor-overlays.ts';
import { askHealth } from './nonce.ts';
import { answersAsDropcast, portHolder } from './port-holder.ts';
import type { Adapters } from './ports/adapters.ts';
import type { DoctorLine, Manifest } from './ports/manifest.ts';
import type { ObsAdapter } from './ports/obs.ts';
import { isUnavailable } from './dispatch/unavailable.ts';
import { nodeLines } from './node-lines.ts';
import { isAway } from './redis/trouble.ts';
import { remotePictures } from './shop/picture.ts';
import type { Key, Obs } from './shop/state.ts';
import { storesOf } from './stores.ts';

const say = speaker(words, 'en');
const sayOfObs = speaker(obsWords, 'en');
const LEAST_NODE: readonly [number, number] = [20, 19];
/** Below this the ledger may refuse in mid-show: a busy evening and its backup are some tens of MB. */
const LEAST_FREE_MB = 300;
const ASK_WITHIN_MS = 5_000;

const fine = (what: string): DoctorLine => ({ ok: true, what, mend: '' });
const mend = (what: string, todo: string): DoctorLine => ({ ok: false, what, mend: todo });

export function nodeLine(version: string): DoctorLine {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const good = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
  return good ? fine(say('doctor.node', { version })) : mend(say('doctor.node', { version }), say('doctor.node.mend', { least: LEAST_NODE.join('.') }));
}

export async function folderLines(dataDir: string): Promise<readonly DoctorLine[]> {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.R_OK | constants.W_OK);
  } catch (error) {
    return [mend(say('doctor.folder.bad', { folder: dataDir, why: error instanceof Error ? error.message : String(error) }), say('doctor.folder.mend'))];
  }
  const { bavail, bsize } = await statfs(dataDir);
  const mb = Math.floor((bavail * bsize) / 1_000_000);
  const space = say('doctor.space', { mb });
  return [fine(say('doctor.folder', { folder: dataDir })), mb >= LEAST_FREE_MB ? fine(space) : mend(space, say('doctor.space.mend', { least: LEAST_FREE_MB }))];
}

export function backupLine(dataDir: string): DoctorLine {
  const newest = listBackups(dataDir)[0];
  return fine(newest === undefined ? say('doctor.backup.notYet') : say('doctor.backup', { path: newest.ledger }));
}

/** Whether buyers reach this very server: the nonce comes back, or it is somebody else's page. */
export async function reachLine(publicUrl: string | null, isRunning: boolean, secret: Uint8Array): Promise<DoctorLine> {
  if (publicUrl === null) return fine(say('doctor.reach.none'));
  if (!isRunning) return fine(say('doctor.reach.notRunning', { url: publicUrl }));
  const answer = await askHealth(publicUrl, ASK_WITHIN_MS, secret).answer;
  switch (answer.who) {
    case 'ours':
      return answer.seesHttps === false && publicUrl.startsWith('https:')
        ? mend(say('doctor.reach', { url: publicUrl }), say('doctor.reach.trust'))
        : fine(say('doctor.reach', { url: publicUrl }));
    case 'dropcast':
      return mend(say('doctor.reach.stranger', { url: publicUrl }), say('doctor.reach.mend'));
    case 'other':
    case 'silent':
      return mend(say('doctor.reach.bad', { url: publicUrl, why: say(`reach.${answer.why}`, { detail: answer.detail }) }), say('doctor.reach.mend'));
    default:
      return answer satisfies never;
  }
}

/** The port: free, ours, or somebody else's. `isRunning`: a Dropcast answers there. */
export async function portLine(host: string, port: number): Promise<{ readonly line: DoctorLine; readonly isRunning: boolean }> {
  if (await answersAsDropcast(host, port)) return { line: fine(say('doctor.port.ours', { port: String(port) })), isRunning: true };
  if (await canListen(host, port)) return { line: fine(say('doctor.port.free', { port: String(port) })), isRunning: false };
  const holder = portHolder(port);
  const what =
    holder === null
      ? say('doctor.port.taken', { port: String(port) })
      : say('doctor.port.takenBy', { port: String(port), name: holder.name, pid: String(holder.pid) });
  return { line: mend(what, say('doctor.port.mend')), isRunning: false };
}
const canListen = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });

export async function logInLine(people: Pick<People, 'hasPasscode'>): Promise<DoctorLine> {
  return (await people.hasPasscode()) ? fine(say('doctor.logIn')) : fine(say('doctor.logIn.none'));
}

export async function adapterLines(adapters: Adapters, people: Pick<People, 'settings'>): Promise<readonly DoctorLine[]> {
  const ask = async (
    { manifest: { label } }: { readonly manifest: Manifest },
    doctor: () => Promise<readonly DoctorLine[]>,
  ): Promise<readonly DoctorLine[]> => {
    try {
      return await doctor();
    } catch (error) {
      return [mend(say('doctor.adapter.bad', { label, why: error instanceof Error ? error.message : String(error) }), say('doctor.adapter.mend', { label }))];
    }
  };
  const lines = await Promise.all([
    ...adapters.chats.map((chat) => {
      const { id } = chat.manifest;
      return ask(chat, async () => chat.doctor(await people.settings('chat', id), await people.settings('log-in', id)));
    }),
    ...adapters.payments.map((payment) => ask(payment, async () => payment.doctor(await people.settings('payment', payment.manifest.id)))),
    ...adapters.shops.map((shop) => ask(shop, async () => shop.doctor(await people.settings('shop', shop.manifest.id)))),
    ...[adapters.mail].flatMap((mail) => (mail === undefined ? [] : [ask(mail, async () => mail.doctor(await people.settings('mail', mail.manifest.id)))])),
  ]);
  return lines.flat();
}

/** `areCopied`: the shop wants copies; who switched them off knows where the pictures stand. */
export function picturesLine(remote: number, areCopied: boolean): DoctorLine {
  if (remote === 0) return fine(say('doctor.pictures.all'));
  const what = say('doctor.pictures', { n: remote });
  return areCopied ? mend(what, say('doctor.pictures.mend')) : fine(what);
}

/** Whether OBS can be driven as it is set; its password is asked of nobody. */
export async function obsLine({ place, address }: Obs, adapter: ObsAdapter | null, people: Pick<People, 'settings'>): Promise<DoctorLine> {
  if (place === 'off' || adapter === null) return fine(say('doctor.obs.off'));
  if (place === 'bridge') return fine(say('doctor.obs.bridge'));
  const saved = await people.settings('obs', 'obs');
  const looked = await adapter.look(address, String(saved?.['password'] ?? ''));
  if (!looked.ok) return mend(say('doctor.obs.down', { address, why: sayOfObs(`trouble.${looked.trouble}`) }), sayOfObs(`mend.${looked.trouble}`));
  return looked.browser ? fine(say('doctor.obs.up', { address })) : mend(say('doctor.obs.noBrowser', { address }), sayOfObs('codeMend.noKind'));
}

export interface Examined {
  readonly config: Pick<Config, 'dataDir' | 'mediaDir' | 'redisUrl' | 'copyPictures'>;
  /** Null where nothing is kept on disk. */
  readonly onDisk: boolean;
  readonly people: People;
  readonly adapters: Adapters;
  readonly publicUrl: string | null;
  readonly seq: number;
  readonly remotePictures: number;
  readonly obs: Obs;
  readonly obsAdapter: ObsAdapter | null;
  readonly isRunning: boolean;
  /** Those that are open; null where that cannot be seen from here. */
  readonly overlays: Pick<PresenceParts, 'overlays' | 'overlaysGone'> | null;
  readonly keys: readonly Key[];
  readonly now: Instant;
}
/** What the panel shows and `npm run doctor` prints, of a shop that could be opened. */
export async function examine({
  config,
  onDisk,
  people,
  adapters,
  publicUrl,
  seq,
  remotePictures,
  obs,
  obsAdapter,
  isRunning,
  overlays,
  keys,
  now,
}: Examined): Promise<readonly DoctorLine[]> {
  return [
    nodeLine(process.versions.node),
    ...(onDisk ? [...(await folderLines(config.dataDir)), fine(say('doctor.ledger', { seq })), backupLine(config.dataDir)] : []),
    ...(config.redisUrl === null ? [] : [...(await folderLines(config.dataDir)), ...(await nodeLines(config, false)), fine(say('doctor.ledger', { seq }))]),
    await logInLine(people),
    await reachLine(publicUrl, isRunning, people.secret()),
    ...(await adapterLines(adapters, people)),
    await obsLine(obs, obsAdapter, people),
    ...(overlays === null ? [] : overlayLines(overlays.overlays, overlays.overlaysGone)),
    ...keyLines(keys, now),
    picturesLine(remotePictures, config.copyPictures),
  ];
}

/** For the command line: opens the shop beside a running server, or says why it cannot. */
export async function examineFromOutside(config: Config, adapters: Adapters, obsAdapter: ObsAdapter): Promise<readonly DoctorLine[]> {
  const { line: port, isRunning } = await portLine(config.host, config.port);
  try {
    const { ledger, people, close } = await storesOf(config, false)();
    try {
      const { seq } = await ledger.head();
      const state = await stateOf(ledger);
      return [
        port,
        ...(await examine({
          config,
          onDisk: ledger.kind === 'sqlite',
          people,
          adapters,
          publicUrl: config.publicUrl,
          seq,
          remotePictures: state === null ? 0 : remotePictures(state),
          obs: state === null ? { place: 'off', address: '' } : state.single('obs'),
          obsAdapter,
          isRunning,
          overlays: null,
          keys: state === null ? [] : [...state.keys.values()],
          now: Date.now(),
        })),
      ];
    } finally {
      await close();
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const todo =
      error instanceof LedgerUnfit
        ? ''
        : error instanceof LedgerBroken || error instanceof PeopleBroken
          ? say('doctor.ledger.mend')
          : say('doctor.ledger.busy');
    return [
      port,
      nodeLine(process.versions.node),
      ...(await folderLines(config.dataDir)),
      ...(await whyClosed(config, mend(why, todo), isAway(error) || isUnavailable(error))),
    ];
  }
}
/** Of a shop in Redis that does not open, what Redis itself says is nearer the cause. */
async function whyClosed(config: Config, line: DoctorLine, isRedis: boolean): Promise<readonly DoctorLine[]> {
  const said = await nodeLines(config, false);
  return isRedis && said.some(({ ok }) => !ok) ? said : [...said, line];
}
