import type { ObsAdded, ObsChecked, ObsFault, ObsFound, ObsScenes } from '@protocol/obs.ts';
import { w } from '../text/words.ts';
import { call } from './api.ts';

/** What was asked, or why the shop did not even ask OBS, as a sentence. */
export type ObsAsked<T> = { readonly ok: true; readonly answer: T } | { readonly ok: false; readonly message: string };

async function ask<T>(method: 'GET' | 'POST', path: string, body: unknown): Promise<ObsAsked<T>> {
  const answer = await call(method, `/api/obs/${path}`, body);
  if (!answer.ok) return { ok: false, message: answer.message };
  const { value } = answer;
  if (typeof value !== 'object' || value === null || !('answer' in value)) return { ok: false, message: w('http.unclear', { status: '200' }) };
  // The server made it by the shape of this path (protocol/obs.ts).
  return { ok: true, answer: value.answer as T };
}

export const findObs = (address: string): Promise<ObsAsked<ObsFound>> => ask('POST', 'find', { address });
export const addOverlay = (scene: 'own' | 'current'): Promise<ObsAsked<ObsAdded>> => ask('POST', 'overlay', { scene });
export const checkOverlay = (): Promise<ObsAsked<ObsChecked>> => ask('POST', 'check', {});
export const fetchScenes = (): Promise<ObsAsked<ObsScenes | ObsFault>> => ask('GET', 'scenes', null);

/** What OBS has on air, as a picture; null where there is none now. */
export async function fetchShot(): Promise<Blob | null> {
  try {
    const response = await fetch('/api/obs/shot', { credentials: 'same-origin' });
    return response.status === 200 ? await response.blob() : null;
  } catch {
    // The line's own warning says that the server is away.
    return null;
  }
}
