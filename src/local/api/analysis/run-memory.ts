/** Something worked out of a run, and how much of it there is to hold. */
interface Kept { readonly value: Promise<unknown>; size: number }

/** About 50 MB of samples. */
const SIZE_MAX = 1_000_000;

/** What was worked out of runs that are over, and so cannot change: the latest, as much as may be held. */
export class RunMemory {
  private readonly kept = new Map<string, Kept>();
  private size = 0;

  constructor(private readonly sizeMax = SIZE_MAX) {}

  /** The value under the key; made once, also when it is asked for by many at a time. One that fails, or is larger than all that may be held, is not kept. */
  async remembered<T>(key: string, make: () => Promise<T>, sizeOf: (value: T) => number): Promise<T> {
    const known = this.kept.get(key);
    const entry = known ?? { value: make(), size: 0 };
    // Last in the order is the one that goes last.
    this.kept.delete(key);
    this.kept.set(key, entry);
    try {
      const value = (await entry.value) as T;
      if (known === undefined) this.weigh(key, entry, sizeOf(value));
      return value;
    } catch (error) {
      if (this.kept.get(key) === entry) this.kept.delete(key);
      throw error;
    }
  }

  private weigh(own: string, entry: Kept, size: number): void {
    if (this.kept.get(own) !== entry) return;
    if (size > this.sizeMax) {
      this.kept.delete(own);
      return;
    }
    entry.size = size;
    this.size += size;
    for (const [key, oldest] of this.kept) {
      if (this.size <= this.sizeMax) return;
      this.kept.delete(key);
      this.size -= oldest.size;
    }
  }
}
