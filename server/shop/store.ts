/**
 * Where state is kept: tables of rows that are replaced, never changed in place. That makes a layer
 * cheap: a batch is decided on one, and it is folded in after the append or thrown away (L6).
 */

export interface ReadTable<V> {
  get(key: string): V | undefined;
  has(key: string): boolean;
  values(): IterableIterator<V>;
  entries(): IterableIterator<[string, V]>;
  readonly size: number;
}
export interface Table<V> extends ReadTable<V> {
  set(key: string, value: V): void;
  delete(key: string): void;
}

export class BaseTable<V> implements Table<V> {
  readonly rows = new Map<string, V>();
  get(key: string): V | undefined {
    return this.rows.get(key);
  }
  has(key: string): boolean {
    return this.rows.has(key);
  }
  set(key: string, value: V): void {
    this.rows.set(key, value);
  }
  delete(key: string): void {
    this.rows.delete(key);
  }
  values(): IterableIterator<V> {
    return this.rows.values();
  }
  entries(): IterableIterator<[string, V]> {
    return this.rows.entries();
  }
  get size(): number {
    return this.rows.size;
  }
}

const GONE = Symbol('gone');

export class LayerTable<V> implements Table<V> {
  private changed: Map<string, V | typeof GONE> | null = null;
  /** Keys deleted on this layer and then set again: they have lost their place below. */
  private readonly again = new Set<string>();
  constructor(private readonly under: Table<V>) {}
  get(key: string): V | undefined {
    const own = this.changed?.get(key);
    if (own === undefined) return this.under.get(key);
    return own === GONE ? undefined : own;
  }
  has(key: string): boolean {
    const own = this.changed?.get(key);
    return own === undefined ? this.under.has(key) : own !== GONE;
  }
  set(key: string, value: V): void {
    const own = (this.changed ??= new Map());
    if (own.get(key) === GONE) {
      // Deleted and set again it stands last, as it will when the events are replayed one by one.
      own.delete(key);
      this.again.add(key);
    }
    own.set(key, value);
  }
  delete(key: string): void {
    (this.changed ??= new Map()).set(key, GONE);
  }
  *entries(): IterableIterator<[string, V]> {
    const own = this.changed;
    if (own === null) {
      yield* this.under.entries();
      return;
    }
    // Order as the folded table will have it: rows below first, new ones behind.
    for (const [key, value] of this.under.entries()) {
      const mine = own.get(key);
      if (mine === undefined) yield [key, value];
      else if (mine !== GONE && !this.again.has(key)) yield [key, mine];
    }
    for (const [key, value] of own) if (value !== GONE && (this.again.has(key) || !this.under.has(key))) yield [key, value];
  }
  *values(): IterableIterator<V> {
    for (const [, value] of this.entries()) yield value;
  }
  get size(): number {
    if (this.changed === null) return this.under.size;
    let size = this.under.size;
    for (const [key, value] of this.changed) size += (value === GONE ? 0 : 1) - (this.under.has(key) ? 1 : 0);
    return size;
  }
  fold(): void {
    if (this.changed === null) return;
    for (const [key, value] of this.changed) {
      if (value === GONE || this.again.has(key)) this.under.delete(key);
      if (value !== GONE) this.under.set(key, value);
    }
    this.changed = null;
    this.again.clear();
  }
}
