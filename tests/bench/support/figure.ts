import type { Sense } from './sums.ts';

/** One line of the table. */
export interface Line {
  readonly name: string;
  readonly value: number;
  /** `×` of the peer in the same run, or what is counted. */
  readonly unit: string;
  /** Null: stated, without a line to be drawn. */
  readonly limit: number | null;
  readonly sense: Sense;
  /** What was measured of ours and of the peer, in words: CPU first. */
  readonly ours: string;
  readonly peer: string;
  /** What one of it costs the node, for sizing: µs of its CPU, or bytes of its memory. Left out where there is nothing to multiply. */
  readonly cost?: Cost;
}
/** What docs/scaling.md multiplies. */
export interface Cost {
  readonly of: Costly;
  readonly each: number;
}
export type Costly = 'patch' | 'claim' | 'checkout' | 'page' | 'live' | 'reconnect' | 'viewer';
/** What `npm run bench -- <name>` runs; gives one line or several that share a scene. */
export interface Figure {
  readonly name: string;
  readonly about: string;
  /** `count`: of pairs. Rejects where something broke; a limit that is missed is a line like any other. */
  run(count: number): Promise<readonly Line[]>;
}
