import type { Endpoint } from '../../contract/endpoints.js';
import type { PublishedRoute } from './published-paths.js';

/** An endpoint that the published document does not have as this server calls it. */
export interface Difference {
  readonly name: string;
  readonly endpoint: Endpoint;
  /** The path that most likely took its place, with the placeholders of ours; undefined where none is like it enough. */
  readonly instead: string | undefined;
  /** Methods under which exactly this path is published: no override of a path cures another method. */
  readonly otherMethods: readonly string[];
}

/** How alike two paths have to be: below it a proposal would be a guess. */
const ALIKE = 0.6;
/** How much better than the second best. */
const AHEAD = 0.05;
const PLACEHOLDER = /^\{(\w+)\}$/;

const segments = (path: string): string[] => path.split('/').filter((part) => part !== '');
/** A path whose placeholders have no names: how a backend calls them means nothing. */
const shapeOf = (method: string, path: string): string => `${method} /${segments(path).map((part) => part.replace(PLACEHOLDER, '{}')).join('/')}`;

/** Endpoints that are not published as they are called, in the order given. */
export function differences(endpoints: Readonly<Record<string, Endpoint>>, published: readonly PublishedRoute[]): Difference[] {
  const there = new Set(published.map(({ method, path }) => shapeOf(method, path)));
  const ours = new Set(Object.values(endpoints).map(({ method, path }) => shapeOf(method, path)));
  const free = published.filter(({ method, path }) => !ours.has(shapeOf(method, path)));
  return Object.entries(endpoints).filter(([, { method, path }]) => !there.has(shapeOf(method, path))).map(([name, endpoint]) => ({
    name, endpoint,
    instead: nearest(endpoint, free),
    otherMethods: published.filter(({ method, path }) => method !== endpoint.method && shapeOf('', path) === shapeOf('', endpoint.path)).map(({ method }) => method),
  }));
}

/** The one path of the same method that is like it and clearly more so than any other, written with our placeholders. */
function nearest({ method, path }: Endpoint, free: readonly PublishedRoute[]): string | undefined {
  const ranked = free.filter((route) => route.method === method)
    .map((route) => ({ path: withOurNames(route.path, path), likeness: likeness(segments(route.path), segments(path)) }))
    .filter((candidate): candidate is { path: string; likeness: number } => candidate.path !== undefined && candidate.likeness >= ALIKE)
    .sort((a, b) => b.likeness - a.likeness);
  const [first, second] = ranked;
  return first === undefined || (second !== undefined && first.likeness - second.likeness < AHEAD) ? undefined : first.path;
}

/** The published path with the names of our placeholders, by their order; undefined where it takes other values than we have. */
function withOurNames(theirs: string, ours: string): string | undefined {
  const names = segments(ours).flatMap((part) => PLACEHOLDER.exec(part)?.[1] ?? []);
  const parts = segments(theirs);
  const wanted = parts.flatMap((part) => PLACEHOLDER.exec(part)?.[1] ?? []);
  if (wanted.length !== names.length) return undefined;
  // Where they use our names, in whatever order, these are meant.
  const byName = wanted.every((name) => names.includes(name)) && new Set(wanted).size === wanted.length;
  let index = 0;
  return `/${parts.map((part) => { const theirName = PLACEHOLDER.exec(part)?.[1]; return theirName === undefined ? part : `{${byName ? theirName : (names[index++] ?? '')}}`; }).join('/')}`;
}

/** 0 to 1: how much of two paths is the same in the same order, their ends counted twice. */
function likeness(a: readonly string[], b: readonly string[]): number {
  const same = (x: string | undefined, y: string | undefined): number => (x === undefined || y === undefined ? 0 : PLACEHOLDER.test(x) && PLACEHOLDER.test(y) ? 1 : PLACEHOLDER.test(x) || PLACEHOLDER.test(y) ? 0 : alike(x, y));
  const rows: number[][] = [Array.from({ length: b.length + 1 }, () => 0)];
  for (const [i, x] of a.entries()) {
    const row = [0];
    for (const [j, y] of b.entries()) row.push(Math.max((rows[i]?.[j] ?? 0) + same(x, y), rows[i]?.[j + 1] ?? 0, row[j] ?? 0));
    rows.push(row);
  }
  const common = rows[a.length]?.[b.length] ?? 0;
  const end = same(a.at(-1), b.at(-1));
  return (2 * common + end) / (a.length + b.length + 1);
}

/** Two words: 1 the same, part of it where they share words, such as `bench-results` and `results`. */
function alike(a: string, b: string): number {
  if (a === b) return 1;
  const [x, y] = [new Set(a.split(/[-_]/)), new Set(b.split(/[-_]/))];
  const both = [...x].filter((word) => y.has(word)).length;
  return (2 * both) / (x.size + y.size) * 0.8;
}
