import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { refusalStatus } from '../../../server/protocol/refusals.ts';

const sources = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? sources(path) : /\.tsx?$/u.test(entry.name) && entry.name !== 'refusals.ts' ? [readFileSync(path, 'utf8')] : [];
  });

describe('refusals', () => {
  it('503 says "done or not done, ask again with the same id": a closed shop is a rule', () => {
    expect(refusalStatus['shop-closed']).toBe(409);
    expect(Object.entries(refusalStatus).flatMap(([code, status]) => (status === 503 ? [code] : []))).toEqual(['try-again']);
  });
  it('every code is one that the server can answer', () => {
    const server = sources(join(import.meta.dirname, '../../../server')).join('\n');
    expect(Object.keys(refusalStatus).filter((code) => !server.includes(`'${code}'`))).toEqual([]);
  });
});
