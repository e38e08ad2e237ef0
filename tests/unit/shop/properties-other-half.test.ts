import { expect, it } from 'vitest';
import { HALF, anyEvening, seed } from '../../support/any-evening.ts';

it('S1 S2 S3 S4 S5 H1 the other half of the evenings, on the other core', () => {
  expect(anyEvening(HALF, seed + 1)).toEqual([]);
}, 3_600_000);
