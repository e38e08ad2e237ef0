import { server as words } from '@locales/en.json';
import { speaker } from '@protocol/words.ts';
import { configReport, environment, readConfig, type Config } from './config.ts';

const say = speaker(words, 'en');

export interface CommandLine {
  readonly config: Config;
  /** `--name value` by name. */
  readonly options: Readonly<Record<string, string>>;
  readonly print: (line: string) => void;
}

/** `--role host` or `--role=host`; null where something is not one of `known` or has no value. */
export function readOptions(args: readonly string[], known: readonly string[]): Readonly<Record<string, string>> | { readonly unknown: string } {
  const options: Record<string, string> = {};
  for (let i = 0; i < args.length; i += 1) {
    const [, name, joined] = /^--([a-z]+)(?:=(.*))?$/u.exec(args[i] ?? '') ?? [];
    if (name === undefined || !known.includes(name)) return { unknown: args[i] ?? '' };
    const value = joined ?? args[(i += 1)];
    if (value === undefined) return { unknown: `--${name}` };
    options[name] = value;
  }
  return options;
}

/** What every tool beside the server does the same way: the config, its options, a sentence and exit code 1 where it cannot. */
export function runTool(known: readonly string[], tool: (line: CommandLine) => Promise<number>): void {
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  const fail = (line: string): void => {
    process.stderr.write(`${line}\n`);
    process.exitCode = 1;
  };
  const read = readConfig(environment(process.cwd(), process.env), []);
  if (!read.ok) return fail(configReport(read.problems));
  const options = readOptions(process.argv.slice(2), known);
  if ('unknown' in options) return fail(say('config.unknownFlag', { name: options.unknown, near: known.map((name) => `--${name}`).join(' ') || '–' }));
  tool({ config: read.config, options, print }).then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => fail(error instanceof Error ? error.message : String(error)),
  );
}
