import type { OverlayParts } from '@protocol/parts.ts';
import { paintMark } from './mark.ts';

/** How long a source says which one it is. */
export const IDENTIFY_MS = 5_000;

/**
 * What the panel asks of overlays, heard twice: as `do` on this node, and as the part `ask` where it was
 * asked on another. Either way it is done once; what was asked before this page was opened is old.
 */
export class Asked {
  private seq: number | null = null;
  private readonly listeners = new Set<() => void>();

  /** @param listens false for what is no overlay on a stream: nothing is asked of it. */
  constructor(
    private readonly reload: () => void,
    private readonly listens: boolean,
  ) {}

  /** @param colours of a mark, else empty. */
  hear(what: 'identify' | 'reload' | 'mark', colours: string): void {
    if (!this.listens) return;
    if (what === 'reload') return this.reload();
    if (what === 'mark') return paintMark(colours);
    for (const listener of this.listeners) listener();
  }

  /** @param own what the server calls this connection; an ask for another one is not ours. */
  see(ask: OverlayParts['ask'], own: string | null): void {
    const before = this.seq;
    this.seq = ask?.seq ?? 0;
    if (before === null || ask === null || ask.seq <= before) return;
    if (ask.instance === null || ask.instance === own) this.hear(ask.what, ask.colours ?? '');
  }

  onIdentify(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
