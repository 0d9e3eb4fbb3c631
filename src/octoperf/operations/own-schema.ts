import { isJson, type Json, textOf } from './operation.js';

const SCHEMAS = '#/components/schemas/';
/** Most parts of one schema, and most definitions it may refer to. What lies beyond is left unchecked: the backend checks it again. */
const NODES_MAX = 2_000;
const DEFINITIONS_MAX = 150;
const DEPTH_MAX = 40;
const DESCRIPTION_MAX = 200;
const ENUM_MAX = 200;
const TYPES: ReadonlySet<unknown> = new Set(['object', 'array', 'string', 'number', 'integer', 'boolean', 'null']);
const NUMBERS = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'minLength', 'maxLength', 'minItems', 'maxItems'];

/**
 * A schema of a document as one that stands by itself: references lead to its own `$defs`, and nothing is taken over but keywords whose
 * check costs no more than a look at the value. Patterns of a document that we do not know are not run.
 */
export function ownSchema(schema: unknown, document: Json): Json {
  const copier = new Copier(document);
  const root = copier.copy(schema, 0);
  return Object.keys(copier.definitions).length === 0 ? root : { ...root, $defs: copier.definitions };
}

class Copier {
  readonly definitions: Record<string, Json> = {};
  private readonly names = new Map<string, string>();
  private nodes = 0;

  constructor(private readonly document: Json) {}

  copy(schema: unknown, depth: number): Json {
    if (!isJson(schema) || depth > DEPTH_MAX || ++this.nodes > NODES_MAX) return {};
    const reference = schema['$ref'];
    if (typeof reference === 'string') return this.referred(reference);
    const inner = (value: unknown): Json => this.copy(value, depth + 1);
    const description = textOf(schema['description'], DESCRIPTION_MAX);
    return {
      ...typeOf(schema),
      ...(description === '' ? {} : { description }),
      ...enumOf(schema),
      ...(isScalar(schema['const']) ? { const: schema['const'] } : {}),
      ...Object.fromEntries(NUMBERS.filter((name) => Number.isFinite(schema[name])).map((name) => [name, schema[name]])),
      ...(isJson(schema['properties']) ? { properties: Object.fromEntries(Object.entries(schema['properties']).map(([name, value]) => [name, inner(value)])) } : {}),
      ...(Array.isArray(schema['required']) ? { required: schema['required'].filter((name) => typeof name === 'string') } : {}),
      ...(isJson(schema['additionalProperties']) ? { additionalProperties: inner(schema['additionalProperties']) } : schema['additionalProperties'] === false ? { additionalProperties: false } : {}),
      ...(isJson(schema['items']) ? { items: inner(schema['items']) } : {}),
      // Which branch is meant is told by discriminators that need not be JSON Schema: one that fits is enough.
      ...branches('anyOf', [schema['anyOf'], schema['oneOf']], inner), ...branches('allOf', [schema['allOf']], inner),
    };
  }

  private referred(reference: string): Json {
    if (!reference.startsWith(SCHEMAS)) return {};
    const known = this.names.get(reference);
    if (known !== undefined) return { $ref: `#/$defs/${known}` };
    if (this.names.size >= DEFINITIONS_MAX) return {};
    const name = `d${this.names.size}`;
    this.names.set(reference, name);
    const schemas = isJson(this.document['components']) ? this.document['components']['schemas'] : undefined;
    const key = reference.slice(SCHEMAS.length);
    this.definitions[name] = {};
    this.definitions[name] = this.copy(isJson(schemas) && Object.hasOwn(schemas, key) ? schemas[key] : undefined, 0);
    return { $ref: `#/$defs/${name}` };
  }
}

const isScalar = (value: unknown): boolean => value === null || ['string', 'number', 'boolean'].includes(typeof value);

/** OpenAPI 3.0 says `nullable`, 3.1 a list of types. */
function typeOf(schema: Json): Json {
  const types = [schema['type']].flat().filter((type) => TYPES.has(type));
  if (types.length === 0) return {};
  return { type: schema['nullable'] === true && !types.includes('null') ? [...types, 'null'] : types.length === 1 ? types[0] : types };
}

function branches(name: 'anyOf' | 'allOf', lists: readonly unknown[], inner: (value: unknown) => Json): Json {
  const found = lists.filter((list) => Array.isArray(list)).flat().slice(0, ENUM_MAX);
  return found.length === 0 ? {} : { [name]: found.map(inner) };
}

function enumOf(schema: Json): Json {
  const values: unknown = schema['enum'];
  if (!Array.isArray(values) || values.length > ENUM_MAX) return {};
  return { enum: [...(values as unknown[]).filter(isScalar), ...(schema['nullable'] === true ? [null] : [])] };
}
