/** What the convention calls a value outside the known ones. */
const OTHER = '_OTHER';

/** Values of a label, never more than so many different ones: the first come keep their name, all others share one. */
export class BoundedLabel {
  private readonly known = new Set<string>();

  constructor(private readonly capacity: number) {}

  of(value: string): string {
    if (this.known.has(value)) return value;
    if (this.known.size >= this.capacity) return OTHER;
    this.known.add(value);
    return value;
  }
}

/** One of a fixed list, or `_OTHER`: for what a client may have made up. */
export const listed = (values: ReadonlySet<string>, value: string): string => (values.has(value) ? value : OTHER);
