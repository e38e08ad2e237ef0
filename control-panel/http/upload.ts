import { useSyncExternalStore } from 'react';
import { LARGE_SIDE, MOST_CLIP_BYTES } from '@protocol/media.ts';
import { w } from '../text/words.ts';

/** How sending a picture ended: its path on the server, or a sentence for the person who sent it. Null: it was called off. */
export type Uploaded = { readonly ok: true; readonly path: string } | { readonly ok: false; readonly message: string } | null;
export interface Upload {
  readonly ended: Promise<Uploaded>;
  cancel(): void;
}

/** Sent as it is: the server makes it smaller anyway, and one encoding less is one loss less. */
const SMALL_ENOUGH = 400_000;
const SHRUNK_QUALITY = 0.9;
const TRIES = 4;
const WAIT_MS = 2_000;

let underWay = 0;
const listeners = new Set<() => void>();
const count = (by: number): void => {
  underWay += by;
  for (const listener of listeners) listener();
};
const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
/** Something is being sent from this page: what needs it waits. */
export const useUploading = (): boolean => useSyncExternalStore(subscribe, () => underWay > 0);

/**
 * What goes over a phone's line: upright, as large as it will be shown, and without the place it was taken at. A browser that cannot
 * (no canvas, a format of its own) sends the file, and the server does all of it.
 */
async function shrunk(file: File): Promise<Blob> {
  if (!file.type.startsWith('image/') || file.type === 'image/gif') return file;
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const scale = Math.min(1, LARGE_SIDE / Math.max(bitmap.width, bitmap.height));
    if (scale === 1 && file.size < SMALL_ENOUGH) return file;
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    const context = canvas.getContext('2d');
    if (context === null) return file;
    context.imageSmoothingQuality = 'high';
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    const as = (type: string): Promise<Blob | null> => new Promise((resolve) => canvas.toBlob(resolve, type, SHRUNK_QUALITY));
    // A browser that writes no WebP answers with a PNG: right for what was one, too large for a photo.
    const made = await as('image/webp');
    const best = made?.type === 'image/png' && file.type !== 'image/png' ? await as('image/jpeg') : made;
    return best !== null && best.size < file.size ? best : file;
  } catch {
    // Not decodable here: the server may know the format, and says so if it does not.
    return file;
  }
}

/** Sends a picture or clip; `onProgress` hears from 0 to 1. */
export function upload(file: File, onProgress: (share: number) => void): Upload {
  let isOff = false;
  let request: XMLHttpRequest | null = null;
  const send = (body: Blob): Promise<{ readonly status: number; readonly text: string }> =>
    new Promise((resolve) => {
      // fetch tells nothing of what was sent so far.
      const one = new XMLHttpRequest();
      request = one;
      one.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
      one.onloadend = () => resolve({ status: one.status, text: one.responseText });
      one.open('POST', '/api/media');
      one.setRequestHeader('content-type', body.type || 'application/octet-stream');
      one.send(body);
    });
  const run = async (): Promise<Uploaded> => {
    if (file.size > MOST_CLIP_BYTES) return { ok: false, message: w('picture.tooLarge', { n: Math.round(MOST_CLIP_BYTES / 1024 ** 2) }) };
    const body = await shrunk(file);
    for (let tries = 1; ; tries += 1) {
      if (isOff) return null;
      const { status, text } = await send(body);
      if (isOff) return null;
      const answer = read(text);
      if (status === 200 && answer.path !== null) return { ok: true, path: answer.path };
      // Others are sending too: room comes in a moment.
      if (status === 429 && tries < TRIES) {
        await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
        continue;
      }
      return { ok: false, message: answer.message ?? (status === 0 ? w('http.away') : w('http.unclear', { status: String(status) })) };
    }
  };
  count(1);
  return {
    ended: run().finally(() => count(-1)),
    cancel: () => {
      isOff = true;
      request?.abort();
    },
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
function read(text: string): { readonly path: string | null; readonly message: string | null } {
  let body: unknown = null;
  try {
    body = JSON.parse(text);
  } catch {
    // A proxy's error page: the status says enough.
  }
  const of = (name: string): Record<string, unknown> => (isRecord(body) && isRecord(body[name]) ? body[name] : {});
  const { url } = of('result');
  const { message } = of('refusal');
  return { path: typeof url === 'string' ? url : null, message: typeof message === 'string' ? message : null };
}
