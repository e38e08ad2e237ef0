import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesUnder, read, root } from './sources.ts';

const { scripts, engines } = JSON.parse(read('package.json')) as { scripts: Record<string, string>; engines: { node: string } };
const promised = ['start', 'demo', 'test', 'torture', 'check', 'build', 'key', 'doctor', 'audit-ledger'];

describe('package.json', () => {
  it('has every command that the README promises', () => {
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(promised));
    for (const [, name] of read('README.md').matchAll(/npm run ([a-z][a-z-]*)/gu)) expect(Object.keys(scripts)).toContain(name);
  });

  it.each(Object.entries(scripts))('npm run %s uses nothing that only a shell knows: %s', (_name, command) => {
    const [program, script, ...args] = command.split(' ');
    expect(program).toBe('node');
    expect(existsSync(join(root, String(script)))).toBe(true);
    for (const arg of args) expect(arg).toMatch(/^(?:--)?[a-z][a-z-]*$/u);
  });

  it('raises every count there is to raise with npm run torture', () => {
    const [, list = ''] = /const counted = \[([^\]]*)\];/u.exec(read('scripts/test.mjs')) ?? [];
    const counted = [...list.matchAll(/'([^']+)'/gu)].map(([, start]) => String(start));
    const tests = filesUnder(['tests'], /\.test\.tsx?$/u);
    for (const start of counted) expect(tests.some((file) => file.startsWith(start))).toBe(true);
    const raising = tests.filter((file) => /env\['DROPCAST_FULL'|from '.*any-evening\.ts'/u.test(read(file)));
    expect(raising.filter((file) => !counted.some((start) => file.startsWith(start)))).toEqual([]);
  });

  it('names a Node with a lower bound alone, which scripts/start.mjs reads', () => {
    expect(engines.node).toMatch(/^>=\d+\.\d+$/u);
  });

  it('starts through a file that an old Node can read, so that it gets to say its sentence', () => {
    const start = read('scripts/start.mjs').replaceAll(/^\s*\/\/.*$/gmu, '');
    // What came after Node 14: optional chaining was 14 itself, but costs nothing to leave out.
    expect(start).not.toMatch(/\?\.|\?\?|\|\|=|&&=|\bawait\b|node:|#[a-z]|\/v\b|\.at\(|replaceAll/u);
    expect([...start.matchAll(/^import .* from '(.*)';$/gmu)].map(([, from]) => from)).toEqual(['fs']);
  });
});
