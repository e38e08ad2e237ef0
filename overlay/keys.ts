/** In OBS all sources of one address share it, and it outlives OBS; elsewhere it may be shut, and then the address is all there is. */
const NAME = 'dropcast key ';

/** Which key an overlay comes with: the one of its address, until the server hands over the one that took its place. */
export class Keys {
  private readonly name: string;
  private newer: string | null = null;

  constructor(private readonly own: string | null) {
    // By the old key's id and not by the key: what is stored says nothing of what it opened.
    this.name = NAME + (own?.split('.')[0] ?? '');
    this.store(() => (this.newer = localStorage.getItem(this.name)));
  }

  now(): string | null {
    return this.newer ?? this.own;
  }

  take(key: string): void {
    this.newer = key;
    this.store(() => localStorage.setItem(this.name, key));
  }

  /** The newer one is no good: false where there was none, and the address has the last word. */
  drop(): boolean {
    const had = this.newer !== null;
    this.newer = null;
    this.store(() => localStorage.removeItem(this.name));
    return had;
  }

  private store(does: () => void): void {
    try {
      does();
    } catch {
      // No storage here.
    }
  }
}
