/**
 * Pictures and clips the shop keeps itself: how they are called, how large they may be and why one could not be had. A name is
 * made from what is in the file, so that an address never changes its meaning and may be cached for ever.
 */

/** Longest side, in pixels, of what is kept: a page on a large screen, and a card, a thumbnail or a phone. */
export const LARGE_SIDE = 1600;
export const SMALL_SIDE = 640;

export const MOST_PICTURE_BYTES = 25 * 1024 * 1024;
/** Half a minute as phones film it; a longer one is refused by its length. */
export const MOST_CLIP_BYTES = 60 * 1024 * 1024;
export const MOST_CLIP_SECONDS = 30;
/** What phones take has up to 50 million; above that a small file may unfold to more than a machine has. */
export const MOST_MEGAPIXELS = 60;

/** 128 bits of a hash: an id that nobody meets twice. */
const MEDIA = /^\/media\/([a-f0-9]{32})\.(webp|mp4)$/u;

/** The address of an uploaded picture. */
export const picturePath = (mediaId: string): string => `/media/${mediaId}.webp`;
export const clipPath = (mediaId: string): string => `/media/${mediaId}.mp4`;
/** The id behind the address of a picture or clip of ours; null for any other address. */
export const mediaIdOf = (path: string): string | null => MEDIA.exec(path)?.[1] ?? null;
/** The file behind the address of a picture or clip of ours. */
export const fileOf = (path: string): string => path.slice('/media/'.length);
/** Files of one address: a picture has a small one beside it. */
export const isMediaFile = (file: string): boolean => /^[a-f0-9]{32}(?:\.640)?\.webp$|^[a-f0-9]{32}\.mp4$/u.test(file);

/** The id in a file's name, and of the hash that it is made from. */
export const idOfFile = (file: string): string => file.slice(0, 32);

export const isClip = (address: string): boolean => /\.(?:mp4|webm|mov)(?:[?#]|$)/iu.test(address);
/** A clip from where there is something to see: a phone paints its first picture before anybody plays it, and many begin black. */
export const fromFirstSight = (clip: string): string => (clip.includes('#') ? clip : `${clip}#t=0.1`);
/** On another server: a show without that server is a show without this picture. */
export const isRemote = (address: string): boolean => /^https?:/iu.test(address);
/** The small one of a picture of ours; any other address as it is. */
export const smallOf = (address: string): string => (MEDIA.exec(address)?.[2] === 'webp' ? address.replace(/\.webp$/u, '.640.webp') : address);

/** Why a picture on another server could not be copied; the sentence for each stands in the words of the panel. */
export const pictureTroubles = [
  'no-host',
  'private',
  'unreachable',
  'slow',
  'not-there',
  'not-allowed',
  'answer',
  'redirects',
  'too-large',
  'not-a-picture',
  'broken',
  'too-many-pixels',
  'full',
] as const;
export type PictureTrouble = (typeof pictureTroubles)[number];
export const isPictureTrouble = (text: string): text is PictureTrouble => (pictureTroubles as readonly string[]).includes(text);
