import jsonPatch from 'fast-json-patch';
import { AgentError } from '../errors/agent-error.js';
import { isObject, PointerFault, requireRoom, segmentsOf, valueAt } from './json-pointer.js';

/** Deepest nesting a patch may build: beyond it every later reader of the document risks its stack. */
const DEEPEST = 300;
/** Most JSON values that the copies of one patch may make: copying a part into itself doubles it each time. */
const MOST_COPIED = 500_000;
const SHOWN = 200;

/** What a patch made of a document. */
export interface Applied {
  readonly document: unknown;
  /** Objects and arrays that came in with `add` and `replace`, as they stand (or stood) in the document. */
  readonly added: ReadonlySet<object>;
}
interface Operation { readonly op: string; readonly path: string; readonly from?: unknown; readonly value?: unknown }
interface State { document: unknown; copied: number; readonly added: Set<object> }

/**
 * Applies an RFC 6902 patch: all of it or nothing, and neither argument is touched. The library moves the values; whether it may is
 * decided here, because on its own it takes `01` for an index, finds inherited members, moves a value into itself and grows an
 * array past its end. Throws AgentError naming the index, kind and path of the first operation that cannot be applied.
 */
export function applyPatch(document: unknown, operations: readonly unknown[]): Applied {
  const state: State = { document: copyOf(document), copied: 0, added: new Set() };
  for (const [index, candidate] of operations.entries()) {
    try {
      applyOne(state, wellFormed(candidate));
    } catch (error) {
      if (error instanceof PointerFault) throw refusal(index, candidate, error.message);
      throw error;
    }
  }
  return { document: state.document, added: state.added };
}

/** The words for an operation in a refusal: `Operation 2 (replace /children/0/name)`. */
export function operationLabel(index: number, operation: unknown): string {
  const { op, path } = isObject(operation) ? operation : {};
  const shown = [op, path].map((word) => (typeof word === 'string' ? word : JSON.stringify(word) ?? 'nothing').slice(0, SHOWN));
  return `Operation ${index} (${shown.join(' ')})`;
}

const refusal = (index: number, operation: unknown, why: string): AgentError =>
  new AgentError(`${operationLabel(index, operation)} cannot be applied: ${why}.`, 'A patch is applied whole or not at all. Indexes shift with the operations before; read the entity again to find the right pointers.');

const copyOf = <T>(value: T): T => (value === undefined ? value : JSON.parse(JSON.stringify(value)) as T);

/** Members beside those of RFC 6902 are ignored (§4). Throws PointerFault. */
function wellFormed(candidate: unknown): Operation {
  if (!isObject(candidate)) throw new PointerFault('an operation is an object with op and path');
  const { op, path, from } = candidate;
  if (typeof op !== 'string' || !Object.hasOwn(PERFORM, op)) throw new PointerFault(`op must be one of ${Object.keys(PERFORM).join(', ')}`);
  if (typeof path !== 'string') throw new PointerFault('path must be a JSON pointer');
  if ((op === 'move' || op === 'copy') && typeof from !== 'string') throw new PointerFault(`${op} needs from, a JSON pointer`);
  if ((op === 'add' || op === 'replace' || op === 'test') && candidate['value'] === undefined) throw new PointerFault(`${op} needs a value (null where that is meant)`);
  return { op, path, from, value: candidate['value'] };
}

function applyOne(state: State, operation: Operation): void {
  PERFORM[operation.op]?.(state, operation, segmentsOf(operation.path));
}

const PERFORM: Readonly<Record<string, (state: State, operation: Operation, segments: string[]) => void>> = {
  add: (state, { path, value }, segments) => { place(state, 'add', path, segments, taken(state, value, segments)); },
  remove: (state, { path }, segments) => {
    valueAt(state.document, segments);
    state.document = jsonPatch.applyOperation(state.document, { op: 'remove', path }).newDocument;
  },
  replace: (state, { path, value }, segments) => {
    valueAt(state.document, segments);
    place(state, 'replace', path, segments, taken(state, value, segments));
  },
  move: (state, { from, path }, segments) => {
    const source = segmentsOf(String(from));
    if (segments.length > source.length && source.every((segment, depth) => segment === segments[depth])) throw new PointerFault('a value cannot be moved into itself');
    const value = valueAt(state.document, source);
    if (from === path) return;
    measured(value, segments.length);
    state.document = jsonPatch.applyOperation(state.document, { op: 'remove', path: String(from) }).newDocument;
    place(state, 'add', path, segments, value);
  },
  copy: (state, { from, path }, segments) => {
    const value = valueAt(state.document, segmentsOf(String(from)));
    state.copied += measured(value, segments.length);
    if (state.copied > MOST_COPIED) throw new PointerFault(`the copies of this patch make more than ${MOST_COPIED} values`);
    place(state, 'add', path, segments, copyOf(value));
  },
  test: (state, { value }, segments) => {
    const found = valueAt(state.document, segments);
    if (!sameJson(found, value, 0)) throw new PointerFault(`the test failed: the value there is ${(JSON.stringify(found) ?? 'nothing').slice(0, SHOWN)}`);
  },
};

/** Puts a value in by the library: the place was checked. */
function place(state: State, op: 'add' | 'replace', path: string, segments: readonly string[], value: unknown): void {
  requireRoom(state.document, segments);
  state.document = jsonPatch.applyOperation(state.document, { op, path, value }).newDocument;
}

/** The value of an operation as one of the document's own, remembered as added. */
function taken(state: State, value: unknown, segments: readonly string[]): unknown {
  measured(value, segments.length);
  const own = copyOf(value);
  if (typeof own === 'object' && own !== null) state.added.add(own);
  return own;
}

/** How many values there are in `value`. Throws PointerFault where it nests too deep under `depth`, or carries a name that reaches a prototype. */
function measured(value: unknown, depth: number): number {
  if (depth > DEEPEST) throw new PointerFault(`the document would nest deeper than ${DEEPEST} levels`);
  if (typeof value !== 'object' || value === null) return 1;
  let count = 1;
  for (const [key, inner] of Object.entries(value)) {
    if (key === '__proto__') throw new PointerFault('the name "__proto__" is refused inside a value');
    count += measured(inner, depth + 1);
  }
  return count;
}

/** Equality of JSON values (RFC 6902 §4.6): numbers by value, members in any order. */
function sameJson(a: unknown, b: unknown, depth: number): boolean {
  if (depth > DEEPEST) throw new PointerFault(`the value nests deeper than ${DEEPEST} levels`);
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, index) => sameJson(item, b[index], depth + 1));
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key], depth + 1));
}
