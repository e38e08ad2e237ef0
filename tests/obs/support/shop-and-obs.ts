import type { ObsPart } from '@protocol/obs.ts';
import type { Task } from '../../../server/dispatch/core.ts';
import type OBSWebSocket from 'obs-websocket-js/json';
import sharp from 'sharp';
import type { TestServer } from '../../support/server.ts';
import { until } from '../../support/until.ts';

/** `/api/obs/…` as the panel asks it, by the owner's key. */
export async function api<T>(server: TestServer, method: 'GET' | 'POST', path: string, body: object | null = null): Promise<T> {
  const response = await server.fetch(`/api/obs/${path}`, {
    method,
    headers: { authorization: `Bearer ${server.owner.key}`, 'content-type': 'application/json' },
    ...(body === null ? {} : { body: JSON.stringify(body) }),
  });
  // Of the shape that the path answers with (protocol/obs.ts).
  const { answer } = (await response.json()) as { readonly answer: T };
  return answer;
}
/** What the desk is told. */
export const partOf = (server: TestServer): ObsPart => server.started().obs.part();
export const state = (server: TestServer, wanted: ObsPart['state']): Promise<void> => until(() => partOf(server).state === wanted);

export const obsTasks = (server: TestServer): readonly Task[] => [...server.started().core.state.tasks.values()].filter((task) => task.kind === 'obs.do');
export const settled = (server: TestServer): Promise<void> => until(() => obsTasks(server).every((task) => task.state !== 'waiting' && task.state !== 'taken'));

/** Raw pixels of what OBS has on air, or of one source. */
export async function picture(obs: OBSWebSocket, source: string | null): Promise<{ readonly data: Buffer; readonly width: number; readonly height: number }> {
  const sourceName = source ?? (await obs.call('GetCurrentProgramScene')).currentProgramSceneName;
  const { imageData } = await obs.call('GetSourceScreenshot', { sourceName, imageFormat: 'png' });
  const { data, info } = await sharp(Buffer.from(imageData.slice(imageData.indexOf(',') + 1), 'base64'))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}
/** How much of a picture is not black, 0 to 1. */
export const painted = ({ data }: { readonly data: Buffer }): number => {
  let lit = 0;
  for (let at = 0; at < data.length; at += 3) if (Math.max(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0) > 32) lit += 1;
  return lit / (data.length / 3);
};
/** Mean difference of two pictures of one size, 0 to 255. */
export function difference(a: Buffer, b: Buffer): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += Math.abs((a[at] ?? 0) - (b[at] ?? 0));
  return sum / a.length;
}
