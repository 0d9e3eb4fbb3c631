import type { z } from 'zod';
import { nearestOf } from '../config/key-names.js';
import { AgentError } from '../errors/agent-error.js';
import { applyPatch, operationLabel } from './json-patch.js';
import { isObject, pointerTo } from './json-pointer.js';

const FAULTS_SHOWN = 5;
const WARNINGS_SHOWN = 20;
/** Fields that say which entity it is and where it lies: they never change (entities.md §5 "patch must not change it", documented). */
const FIXED = ['id', 'projectId', 'workspaceId'] as const;

type Entity = Record<string, unknown>;
type Issue = z.core.$ZodIssue;

export interface Patched<T> {
  /** The entity after the patch, with every field it had before, unknown ones included. */
  readonly entity: T;
  /** What was accepted but is probably not meant. */
  readonly warnings: string[];
}
/** What a patched entity must look like, and the resource in which an agent can read it. */
export interface Model { readonly schema: z.ZodType; readonly uri: string }

/**
 * Patches an entity and re-reads the result against its model (behaviour.md §6): nothing is stored here. Faults that the entity had
 * before are let pass, because a newer backend may hold types unknown to this server. Throws AgentError naming the operation that
 * brought a fault in, the JSON pointer of the fault and the schema to read.
 */
export function patched<T extends Entity>(entity: T, operations: readonly unknown[], model: Model): Patched<T> {
  const { document, added } = applyPatch(entity, operations);
  if (!isObject(document)) throw new AgentError('The patch leaves no object where the entity was.', `Read ${model.uri}; patch parts of the entity, not its root.`);
  for (const field of FIXED) {
    if (document[field] !== entity[field]) throw new AgentError(`The patch changes ${field}, which cannot change.`, 'Leave that field out of the patch.');
  }
  const parsed = model.schema.safeParse(document);
  if (!parsed.success) refuseNewFaults(entity, operations, document, model, parsed.error.issues);
  return { entity: document as T, warnings: bounded(omittedBooleans(document, parsed.data ?? document, added)) };
}

function refuseNewFaults(entity: Entity, operations: readonly unknown[], document: Entity, model: Model, issues: readonly Issue[]): void {
  const before = faultKeys(entity, model);
  const fresh = issues.filter((issue) => !before.has(faultKey(document, issue)));
  const [first] = fresh;
  if (first === undefined) return;
  const culprit = culpritOf(entity, operations, model, faultKey(document, first));
  const shown = fresh.slice(0, FAULTS_SHOWN).map((issue) => faultWords(document, issue)).join('; ');
  const more = fresh.length > FAULTS_SHOWN ? `; and ${fresh.length - FAULTS_SHOWN} more` : '';
  throw new AgentError(`${operationLabel(culprit, operations[culprit])} makes an entity that does not fit the schema: ${shown}${more}.`, `Read ${model.uri} for the types and their fields, then send the whole patch again.`);
}

/**
 * The operation that turns the entity without the fault into the one with it. Found by halving: the fault is absent before the
 * first operation and present after the last.
 */
function culpritOf(entity: Entity, operations: readonly unknown[], model: Model, key: string): number {
  let [clean, faulty] = [0, operations.length];
  while (faulty - clean > 1) {
    const middle = Math.floor((clean + faulty) / 2);
    const { document } = applyPatch(entity, operations.slice(0, middle));
    if (faultKeys(document, model).has(key)) faulty = middle;
    else clean = middle;
  }
  return faulty - 1;
}

function faultKeys(document: unknown, { schema }: Model): ReadonlySet<string> {
  const { error } = schema.safeParse(document);
  return new Set(error?.issues.map((issue) => faultKey(document, issue)) ?? []);
}

/** A fault told apart without its place, which shifts with every insertion: the field, the complaint, and the object it is in. */
function faultKey(document: unknown, { path, message }: Issue): string {
  let holder: unknown = document;
  let value: unknown = document;
  for (const segment of path) {
    if (isObject(value)) holder = value;
    value = (value as Record<PropertyKey, unknown> | undefined)?.[segment];
  }
  const { id, children: _children, ...own } = isObject(holder) ? holder : {};
  return JSON.stringify([path.filter((segment) => typeof segment === 'string').join('.'), message, typeof id === 'string' && id !== '' ? id : own]);
}

/** `/children/3/@type: "RegexExtractor" is not a known type (nearest: RegexpVariableExtractor)`. */
function faultWords(document: Entity, issue: Issue): string {
  const found = issue.path.reduce<unknown>((value, segment) => (value as Record<PropertyKey, unknown> | undefined)?.[segment], document);
  const place = pointerTo(issue.path) || '/';
  const { options } = issue as { options?: unknown };
  if (issue.code !== 'invalid_union' || !Array.isArray(options)) return `${place}: ${issue.message}`;
  if (typeof found !== 'string') return `${place}: a polymorphic node needs its "@type"`;
  return `${place}: ${JSON.stringify(found.slice(0, 60))} is not a known type (nearest: ${nearestOf(found.slice(0, 60), options.map(String)) ?? 'none'})`;
}

/** Nodes that the patch brought in, with the booleans they left out and the model filled with false (behaviour.md §6.5, documented). */
function omittedBooleans(document: unknown, read: unknown, added: ReadonlySet<object>): string[] {
  const warnings: string[] = [];
  if (added.size === 0) return warnings;
  const walk = (node: object, model: object, place: Place | undefined, isNew: boolean): void => {
    const inNew = isNew || added.has(node);
      if (inNew && isObject(node)) warnings.push(...warningOf(node, model as Entity, pathTo(place)));
      for (const key of Object.keys(node)) {
        const [inner, other] = [(node as Entity)[key], (model as Entity)[key]];
        if (typeof inner === 'object' && inner !== null && typeof other === 'object' && other !== null) walk(inner, other, { key, above: place }, inNew);
      }
  };
  if (isObject(document) && isObject(read)) walk(document, read, undefined, false);
  return warnings;
}

/** Where a walk is; written out only where something is to be said. */
interface Place { readonly key: string; readonly above: Place | undefined }

function pathTo(place: Place | undefined): string[] {
  const path: string[] = [];
  for (let at = place; at !== undefined; at = at.above) path.unshift(at.key);
  return path;
}

function warningOf(node: Entity, model: Entity, path: readonly PropertyKey[]): string[] {
  const omitted = Object.keys(model).filter((key) => model[key] === false && !Object.hasOwn(node, key));
  if (omitted.length === 0) return [];
  const disabled = omitted.includes('enabled') ? '; without "enabled": true it is stored disabled' : '';
  const type = typeof node['@type'] === 'string' ? ` (${node['@type']})` : '';
  return [`${pointerTo(path) || '/'}${type} leaves out ${omitted.join(', ')}: stored as false${disabled}`];
}

const bounded = (warnings: readonly string[]): string[] =>
  (warnings.length <= WARNINGS_SHOWN ? [...warnings] : [...warnings.slice(0, WARNINGS_SHOWN), `${warnings.length - WARNINGS_SHOWN} more nodes leave out booleans`]);
