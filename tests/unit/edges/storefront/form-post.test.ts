import { describe, expect, it } from 'vitest';
import { commandEnvelope } from '@protocol/commands.ts';
import { commandId, tokenOf } from '../../../../server/edges/storefront/form-post.ts';

describe('a form pressed twice', () => {
  it('L4 the same token with the same choice is the same command; another choice is another one', () => {
    const id = commandId('token-token-token', '{"sku":"A"}', '');
    expect(commandId('token-token-token', '{"sku":"A"}', '')).toBe(id);
    expect(commandId('token-token-token', '{"sku":"B"}', '')).not.toBe(id);
    expect(commandId('other-token-token', '{"sku":"A"}', '')).not.toBe(id);
    // Where one piece ends and the next begins is part of it.
    expect(commandId('t', 'ab', 'c')).not.toBe(commandId('t', 'a', 'bc'));
    expect(commandEnvelope.safeParse({ id, name: 'hold.place', input: {} }).success).toBe(true);
  });
  it('what is no token of ours is a press of its own', () => {
    expect(tokenOf({ token: 'abcdefghijklmnop' })).toBe('abcdefghijklmnop');
    for (const token of [undefined, '', 'short', 'with space and more', 'x'.repeat(65), ['a'.repeat(20)]])
      expect(tokenOf({ token })).not.toBe(tokenOf({ token }));
  });
});
