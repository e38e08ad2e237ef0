import { w } from '../../text/words.ts';

/** A place people stream to, with what is usual there: a start, to be corrected by whoever knows better. */
export interface HandPreset {
  readonly label: string;
  readonly delaySeconds: number;
  readonly longest: number;
}
/** Beside the chats that are built in, which say of themselves how late and how long. */
export const handPresets = (): readonly HandPreset[] => [
  { label: w('hand.tiktok'), delaySeconds: 5, longest: 150 },
  { label: w('hand.instagram'), delaySeconds: 6, longest: 200 },
];
/** Of a name that nobody has guessed. */
export const ANY_PRESET = { delaySeconds: 5, longest: 200 } as const;
