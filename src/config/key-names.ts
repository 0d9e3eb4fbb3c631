/** Keys below these paths are names chosen by the operator: they keep their spelling. */
const FREE = new Set(['octoperf.endpoints']);
type Tree = Record<string, unknown>;

export const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);
export const camelCase = (key: string): string => key.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
export const kebabCase = (key: string): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The same tree with `kebab-case` keys turned into the property names of the configuration classes. */
export function camelCaseKeys(value: unknown, path = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => camelCaseKeys(item, path));
  if (!isTree(value) || FREE.has(path)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [camelCase(key), camelCaseKeys(inner, path === '' ? key : `${path}.${key}`)]));
}

/** Later trees win key by key; lists and scalars are replaced whole. */
export function mergeTrees(base: Tree, over: Tree): Tree {
  const merged: Tree = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const mine = merged[key];
    merged[key] = isTree(mine) && isTree(value) ? mergeTrees(mine, value) : value;
  }
  return merged;
}

/** Every `dotted.path` of a tree, those of its inner nodes included. */
export function pathsOf(tree: Tree, prefix = ''): string[] {
  return Object.entries(tree).flatMap(([key, value]) => {
    const path = prefix + key;
    return isTree(value) ? [path, ...pathsOf(value, `${path}.`)] : [path];
  });
}

/** The known path that takes the fewest single-letter changes to reach. */
export function nearestOf(path: string, known: readonly string[]): string | undefined {
  const ranked = known.map((candidate) => ({ candidate, distance: editDistance(path, candidate) })).sort((a, b) => a.distance - b.distance);
  return ranked[0]?.candidate;
}

/** Levenshtein distance. */
export function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const substitution = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
