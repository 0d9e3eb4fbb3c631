import type { ActionNode } from '../../../../../contract/actions.js';

/** New names of variables, by the names the imported file gave them. */
export type Renaming = ReadonlyMap<string, string>;

const REFERENCE = /\$\{([^{}]+)\}/g;
/** What JMeter adds to the name of an extracted variable: number of matches, nth match, groups of it. */
const DERIVED = /^(.+?)(_matchNr|_\d+(?:_g\d*)?|_g\d*)$/s;
/** Reading and writing a variable by a literal name in a script. */
const BY_NAME = /(\bvars\s*\.\s*(?:get|put|getObject|putObject|remove)\s*\(\s*)(["'])([^"'\\\n]+)\2/g;
/** Fields of nodes that hold the name of a variable, not a reference to it. */
const NAMING_FIELDS: Readonly<Record<string, readonly string[]>> = { ForEachContainerAction: ['inputVariablePrefix', 'outputVariable'], PollQueueAction: ['variableName'] };

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a name may be one that JMeter makes of another. */
export const isDerived = (name: string): boolean => DERIVED.test(name);

function newName(name: string, renaming: Renaming): string | undefined {
  const exact = renaming.get(name);
  if (exact !== undefined) return exact;
  const [, base = '', suffix = ''] = DERIVED.exec(name) ?? [];
  const derived = renaming.get(base);
  return derived === undefined ? undefined : derived + suffix;
}

/** A text with its `${references}` and the literal names in `vars.get("…")` rewritten. */
export function renamedText(text: string, renaming: Renaming): string {
  return text
    .replace(REFERENCE, (whole, name: string) => { const renamed = newName(name, renaming); return renamed === undefined ? whole : `\${${renamed}}`; })
    .replace(BY_NAME, (whole, call: string, quote: string, name: string) => { const renamed = newName(name, renaming); return renamed === undefined ? whole : `${call}${quote}${renamed}${quote}`; });
}

/** Any JSON value with all its texts rewritten. */
export function renamedValue<T>(value: T, renaming: Renaming): T {
  return copied(value, renaming) as T;
}

function copied(value: unknown, renaming: Renaming): unknown {
  if (typeof value === 'string') return renamedText(value, renaming);
  if (Array.isArray(value)) return value.map((inner: unknown) => copied(inner, renaming));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([field, inner]) => [field, copied(inner, renaming)]));
}

/** Sources that are only kept to be read (JavaScript switched off, browser specs): `${…}` in them is JavaScript's own. */
const isKeptSource = (node: ActionNode, field: string): boolean => (field === 'content' && node['@type'] === 'PlaywrightSpecAction') || (field === 'script' && node.enabled !== true && node['language'] === 'javascript');

/** Whether a field holds the bare name of a variable: extractors are named by what they set (entities.md §3.4, documented). */
const isNaming = (node: ActionNode, field: string): boolean => (field === 'name' && node['@type'].endsWith('VariableExtractor')) || (NAMING_FIELDS[node['@type']]?.includes(field) ?? false);

/**
 * Copies a tree in which every use of a renamed variable is rewritten: references, extractors that set it, loops over its values,
 * literal names in scripts, and the originals kept for an export. Names that a script or function computes are out of reach.
 */
export function renamedTree(nodes: readonly ActionNode[], renaming: Renaming): ActionNode[] {
  if (renaming.size === 0) return [...nodes];
  return nodes.map((node) => {
    const fields = Object.entries(node).map(([field, value]): [string, unknown] => {
      if (field === 'children' && node.children !== undefined) return [field, renamedTree(node.children, renaming)];
      if (isKeptSource(node, field)) return [field, value];
      return [field, isNaming(node, field) && typeof value === 'string' ? (newName(value, renaming) ?? value) : renamedValue(value, renaming)];
    });
    return { ...node, ...Object.fromEntries(fields) };
  });
}
