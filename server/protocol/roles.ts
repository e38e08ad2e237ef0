/** P1. `system` is the server itself (due work, tasks, payment notices); it never comes from outside. */
export const roles = ['owner', 'host', 'producer', 'moderator', 'packer', 'stage', 'overlay', 'bot', 'viewer', 'system'] as const;
export type Role = (typeof roles)[number];

/** Roles a key can be made for. */
export const keyRoles = ['owner', 'host', 'producer', 'moderator', 'packer', 'stage', 'overlay', 'bot'] as const;
export type KeyRole = (typeof keyRoles)[number];

/** Who sends a command. `id` is unique per actor and, with the command's id, its memory (L4). */
export interface Actor {
  readonly kind: 'key' | 'session' | 'viewer' | 'chat' | 'system';
  readonly id: string;
  readonly role: Role;
  /** What the log calls them: a key's name, "clock", "Twitch". Never a viewer's name (L8). */
  readonly name: string;
  /** From which network a buyer comes, where that is counted (server/ports/network-name.ts). It never reaches an event (L8). */
  readonly network?: string;
}

export const audiences = ['panel', 'overlay', 'stage', 'public', 'me'] as const;
export type Audience = (typeof audiences)[number];

/** Which audiences a role may read. Packers see `panel`, cut down to orders and the till (V6). */
export const readable: Readonly<Record<Role, readonly Audience[]>> = {
  owner: ['panel', 'overlay', 'stage', 'public'],
  host: ['panel', 'overlay', 'stage', 'public'],
  producer: ['panel', 'overlay', 'stage', 'public'],
  moderator: ['panel', 'overlay', 'stage', 'public'],
  packer: ['panel', 'public'],
  stage: ['stage', 'public'],
  overlay: ['overlay', 'public'],
  bot: ['public'],
  viewer: ['public', 'me'],
  system: ['panel', 'overlay', 'stage', 'public', 'me'],
};
