#!/usr/bin/env node
// node scripts/start.mjs NAME [args…]. This file is read by whatever Node there is, so it keeps to what Node 14 can parse: the rest
// is in run.mjs, imported once the version is known to do.
import { readFileSync } from 'fs';

const numbers = (version) => version.split('.').map(Number);
const wanted = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).engines.node.replace('>=', '');
const [major, minor] = numbers(wanted);
const [ownMajor, ownMinor] = numbers(process.versions.node);

if (ownMajor < major || (ownMajor === major && ownMinor < minor)) {
  process.stderr.write(`Dropcast needs Node ${wanted} or newer and this is ${process.versions.node}: get it from https://nodejs.org\n`);
  process.exitCode = 1;
} else {
  import('./run.mjs').then(
    (module) => module.run(process.argv[2], process.argv.slice(3)),
    (error) => {
      process.stderr.write(`${error.stack}\n`);
      process.exitCode = 1;
    },
  );
}
