import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A folder for the PATH in which `cloudflared` is the fake one, and what it noted. */
export interface TunnelRig {
  /** Of whoever starts it. */
  readonly env: Readonly<Record<'PATH' | 'FAKE_TUNNEL_EDGE' | 'FAKE_TUNNEL_NOTES', string>>;
  /** Where buyers come in. */
  readonly edge: string;
  /** Every start of it so far. */
  starts(): readonly TunnelStart[];
  close(): void;
}
export interface TunnelStart {
  readonly pid: number;
  readonly args: readonly string[];
  readonly token: string | null;
  readonly name: string | null;
  readonly url: string | null;
}

export function tunnelRig(edgePort: number): TunnelRig {
  const folder = mkdtempSync(join(tmpdir(), 'dropcast-tunnel-'));
  symlinkSync(fileURLToPath(new URL('./fake-cloudflared.mjs', import.meta.url)), join(folder, 'cloudflared'));
  const notes = join(folder, 'notes');
  return {
    env: { PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}`, FAKE_TUNNEL_EDGE: String(edgePort), FAKE_TUNNEL_NOTES: notes },
    edge: `http://127.0.0.1:${edgePort}`,
    starts: () => {
      let text = '';
      try {
        text = readFileSync(notes, 'utf8');
      } catch {
        // Not started yet.
      }
      // Written by the fake itself.
      return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as TunnelStart]));
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // No such process.
    return false;
  }
};
