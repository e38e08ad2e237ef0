import { chmodSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { withLogs } from './backups.ts';

/**
 * A restore is a file put beside the old one, never over it: an old write-ahead log would be read
 * into the file laid over it. What was there moves to `broken/before-restore-…` and is not lost.
 * `wanted` is the name the host gave, `name` what it becomes. Answers whether there was one.
 */
export function takeRestore(dataDir: string, wanted: string, name: string, at: Date): boolean {
  const from = join(dataDir, wanted);
  if (!existsSync(from)) return false;
  const aside = join(dataDir, 'broken', `before-restore-${at.toISOString().replaceAll(/[:.]/gu, '-')}`);
  mkdirSync(aside, { recursive: true, mode: 0o700 });
  for (const path of withLogs(name)) if (existsSync(join(dataDir, path))) renameSync(join(dataDir, path), join(aside, path));
  chmodSync(from, 0o600);
  renameSync(from, join(dataDir, name));
  return true;
}
