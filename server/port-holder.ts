import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { isDropcast } from './nonce.ts';

export interface PortHolder {
  readonly pid: number;
  readonly name: string;
}
/** State 0A of /proc/net/tcp: listening. */
const LISTEN = '0A';

/** Sockets listening on `port`, from the text of /proc/net/tcp or tcp6. */
export function listeningInodes(table: string, port: number): readonly string[] {
  return table.split('\n').flatMap((row) => {
    const [, local, , state, , , , , , inode] = row.trim().split(/\s+/u);
    if (local === undefined || inode === undefined || state !== LISTEN) return [];
    return Number.parseInt(local.split(':')[1] ?? '', 16) === port ? [inode] : [];
  });
}

/** Who listens on the port, on Linux and where we may look; null elsewhere. Only a sentence gets better by it. */
export function portHolder(port: number): PortHolder | null {
  const read = (path: string): string => {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      // Not Linux, without IPv6, or a process that ended while we looked.
      return '';
    }
  };
  const wanted = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((path) => listeningInodes(read(path), port)).map((inode) => `socket:[${inode}]`));
  if (wanted.size === 0) return null;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/u.test(name))) {
    try {
      if (readdirSync(`/proc/${pid}/fd`).some((fd) => wanted.has(readlinkSync(`/proc/${pid}/fd/${fd}`))))
        return { pid: Number(pid), name: read(`/proc/${pid}/comm`).trim() };
    } catch {
      // Somebody else's process, or one that ended: not ours to look into.
    }
  }
  return null;
}

const ASK_WITHIN_MS = 1_000;
/** Whether what listens there is a Dropcast. `host` as listened on. */
export async function answersAsDropcast(host: string, port: number): Promise<boolean> {
  const near = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return isDropcast(`http://${near.includes(':') ? `[${near}]` : near}:${port}`, ASK_WITHIN_MS);
}
