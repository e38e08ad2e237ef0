// Starts the tools of node_modules without a shell, so that the scripts run the same on every system.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './surfaces.mjs';

/** The file of a package's command: `bin('typescript', 'tsc')`. */
export function bin(name, command) {
  // By its place: what a package exports need not include its own manifest.
  const manifest = join(root, 'node_modules', name, 'package.json');
  const { bin: commands } = JSON.parse(readFileSync(manifest, 'utf8'));
  return join(dirname(manifest), typeof commands === 'string' ? commands : commands[command]);
}

/** Runs `file args…` with this terminal and answers its exit code; a signal to us is passed on by the terminal or, from `kill`, by us. */
export function runTool(file, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
    const pass = (signal) => child.kill(signal);
    process.on('SIGTERM', pass);
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      process.off('SIGTERM', pass);
      resolve(code ?? (signal === null ? 1 : 143));
    });
  });
}

export const runNode = (file, args, env = {}) => runTool(process.execPath, [file, ...args], env);
