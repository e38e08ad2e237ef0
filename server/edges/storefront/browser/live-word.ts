/** The few sentences the page's script says anew. They come with the markup: the script carries no words of its own. */
export const LIVE_WORDS = [
  'count.left',
  'count.held',
  'count.entries',
  'count.offered',
  'count.waiting',
  'line.left',
  'line.held',
  'line.gone',
  'counted.now',
  'counted.ago',
  'held.back',
  'held.soon',
  'away',
  'aloud',
  'away.press',
  'mine.order',
  'prove',
] as const;
export type LiveWord = (typeof LIVE_WORDS)[number];
