/** A map that never outgrows its limit: a new entry pushes out the oldest one. Long load runs must not grow memory. */
export class BoundedMap<Value> {
  private readonly entries = new Map<string, Value>();

  /**
   * @param limit the most entries kept, at least 1
   * @param onEviction told about every value that was pushed out (not about deleted ones)
   */
  constructor(
    private readonly limit: number,
    private readonly onEviction: (value: Value) => void = () => undefined,
  ) {}

  get size(): number {
    return this.entries.size;
  }

  get(key: string): Value | undefined {
    return this.entries.get(key);
  }

  set(key: string, value: Value): void {
    this.entries.set(key, value);
    if (this.entries.size <= this.limit) return;
    for (const [oldest, evicted] of this.entries) {
      this.entries.delete(oldest);
      this.onEviction(evicted);
      return;
    }
  }

  delete(key: string): void {
    this.entries.delete(key);
  }
}
