import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { AgentError } from '../../errors/agent-error.js';
import { expandPath } from '../../contract/endpoints.js';
import type { Json, Operation } from './operation.js';

/** What a caller gives an operation. */
export interface OperationArguments { readonly pathParameters?: Readonly<Record<string, string | number>> | undefined; readonly query?: Readonly<Record<string, string | number | boolean>> | undefined; readonly body?: unknown }
/** The same, checked: a path without placeholders below the REST API, and what goes with it. */
export interface CheckedCall { readonly path: string; readonly query: Readonly<Record<string, string | number | boolean>> | undefined; readonly body: unknown }

const PROBLEMS_SHOWN = 5;
const bodyChecks = new WeakMap<Operation, ValidateFunction>();

/** Checks a call against its operation. Throws AgentError naming what does not fit. */
export function checkedCall(operation: Operation, { pathParameters = {}, query = {}, body }: OperationArguments): CheckedCall {
  const problems = [...parameterProblems(operation, 'path', pathParameters), ...parameterProblems(operation, 'query', query), ...bodyProblems(operation, body)];
  if (problems.length > 0) throw new AgentError(`The call does not fit ${operation.id}: ${problems.slice(0, PROBLEMS_SHOWN).join('; ')}.`, `See describe_operation with operationId "${operation.id}".`);
  return { path: filled(operation, pathParameters), query: Object.keys(query).length === 0 ? undefined : query, body };
}

function filled({ path }: Operation, values: Readonly<Record<string, string | number>>): string {
  try {
    // Placeholders of a document may have dots and dashes in their names.
    const names = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => name);
    const template = names.reduce((text, name, index) => text.replace(`{${name}}`, `{p${index}}`), path);
    return expandPath(template, Object.fromEntries(names.map((name, index) => [`p${index}`, values[name] ?? ''])));
  } catch (error) {
    throw new AgentError(`A value of the path cannot be used: ${error instanceof Error ? error.message : ''}.`, 'Take ids from earlier answers.');
  }
}

function parameterProblems({ parameters }: Operation, place: 'path' | 'query', given: Readonly<Record<string, string | number | boolean>>): string[] {
  const known = parameters.filter((parameter) => parameter.in === place);
  const unknown = Object.keys(given).filter((name) => !known.some((parameter) => parameter.name === name));
  return [
    ...known.filter(({ name, required }) => required && (given[name] === undefined || given[name] === '')).map(({ name }) => `${place} parameter ${name} is missing`),
    ...unknown.map((name) => `there is no ${place} parameter ${JSON.stringify(name.slice(0, 60))}`),
    ...known.flatMap(({ name, schema }) => (given[name] === undefined || !Array.isArray(schema['enum']) || schema['enum'].map(String).includes(String(given[name])) ? [] : [`${name} must be one of ${schema['enum'].slice(0, 20).map(String).join(', ')}`])),
  ];
}

function bodyProblems(operation: Operation, body: unknown): string[] {
  if (operation.body === undefined) return body === undefined ? [] : ['it takes no body'];
  if (body === undefined) return operation.body.required ? ['the body is missing'] : [];
  let check = bodyChecks.get(operation);
  try {
    check ??= compiled(operation.body.schema);
    bodyChecks.set(operation, check);
    if (check(body)) return [];
  } catch {
    // A schema that is none, or a body deeper than the check can go: the backend judges it.
    return [];
  }
  return (check.errors ?? []).map(({ instancePath, message = 'does not fit', params }) => `body${instancePath.replaceAll('/', '.')} ${message}${'allowedValues' in params ? ` (${(params['allowedValues'] as unknown[]).slice(0, 20).map(String).join(', ')})` : ''}`);
}

/** Not optimised: that takes ten times as long on a large schema, which is checked a few times only. */
const compiled = (schema: Json): ValidateFunction => new Ajv2020({ strict: false, validateFormats: false, allErrors: false, logger: false, addUsedSchema: false, code: { optimize: false } }).compile(schema as object);
