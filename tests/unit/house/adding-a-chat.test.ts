import { expect, it } from 'vitest';
import { read } from './sources.ts';

it('what the guide to a new chat shows of the toy stands in the toy, letter by letter', () => {
  const toy = read('tests/support/toy-chat/toy-chat.ts');
  const shown = [...read('docs/adding-a-chat.md').matchAll(/```ts\n([\s\S]*?)```/gu)].map(([, block]) => block ?? '');
  expect(shown.length).toBeGreaterThan(5);
  for (const block of shown) expect(toy).toContain(block.trimEnd());
});
