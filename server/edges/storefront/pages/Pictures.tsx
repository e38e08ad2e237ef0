import type { ReactNode } from 'react';
import { fromFirstSight, isClip, LARGE_SIDE, SMALL_SIDE, smallOf } from '@protocol/media.ts';
import type { Voice } from '../voice.ts';

/** Of a picture of ours a phone takes the size it shows; others have one. */
const sizesOf = (address: string): { readonly srcSet: string; readonly sizes: string } | undefined => {
  const small = smallOf(address);
  return small === address ? undefined : { srcSet: `${small} ${SMALL_SIDE}w, ${address} ${LARGE_SIDE}w`, sizes: '(min-width: 860px) 600px, 100vw' };
};

/** Pictures side by side, swiped without a script; a plain ticket where there is none. */
export function Pictures({ pictures, title, voice }: { readonly pictures: readonly string[]; readonly title: string; readonly voice: Voice }): ReactNode {
  if (pictures.length === 0) {
    return (
      <div className="reel blank" aria-hidden="true">
        <span>{title.slice(0, 1)}</span>
      </div>
    );
  }
  // A scrolling region must be reachable by keyboard; a single picture does not scroll.
  const scrolls = pictures.length > 1 ? { tabIndex: 0, role: 'region', 'aria-label': voice.t('pictures', { n: pictures.length }) } : {};
  // Until the clip's own first picture is there; where nothing is loaded ahead, to save data, it stays.
  const still = pictures.find((address) => !isClip(address));
  const poster = still === undefined ? undefined : smallOf(still);
  return (
    <div className="reel" {...scrolls}>
      {pictures.map((address, at) => {
        const alt = at === 0 ? title : voice.t('picture', { title, n: at + 1 });
        return isClip(address) ? (
          <video key={address} src={fromFirstSight(address)} poster={poster} muted playsInline controls preload="metadata" aria-label={alt} />
        ) : (
          <img
            key={address}
            src={address}
            {...sizesOf(address)}
            alt={alt}
            fetchPriority={at === 0 ? 'high' : undefined}
            loading={at === 0 ? undefined : 'lazy'}
            decoding="async"
            width="800"
            height="800"
          />
        );
      })}
    </div>
  );
}
