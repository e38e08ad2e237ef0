/**
 * What only one node should do at a time: hold a chat's connection, drive OBS, note who looked. A
 * claim expires; nothing's correctness rests on it, since what must happen once is elected by an
 * append (E2).
 */
export interface Claims {
  /** Asks for `name` from now on, for as long as `able` says so; taken over when its holder lets go or is silent. */
  want(name: string, able: () => boolean): void;
  holds(name: string): boolean;
  /** Another node holds it, as last heard. */
  isElsewhere(name: string): boolean;
  /** Called after any of `holds` changed. */
  onChange(listener: () => void): () => void;
  /** Lets go of all at once, so that nobody waits for them to expire. */
  stop(): Promise<void>;
}

/** Of the only node there is: everything is its own. */
export function ownClaims(): Claims {
  const wanted = new Map<string, () => boolean>();
  return {
    want: (name, able) => void wanted.set(name, able),
    holds: (name) => wanted.has(name),
    isElsewhere: () => false,
    onChange: () => () => undefined,
    stop: () => Promise.resolve(),
  };
}
