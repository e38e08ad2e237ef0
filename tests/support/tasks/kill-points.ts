/** Where the process dies on the way of one post, in order. */
export const killPoints = ['before-take', 'taking', 'taken', 'before-post', 'sent', 'echoed', 'closing', 'closed', 'any-time', 'none'] as const;
export type KillPoint = (typeof killPoints)[number];
export const isKillPoint = (text: string): text is KillPoint => (killPoints as readonly string[]).includes(text);
