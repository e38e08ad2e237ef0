import { createHash } from 'node:crypto';
import { clipPath, fileOf, idOfFile, MOST_PICTURE_BYTES, picturePath } from '@protocol/media.ts';
import { isRefused, refuse } from '@protocol/refusals.ts';
import type { Media, MediaFiles } from '../../ports/media.ts';
import { kindOf } from './kind-of.ts';
import { makeClip } from './make-clip.ts';
import { makePicture } from './make-picture.ts';
import { oneAtATime } from './one-at-a-time.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Pictures and clips in `files`, made one at a time. */
export function createMedia(files: MediaFiles): Media {
  const turns = oneAtATime();
  return {
    open: (file) => files.open(file),
    sweep: (isNamed, before, now) => files.sweep(isNamed, before, now),
    keep: (bytes, what, turn, now) =>
      turns.run(turn, async () => {
        const kind = kindOf(bytes);
        if (kind === 'other' || (kind === 'clip' && what === 'pictures')) return refuse('media-kind');
        if (kind === 'clip') {
          const clip = await makeClip(bytes);
          if (isRefused(clip)) return clip;
          const mediaId = idOfFile(clip.hash);
          const url = clipPath(mediaId);
          await files.write(fileOf(url), clip.bytes, now);
          return { mediaId, url, width: clip.width, height: clip.height };
        }
        if (bytes.length > MOST_PICTURE_BYTES) return refuse('too-large', { most: MOST_PICTURE_BYTES });
        const picture = await makePicture(bytes, kind);
        if (isRefused(picture)) return picture;
        const mediaId = idOfFile(sha256(picture.large));
        const url = picturePath(mediaId);
        // The small one first: where the large one is, both are.
        await files.write(`${mediaId}.640.webp`, picture.small, now);
        await files.write(fileOf(url), picture.large, now);
        return { mediaId, url, width: picture.width, height: picture.height };
      }),
  };
}
