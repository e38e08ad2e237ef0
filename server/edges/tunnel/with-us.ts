/**
 * Runs a program for as long as its own input stays open, and no longer: a pipe from the server closes however the server ends, killed
 * outright too, and on every system. Its signals (Ctrl+C goes to everything in the terminal) are not its end: it outlives the program
 * by a moment, never the other way round.
 *
 * Arguments: milliseconds between asking the program to end and ending it, the program, its arguments.
 */
const KEEPER = `
const { spawn } = require('node:child_process');
const [within, program, ...args] = process.argv.slice(1);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'], windowsHide: true });
child.once('error', (error) => {
  console.error(error.message);
  process.exit(127);
});
child.once('exit', (code) => process.exit(code ?? 1));
process.stdin.resume().once('close', () => {
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), Number(within));
});
`;

/** The arguments for Node itself with which `program` runs until the input of that Node closes. */
export const withUs = (program: string, args: readonly string[], endWithinMs: number): readonly string[] => [
  '--input-type=commonjs',
  '--eval',
  KEEPER,
  '--',
  String(endWithinMs),
  program,
  ...args,
];
