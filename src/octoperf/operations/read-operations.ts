import { effectOf, isNamed, isNever } from './operation-policy.js';
import { isJson, type Json, type Operation, type OperationParameter, textOf } from './operation.js';
import { ownSchema } from './own-schema.js';

const METHODS = { get: 'GET', post: 'POST', put: 'PUT', delete: 'DELETE' } as const;
/** Nothing that could end the path, climb in it or leave the host. */
const PATH = /^(?:\/(?:[A-Za-z0-9._~!$'()*+,;=:@-]|\{[A-Za-z0-9_.-]+\})+)+$/;
const CLIMBS = /(?:^|\/)\.{1,2}(?:\/|$)/;
const PATH_MAX = 300;
const ID = /^[A-Za-z0-9_.-]{1,100}$/;
const SUMMARY_MAX = 200;
const PARAMETERS_MAX = 40;
const TAGS_MAX = 10;
const TAG_MAX = 60;
const READABLE = /^(?:application\/json|[a-z-]+\/[a-z0-9.-]*\+json|text\/(?!html)[a-z-]+|application\/xml|\*\/\*)/i;

/** What an operator lets be called. */
export interface OperationRules { readonly allow: readonly string[]; readonly deny: readonly string[]; readonly maxOperations: number; readonly isCovered: (method: string, path: string) => boolean }

/** The operations of a document that may be called, and how many were left out because they were too many. Throws where it is no OpenAPI 3 document. */
export function readOperations(document: unknown, rules: OperationRules): { operations: Operation[]; beyond: number } {
  if (!isJson(document) || typeof document['openapi'] !== 'string' || !document['openapi'].startsWith('3.') || !isJson(document['paths'])) throw new Error('not an OpenAPI 3 document');
  const operations: Operation[] = [];
  const ids = new Set<string>();
  let beyond = 0;
  for (const [path, item] of Object.entries(document['paths'])) {
    if (!isJson(item) || path.length > PATH_MAX || !PATH.test(path) || CLIMBS.test(path)) continue;
    for (const [verb, method] of Object.entries(METHODS)) {
      const given = item[verb];
      if (!isJson(given)) continue;
      const tags = (Array.isArray(given['tags']) ? given['tags'] as unknown[] : []).slice(0, TAGS_MAX).map((tag) => textOf(tag, TAG_MAX));
      const shape = { method, path, tags };
      if (isNever(path, tags) || rules.isCovered(method, path) || isNamed(shape, rules.deny) || (rules.allow.length > 0 && !isNamed(shape, rules.allow))) continue;
      if (operations.length >= rules.maxOperations) { beyond++; continue; }
      const operation = operationOf({ ...shape, given, item, document }, ids);
      if (operation !== undefined) operations.push(operation);
    }
  }
  return { operations, beyond };
}

interface Given { readonly method: Operation['method']; readonly path: string; readonly tags: string[]; readonly given: Json; readonly item: Json; readonly document: Json }

/** Undefined for what cannot be called with JSON and text: files, pages, headers and cookies of its own. */
function operationOf({ method, path, tags, given, item, document }: Given, ids: Set<string>): Operation | undefined {
  const parameters = parametersOf([item['parameters'], given['parameters']], path, document);
  const body = bodyOf(given['requestBody'], document);
  if (parameters === undefined || body === 'other' || !isReadable(given['responses'], document)) return undefined;
  const id = freeId(typeof given['operationId'] === 'string' && ID.test(given['operationId']) ? given['operationId'] : slugOf(method, path), ids);
  return { id, method, path, tags, summary: textOf(given['summary'], SUMMARY_MAX) || textOf(given['description'], SUMMARY_MAX), parameters, body, effect: effectOf(method, path, id) };
}

function parametersOf(lists: readonly unknown[], path: string, document: Json): OperationParameter[] | undefined {
  const byName = new Map<string, OperationParameter>();
  for (const raw of lists.flatMap((list) => (Array.isArray(list) ? list.slice(0, PARAMETERS_MAX) as unknown[] : []))) {
    const given = resolved(raw, 'parameters', document);
    const { name, in: place, required } = given;
    if (typeof name !== 'string' || !ID.test(name)) { if (required === true) return undefined; continue; }
    if (place !== 'path' && place !== 'query') { if (required === true) return undefined; continue; }
    byName.set(`${place} ${name}`, { name, in: place, required: place === 'path' || required === true, description: textOf(given['description'], SUMMARY_MAX), schema: ownSchema(given['schema'] ?? {}, document) });
  }
  const wanted = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => name);
  for (const name of wanted) if (!byName.has(`path ${name}`)) byName.set(`path ${name}`, { name, in: 'path', required: true, description: '', schema: { type: 'string' } });
  return [...byName.values()].filter((parameter) => parameter.in === 'query' || wanted.includes(parameter.name));
}

function bodyOf(raw: unknown, document: Json): Operation['body'] | 'other' {
  if (raw === undefined) return undefined;
  const given = resolved(raw, 'requestBodies', document);
  const content = isJson(given['content']) ? given['content'] : {};
  const type = Object.keys(content).find((name) => /json|^\*\/\*/.test(name));
  if (type === undefined) return given['required'] === true || Object.keys(content).length > 0 ? 'other' : undefined;
  const media = content[type];
  return { required: given['required'] === true, schema: ownSchema(isJson(media) ? media['schema'] : {}, document) };
}

/** Whether what comes back is text: nothing said counts as JSON. */
function isReadable(responses: unknown, document: Json): boolean {
  const types = Object.entries(isJson(responses) ? responses : {}).filter(([status]) => status.startsWith('2')).flatMap(([, raw]) => {
    const { content } = resolved(raw, 'responses', document);
    return isJson(content) ? Object.keys(content) : [];
  });
  return types.length === 0 || types.some((type) => READABLE.test(type));
}

/** What a reference into the components leads to, one step far; a reference to anywhere else leads to nothing. */
function resolved(value: unknown, kind: string, document: Json): Json {
  if (!isJson(value)) return {};
  const reference = value['$ref'];
  if (typeof reference !== 'string') return value;
  const place = `#/components/${kind}/`;
  const all = isJson(document['components']) ? document['components'][kind] : undefined;
  const key = reference.startsWith(place) ? reference.slice(place.length) : '';
  const found = isJson(all) && Object.hasOwn(all, key) ? all[key] : undefined;
  return isJson(found) && found['$ref'] === undefined ? found : {};
}

const slugOf = (method: string, path: string): string => `${method.toLowerCase()}${path.replace(/[^A-Za-z0-9]+/g, '_')}`.slice(0, 90).replace(/_+$/, '');

function freeId(wanted: string, taken: Set<string>): string {
  let id = wanted;
  for (let count = 2; taken.has(id); count++) id = `${wanted}_${count}`;
  taken.add(id);
  return id;
}
