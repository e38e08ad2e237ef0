import { server as words } from '@locales/en.json';
import { speaker } from '@protocol/words.ts';
import { terminalQr } from './terminal-qr.ts';

const say = speaker(words, 'en');

export interface Addresses {
  readonly panel: string;
  /** One-time, by this computer's own address and by the one that other devices reach it at; none once there is a passcode. */
  readonly setUp: readonly string[];
  /** With its read-only key, where it is thrown away afterwards (the demo); null: the panel has it. */
  readonly overlay: string | null;
  /** One column, for a custom dock in OBS. */
  readonly dock: string;
  readonly shop: string;
  /** Where phones in the same network reach it. */
  readonly network: readonly string[];
  readonly publicUrl: string | null;
  /** The Redis that it shares with other nodes, without its password; null on a single machine. */
  readonly redis: string | null;
  /** What a phone is to scan off the screen; null where nobody sits in front of it to do so. */
  readonly qr: string | null;
  /** What is not as it should be, below the addresses; null where all is. */
  readonly note: string | null;
  /** `user@host port` to reach this machine by, where one is logged in over SSH. */
  readonly ssh: { readonly port: number; readonly target: string } | null;
}

/** Whoever starts it may sit elsewhere: a server has no browser, and at a stall the phone is nearer. It is the same link, and works once. */
export const setUpLinks = (own: string | null, publicUrl: string | null, network: readonly string[]): readonly string[] => {
  if (own === null) return [];
  const elsewhere = publicUrl ?? network[0];
  return elsewhere === undefined ? [own] : [own, `${elsewhere}${new URL(own).pathname}`];
};

/** What stands in the terminal once the server listens. */
export function box(addresses: Addresses): string {
  const rows: (readonly [string, string])[] = [
    [say('box.panel'), addresses.panel],
    ...addresses.setUp.map((url, at) => [say(at === 0 ? 'box.setUp' : 'box.setUpElsewhere'), url] as const),
    [say('box.overlay'), addresses.overlay ?? say('box.overlayLater')],
    [say('box.dock'), addresses.dock],
    [say('box.shop'), addresses.shop],
    ...addresses.network.map((origin) => [say('box.network'), `${origin}/now`] as const),
    ...(addresses.publicUrl === null ? [] : [[say('box.public'), `${addresses.publicUrl}/now`] as const]),
    ...(addresses.redis === null ? [] : [[say('box.kept'), say('box.redis', { at: addresses.redis })] as const]),
    ...(addresses.ssh === null ? [] : [[say('box.ssh'), `ssh -L ${addresses.ssh.port}:127.0.0.1:${addresses.ssh.port} ${addresses.ssh.target}`] as const]),
  ];
  const label = Math.max(...rows.map(([name]) => name.length));
  const lines = [
    say('box.title'),
    '',
    ...rows.map(([name, value]) => `${name.padEnd(label)}  ${value}`),
    ...(addresses.note === null ? [] : ['', addresses.note]),
    ...(addresses.qr === null ? [] : ['', say('box.scan', { url: addresses.qr }), '', ...terminalQr(addresses.qr)]),
  ];
  const width = Math.max(...lines.map((line) => line.length));
  return [`╭${'─'.repeat(width + 4)}╮`, ...lines.map((line) => `│  ${line.padEnd(width)}  │`), `╰${'─'.repeat(width + 4)}╯`].join('\n');
}

/** Over SSH the addresses of the box are on the far machine: the line that brings them near. */
export function sshTarget(env: Readonly<Record<string, string | undefined>>, user: string): string | null {
  const [, , address] = (env['SSH_CONNECTION'] ?? '').split(' ');
  return address === undefined || address === '' ? null : `${user}@${address}`;
}
