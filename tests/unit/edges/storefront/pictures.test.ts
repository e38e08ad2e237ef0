import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { clipPath, picturePath, smallOf } from '@protocol/media.ts';
import { Pictures } from '../../../../server/edges/storefront/pages/Pictures.tsx';
import { voiceOf } from '../../../../server/edges/storefront/voice.ts';
import { newState } from '../../../../server/shop/state.ts';

const clip = clipPath('a'.repeat(32));
const still = picturePath('b'.repeat(32));
const videoIn = (pictures: readonly string[]): string =>
  /<video[^>]*>/u.exec(renderToStaticMarkup(createElement(Pictures, { pictures, title: 'Mug', voice: voiceOf(newState()) })))?.[0] ?? '';

describe('a clip on a product page', () => {
  it('shows a picture of its own before it is played, plays in place, and loads no more than that ahead', () => {
    const video = videoIn([clip]);
    for (const part of [`src="${clip}#t=0.1"`, 'preload="metadata"', 'muted=""', 'playsInline=""']) expect(video).toContain(part);
    expect(video).not.toContain('poster');
  });
  it('until then stands for it the product’s first picture, wherever it is in the row', () => {
    for (const pictures of [[clip, still], [still, clip]]) expect(videoIn(pictures)).toContain(`poster="${smallOf(still)}"`); // prettier-ignore
  });
});
