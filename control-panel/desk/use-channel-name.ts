import { useCallback } from 'react';
import { HAND_CHANNEL } from '@protocol/chat-template.ts';
import { useList } from '../line/use-line.ts';
import { w } from '../text/words.ts';

/** What a link's channel is called: a chat by its label, the two that are no chats, and one of a person's that was taken out since. */
export function useChannelName(): (channel: string) => string {
  const channels = useList('channels');
  return useCallback(
    (channel) => {
      if (channel === 'qr') return w('channel.qr');
      if (channel === 'copy') return w('channel.copy');
      return channels.find((each) => each.channel === channel)?.label ?? (channel.startsWith(HAND_CHANNEL) ? w('channel.gone') : channel);
    },
    [channels],
  );
}
