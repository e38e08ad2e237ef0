import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A network without the internet: loopback and one LAN with this machine alone on it. What is started with `inside` in front of its
 * command line has nothing else, not by accident either: the kernel knows no other way.
 */
export interface Island {
  /** This machine's address on its LAN. */
  readonly address: string;
  /** Command line in front of another: the first is the program. */
  readonly inside: readonly string[];
  /** A file that starts `program` inside, for whoever wants one path and gives arguments of its own. */
  wrapper(program: string): string;
  close(): Promise<void>;
}

const ADDRESS = '192.168.77.1';
/** One end of a pair of wires is the LAN; nobody holds the other. */
const setUp = `ip link set lo up && ip link add lan0 type veth peer name far0 && ip addr add ${ADDRESS}/24 dev lan0 && ip link set lan0 up && ip link set far0 up && echo ready && exec sleep infinity`;

export async function openIsland(): Promise<Island> {
  const isRoot = process.getuid?.() === 0;
  // Whoever is not root is root in a user namespace of his own, and nowhere else.
  const keeper: ChildProcess = spawn('unshare', [...(isRoot ? [] : ['--user', '--map-root-user']), '--net', 'sh', '-c', setUp], {
    env: { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  keeper.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await new Promise<void>((resolve, reject) => {
    keeper.stdout?.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('ready')) resolve();
    });
    keeper.on('error', reject);
    keeper.on('exit', (code) => reject(new Error(`no network of its own (${String(code)}): ${said}`)));
  });
  const inside = ['nsenter', ...(isRoot ? [] : ['--user', '--preserve-credentials']), '--target', String(keeper.pid), '--net', '--'];
  const folder = mkdtempSync(join(tmpdir(), 'dropcast-island-'));
  return {
    address: ADDRESS,
    inside,
    wrapper: (program) => {
      const path = join(folder, 'inside');
      writeFileSync(path, `#!/bin/sh\nexec ${inside.join(' ')} ${program} "$@"\n`);
      chmodSync(path, 0o700);
      return path;
    },
    close: async () => {
      const gone = new Promise<void>((resolve) => keeper.once('close', () => resolve()));
      keeper.kill('SIGKILL');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
