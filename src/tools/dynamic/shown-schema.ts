/** Most characters of one schema in an answer. */
const MOST = 5_000;
type Json = Readonly<Record<string, unknown>>;

/** A JSON Schema as text that fits an answer: where it is too long its deeper parts go first. */
export function shownSchema(schema: Json): { text: string; cut: boolean } {
  for (let depth = 12; depth > 0; depth -= 2) {
    const text = JSON.stringify(depth === 12 ? schema : pruned(schema, depth));
    if (text.length <= MOST) return { text, cut: depth < 12 };
  }
  return { text: `{"type":${JSON.stringify(schema['type'] ?? 'object')}}`, cut: true };
}

function pruned(value: unknown, depth: number): unknown {
  if (Array.isArray(value)) return depth <= 0 ? [] : value.map((item) => pruned(item, depth - 1));
  if (typeof value !== 'object' || value === null) return value;
  return depth <= 0 ? {} : Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, pruned(inner, depth - 1)]));
}
