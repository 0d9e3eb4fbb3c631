import { AgentError } from '../errors/agent-error.js';

/** Names that reach an object's prototype: never walked, never written. */
const RESERVED: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
const BAD_ESCAPE = /~(?![01])/;
/** The only spelling of an array index: no sign, no leading zero, no exponent (RFC 6901 §4). */
const ARRAY_INDEX = /^(?:0|[1-9]\d*)$/;
const SHOWN_KEYS = 12;
const SHOWN_NAME = 60;
const SHOWN_POINTER = 200;

/** Why a pointer leads nowhere, in words that an agent can act on. */
export class PointerFault extends Error {
  override readonly name = 'PointerFault';
}

export const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
/** A pointer of segments, each escaped (RFC 6901 §3). */
export const pointerTo = (segments: readonly PropertyKey[]): string => segments.map((segment) => `/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** The unescaped segments of a JSON pointer (RFC 6901); none for the whole document. Throws PointerFault. */
export function segmentsOf(pointer: string): string[] {
  if (pointer === '') return [];
  if (!pointer.startsWith('/')) throw new PointerFault('a pointer starts with / (or is empty: the whole document)');
  if (BAD_ESCAPE.test(pointer)) throw new PointerFault('~ stands only in ~0 (for ~) and ~1 (for /)');
  const segments = pointer.slice(1).split('/').map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
  const reserved = segments.find((segment) => RESERVED.has(segment));
  if (reserved !== undefined) throw new PointerFault(`the name "${reserved}" is refused: it reaches into the prototype of objects`);
  return segments;
}

/** The value at the segments, own members and existing elements only. Throws PointerFault naming the first that is missing. */
export function valueAt(document: unknown, segments: readonly string[]): unknown {
  let value = document;
  for (const [depth, segment] of segments.entries()) {
    const missing = absence(value, segment);
    if (missing !== undefined) throw new PointerFault(`${missing} ${placeOf(segments.slice(0, depth))}`);
    value = (value as Record<string, unknown>)[segment];
  }
  return value;
}

/** Checks that a value may be added at the segments: a member of an object, or an index up to the end of an array. Throws PointerFault. */
export function requireRoom(document: unknown, segments: readonly string[]): void {
  const last = segments.at(-1);
  if (last === undefined) return;
  const above = segments.slice(0, -1);
  const parent = valueAt(document, above);
  if (isObject(parent) || (Array.isArray(parent) && (last === '-' || (ARRAY_INDEX.test(last) && Number(last) <= parent.length)))) return;
  const refused = Array.isArray(parent) ? `"${short(last)}" is no index from 0 to ${parent.length}, nor "-", for the array` : 'nothing can be added to the plain value';
  throw new PointerFault(`${refused} ${placeOf(above)}`);
}

/** Why `value` has nothing at `segment`; undefined where it has. */
function absence(value: unknown, segment: string): string | undefined {
  if (Array.isArray(value)) return ARRAY_INDEX.test(segment) && Number(segment) < value.length ? undefined : `"${short(segment)}" is no element of the ${value.length} in the array`;
  if (!isObject(value)) return `"${short(segment)}" cannot be looked up in the plain value`;
  if (Object.hasOwn(value, segment)) return undefined;
  const keys = Object.keys(value);
  return `"${short(segment)}" is no member (${keys.slice(0, SHOWN_KEYS).map(short).join(', ')}${keys.length > SHOWN_KEYS ? ', …' : ''}) of the object`;
}

const placeOf = (segments: readonly string[]): string => (segments.length === 0 ? 'at the root' : `at ${pointerTo(segments.map(short))}`);
const short = (name: string): string => (name.length > SHOWN_NAME ? `${name.slice(0, SHOWN_NAME)}…` : name);

/** The part of a document at a pointer that an agent gave. Throws AgentError where there is none. */
export function partAt(document: unknown, pointer: string): unknown {
  try {
    return valueAt(document, segmentsOf(pointer));
  } catch (error) {
    if (error instanceof PointerFault) throw new AgentError(`There is nothing at ${JSON.stringify(pointer.slice(0, SHOWN_POINTER))}: ${error.message}.`, 'Take the pointer from an outline of the same entity.');
    throw error;
  }
}
