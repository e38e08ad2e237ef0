import { Router, type Request, type Response } from 'express';
import { isMediaFile, MOST_CLIP_BYTES } from '@protocol/media.ts';
import { isRefused, refuse, type Refused } from '@protocol/refusals.ts';
import type { Actor } from '@protocol/roles.ts';
import { MINUTE } from '@protocol/time.ts';
import { MediaFull, type KeptMedia } from '../../ports/media.ts';
import { actorOf, whoAsks } from './asking.ts';
import { readBodyWithin, type Body } from './body.ts';
import type { HttpDeps } from './http-deps.ts';
import { sendNotFound, sendRefused } from './reply.ts';

const YEAR_S = 31_536_000;
/** Around the file, where it comes as a form. */
const FORM_BYTES = 64 * 1024;
/** 60 MB over a phone's line at a stall. */
const UPLOAD_WITHIN_MS = 4 * MINUTE;
/** Bodies in memory at once: 4 clips are 240 MB. */
const AT_ONCE = 4;
/** A catalog's worth by hand, and no flood. */
const PER_MINUTE = 120;
/** Seldom more than a picture's time: who comes a moment later finds room. */
const COME_AGAIN_MS = 2_000;

const uploaders: readonly Actor['role'][] = ['owner', 'host', 'producer'];
/** A clip opened by itself is a page with a player that the browser makes. */
const filePolicy =
  "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** `POST /api/media` keeps a picture or clip, `GET /media/:file` shows it to everybody and for ever. */
export function mediaRoutes(deps: HttpDeps): Router {
  const router = Router();
  const perActor = deps.limiter('uploads', PER_MINUTE, MINUTE / 1000);
  let here = 0;

  async function take(request: Request): Promise<KeptMedia | Refused> {
    if (here >= AT_ONCE) return refuse('too-fast', { retryAfterMs: COME_AGAIN_MS });
    here += 1;
    try {
      const bytes = await fileIn(request, await readBodyWithin(request, MOST_CLIP_BYTES + FORM_BYTES, UPLOAD_WITHIN_MS));
      return isRefused(bytes) ? bytes : await deps.media.keep(bytes, 'pictures-and-clips', 'soon', deps.core.now());
    } catch (error) {
      if (!(error instanceof MediaFull)) throw error;
      deps.log.error({ err: error }, 'no room for a picture');
      return refuse('try-again', { why: 'no-room' });
    } finally {
      here -= 1;
    }
  }

  router.post('/api/media', async (request: Request, response: Response) => {
    const refused = (why: Refused): void => {
      request.resume();
      sendRefused(response, deps.core, why);
    };
    const asking = await whoAsks(request, deps);
    if (isRefused(asking)) return refused(asking);
    const actor = actorOf(asking, 'media.upload');
    if (isRefused(actor)) return refused(actor);
    if (!uploaders.includes(actor.role)) return refused(refuse('not-allowed'));
    const wait = await perActor.wait(`${actor.kind} ${actor.id}`);
    if (wait !== null) return refused(refuse('too-fast', { retryAfterMs: wait }));
    const kept = await take(request);
    if (isRefused(kept)) return refused(kept);
    response.set('Cache-Control', 'no-store').json({ ok: true, result: kept });
  });

  router.get('/media/:file', async (request: Request, response: Response) => {
    const name = String(request.params['file']);
    const file = isMediaFile(name) ? await deps.media.open(name) : null;
    if (file === null) return sendNotFound(response, deps.core);
    const tag = `"${name}"`;
    response.set({
      'Content-Type': name.endsWith('.mp4') ? 'video/mp4' : 'image/webp',
      'Content-Security-Policy': filePolicy,
      'Cache-Control': `public, max-age=${YEAR_S}, immutable`,
      ETag: tag,
      'Accept-Ranges': 'bytes',
    });
    if (request.headers['if-none-match']?.split(',').some((known) => known.trim().replace(/^W\//u, '') === tag)) return void response.status(304).end();
    // Safari plays no clip that it cannot have in pieces. Several pieces in one answer nobody asks for: they get it whole.
    const ranges = request.range(file.size);
    if (ranges === -1) return void response.status(416).set('Content-Range', `bytes */${file.size}`).end();
    const range = Array.isArray(ranges) && ranges.type === 'bytes' && ranges.length === 1 ? ranges[0] : undefined;
    const { start: from, end: to } = range ?? { start: 0, end: file.size - 1 };
    if (range !== undefined) response.status(206).set('Content-Range', `bytes ${from}-${to}/${file.size}`);
    response.set('Content-Length', String(to - from + 1));
    if (request.method === 'HEAD') return void response.end();
    const stream = file.read(from, to);
    // Gone between the look and the read, or a disk that fails: the head is out, so the line is cut.
    stream.once('error', () => response.destroy());
    response.once('close', () => stream.destroy());
    stream.pipe(response);
  });
  return router;
}

/** The body itself is the file; a form with one file in it is taken too, as a script's or a page's own upload sends it. */
async function fileIn(request: Request, body: Body): Promise<Uint8Array | Refused> {
  if (!body.ok) return refuse(body.why === 'too-large' ? 'too-large' : 'malformed', body.why === 'too-large' ? { most: MOST_CLIP_BYTES } : { where: 'body' });
  let file: Uint8Array = body.bytes;
  const type = request.headers['content-type'] ?? '';
  if (/^multipart\/form-data\b/iu.test(type)) {
    try {
      const form = await new globalThis.Response(new Uint8Array(body.bytes), { headers: { 'content-type': type } }).formData();
      const first = [...form.values()].find((value) => typeof value !== 'string');
      if (first === undefined) return refuse('malformed', { where: 'file' });
      file = new Uint8Array(await first.arrayBuffer());
    } catch {
      // A form whose parts do not fit their boundary.
      return refuse('malformed', { where: 'form' });
    }
  }
  if (file.length === 0) return refuse('malformed', { where: 'file' });
  return file.length > MOST_CLIP_BYTES ? refuse('too-large', { most: MOST_CLIP_BYTES }) : file;
}
