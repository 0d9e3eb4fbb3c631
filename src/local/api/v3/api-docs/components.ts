import { z } from 'zod';

export type Json = Record<string, unknown>;
const PLACE = '#/components/schemas/';

/**
 * Schemas of a document: those with a name stand in it once and are referred to, as are the parts that zod refers to by itself
 * (recursive ones). OpenAPI 3.1 resolves every reference from the root of the document, so `$defs` cannot stay where they are.
 */
export class Components {
  readonly schemas: Json = {};
  private readonly names: ReadonlyMap<z.ZodType, string>;

  constructor(named: Readonly<Record<string, z.ZodType>>) {
    this.names = new Map(Object.entries(named).map(([name, schema]) => [schema, name]));
  }

  /** The schema as it stands where it is used. @param owner names the parts of a schema that has no name of its own */
  use(schema: z.ZodType, owner: string): Json {
    const name = this.names.get(schema);
    if (name !== undefined) {
      this.schemas[name] ??= this.converted(schema, name);
      return { $ref: PLACE + name };
    }
    if (schema instanceof z.ZodArray && this.names.has(schema.element as z.ZodType)) return { type: 'array', items: this.use(schema.element as z.ZodType, owner) };
    return this.converted(schema, owner);
  }

  /** The wire form: fields with a default may be missing. */
  private converted(schema: z.ZodType, owner: string): Json {
    const { $schema: _dialect, $defs, ...body } = z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input', unrepresentable: 'any', override: ({ jsonSchema }) => { dropEmpty(jsonSchema); } }) as Json;
    const moved = (value: unknown): unknown => relocated(value, owner);
    for (const [part, definition] of Object.entries(($defs ?? {}) as Json)) this.schemas[`${owner}.${part}`] = moved(definition);
    return moved(body) as Json;
  }
}

/** References of zod's own (`#`, `#/$defs/x`) as references into the document. */
function relocated(value: unknown, owner: string): unknown {
  if (Array.isArray(value)) return value.map((item) => relocated(item, owner));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, key === '$ref' && typeof inner === 'string' ? inner.replace(/^#\/\$defs\//, `${PLACE}${owner}.`).replace(/^#$/, PLACE + owner) : relocated(inner, owner)]));
}

/** "Any further field" is what JSON Schema says by silence. */
function dropEmpty(node: Json): void {
  const further = node['additionalProperties'];
  if (typeof further === 'object' && further !== null && Object.keys(further).length === 0) delete node['additionalProperties'];
}
