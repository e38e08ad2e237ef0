import { overlay as words } from '@locales/en.json';
import type { OverlayOptions } from '@protocol/overlay-options.ts';
import { speaker } from '@protocol/words.ts';
import type { Card, Picture, Stub } from './card-of.ts';

const say = speaker(words, 'en');

/** Of all there is to show, the parts that the shop shows. */
export function shown(picture: Picture, options: OverlayOptions): Picture {
  const { card } = picture;
  return {
    ...picture,
    card: card === null ? null : shownCard(card, options),
    next: options.next ? picture.next : null,
    alsoLive: options.alsoLive ? picture.alsoLive : [],
  };
}

function shownCard(card: Card, options: OverlayOptions): Card {
  const { front } = card;
  return {
    ...card,
    picture: options.picture ? card.picture : null,
    stub: card.stub === null ? null : shownStub(card.stub, options.stub),
    front: {
      ...front,
      clock: options.clock ? front.clock : null,
      price: options.price ? front.price : null,
      ticks: options.units === 'ticks' ? front.ticks : null,
    },
  };
}

function shownStub(stub: Stub, kind: OverlayOptions['stub']): Stub | null {
  switch (kind) {
    case 'code':
      return stub;
    case 'link':
      return { ...stub, url: null, how: say(stub.isLink ? 'stub.howLink' : 'stub.howChat') };
    case 'none':
      return null;
    default: {
      const never: never = kind;
      return never;
    }
  }
}
