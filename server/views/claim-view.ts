import { takesClaims } from '../shop/chat-rules.ts';
import type { Sight } from './sight.ts';

/** Chats in which one can claim: they are read, they are on, and their rules let it. Whether one answers just now is presence (V5). */
export const chatsForClaims = ({ state, context }: Pick<Sight, 'state' | 'context'>): readonly { readonly id: string; readonly label: string }[] =>
  context.channels.filter(({ id, reads }) => reads && takesClaims(state, id)).map(({ id, label }) => ({ id, label }));
