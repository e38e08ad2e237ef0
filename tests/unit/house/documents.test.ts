import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { filesUnder, read, root } from './sources.ts';

const pages = ['README.md', 'CONTRIBUTING.md', ...filesUnder(['docs'], /\.md$/u)];

it('every link between the documents leads somewhere, pictures too', () => {
  const dead = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)/gu)]
      .filter(([, to]) => !existsSync(join(root, dirname(page), String(to))))
      .map(([, to]) => `${page}: ${String(to)}`),
  );
  expect(dead).toEqual([]);
});

it('every decision stands in the index, and none takes more than a page', () => {
  const index = read('docs/README.md');
  for (const page of filesUnder(['docs/decisions'], /\.md$/u)) {
    expect(index).toContain(page.slice('docs/'.length));
    expect(read(page).split('\n').length, page).toBeLessThan(30);
  }
});
