import type { Readable } from 'node:stream';
import type { PictureTrouble } from '@protocol/media.ts';
import type { Refused } from '@protocol/refusals.ts';
import type { Instant } from '@protocol/time.ts';

/** No room left where the files lie: nothing of the new one is there, and asking again later may do. */
export class MediaFull extends Error {
  override readonly name = 'MediaFull';
}

export interface StoredFile {
  /** Bytes. */
  readonly size: number;
  /** From and to are counted in bytes, both inclusive. */
  read(from: number, to: number): Readable;
}
/** Where the files lie: a folder on one machine, a shared one or a bucket on many. Names are `isMediaFile`; what one holds never changes. */
export interface MediaFiles {
  /** Whole, and durable when it resolves, or not at all. Written again, it is as young as new. Rejects with `MediaFull`. */
  write(file: string, bytes: Uint8Array, now: Instant): Promise<void>;
  open(file: string): Promise<StoredFile | null>;
  /** Removes what is older than `before`, but makes what is named young first: it was in use until now. Answers how many files went. */
  sweep(isNamed: (file: string) => boolean, before: Instant, now: Instant): Promise<number>;
}

export interface KeptMedia {
  readonly mediaId: string;
  /** Path on this server. */
  readonly url: string;
  readonly width: number;
  readonly height: number;
}
/** Makes pictures and clips fit to be shown to everybody, and keeps them. */
export interface Media extends Pick<MediaFiles, 'open' | 'sweep'> {
  /**
   * Upright, at most 1600 px, without anything that says where, when and with what it was taken. `turn`: what somebody waits for goes
   * before what is copied in the background. Rejects with `MediaFull`; the same picture twice is one. The bytes are handed
   * over: the caller reads them no more.
   */
  keep(bytes: Uint8Array, what: 'pictures' | 'pictures-and-clips', turn: 'soon' | 'later', now: Instant): Promise<KeptMedia | Refused>;
}

export type FetchedPicture =
  | { readonly ok: true; readonly bytes: Uint8Array }
  /** `again`: it may be there in a minute. */
  | { readonly ok: false; readonly why: PictureTrouble; readonly again: boolean };
/** Asks another server for a picture. Never rejects. */
export type FetchPicture = (url: string) => Promise<FetchedPicture>;
