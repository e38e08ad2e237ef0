/** A reply as a list; empty for anything else. */
export function listOf(reply: unknown): readonly unknown[] {
  // Array.isArray says `any[]`, which would let everything through.
  return Array.isArray(reply) ? (reply as readonly unknown[]) : [];
}
