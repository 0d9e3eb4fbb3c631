import { z } from 'zod';

type Json = Record<string, unknown>;
interface Issue { readonly message: string; readonly path: readonly PropertyKey[] }

/**
 * A zod object as mcp-nest takes it, but converted to JSON Schema once per process: the library converts every schema of every
 * tool on each tools/list (76 % of its time). Unknown arguments are refused by name, with the known ones.
 */
export function wireSchema(schema: z.ZodObject) {
  let input: Json | undefined;
  let output: Json | undefined;
  const standard = {
    version: 1 as const,
    vendor: 'zod',
    validate: (value: unknown): { value: unknown } | { issues: Issue[] } => {
      const parsed = schema.safeParse(value);
      return parsed.success ? { value: parsed.data } : { issues: parsed.error.issues.map((issue) => explained(issue, schema)) };
    },
    jsonSchema: { input: () => (input ??= jsonSchemaOf(schema, 'input')), output: () => (output ??= jsonSchemaOf(schema, 'output')) },
  };
  return { '~standard': standard };
}

/** JSON Schema 2020-12 without the dialect line: 2020-12 is MCP's default, and the line costs tokens on every tool. */
export function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12', io, unrepresentable: 'any', override: ({ jsonSchema }) => { dropNoise(jsonSchema); } }) as Json;
  return rest;
}

/** Leaves out what says nothing and costs tokens: any further field, the range of safe integers. */
export function dropNoise(node: Json): void {
  const further = node['additionalProperties'];
  if (typeof further === 'object' && further !== null && Object.keys(further).length === 0) delete node['additionalProperties'];
  if (node['maximum'] === Number.MAX_SAFE_INTEGER) delete node['maximum'];
  if (node['minimum'] === Number.MIN_SAFE_INTEGER) delete node['minimum'];
}

function explained(issue: z.core.$ZodIssue, schema: z.ZodObject): Issue {
  if (issue.code !== 'unrecognized_keys' || issue.path.length > 0) return { message: issue.message, path: issue.path };
  const known = Object.keys(schema.shape);
  const names = issue.keys.map((key) => `"${key}"`).join(', ');
  return { message: `unknown argument ${names}; this tool takes ${known.length === 0 ? 'no arguments' : known.join(', ')}`, path: [] };
}
