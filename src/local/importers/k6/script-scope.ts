import type { ActionNode } from '../../../contract/actions.js';
import { jsonExtractor } from '../design-nodes.js';
import type { IdSource } from '../import-result.js';
import type { NameLookup } from '../javascript/static-json.js';
import type { Token } from '../javascript/tokens.js';

/** What a name of a script stands for. */
export type Binding =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'tokens'; readonly tokens: readonly Token[] }
  /** Takes running the script to know; hides an outer name. */
  | { readonly kind: 'unknown' }
  /** The answer of a request that became `node`; `path` is a JSONPath once `.json()` was called. */
  | { readonly kind: 'answer'; readonly node: ActionNode; readonly path?: string };

/** k6's own names that have a function here. */
const BUILT_IN: Readonly<Record<string, string>> = { __VU: '${__threadNum}', __ITER: '${__iterationNum}' };

/** Turns a path as k6's `json('a.b.0')` takes it (gjson) into a JSONPath; undefined where it uses more than names and numbers. */
export function jsonPathOf(selector: string): string | undefined {
  if (selector === '') return '$';
  let path = '$';
  for (const step of selector.split('.')) {
    if (/^\d+$/.test(step)) path += `[${step}]`;
    else if (/^[A-Za-z_]\w*$/.test(step)) path += `.${step}`;
    else if (/^[\w -]+$/.test(step)) path += `['${step}']`;
    else return undefined;
  }
  return path;
}

/** Names in force at one place of a script. An inner scope sees the outer one; what it declares stays in it. */
export class K6Scope implements NameLookup {
  private readonly bindings = new Map<string, Binding>();

  constructor(private readonly ids: IdSource, private readonly environment: Map<string, string>, private readonly outer?: K6Scope) {}

  inner(): K6Scope {
    return new K6Scope(this.ids, this.environment, this);
  }

  bind(name: string, binding: Binding): void {
    this.bindings.set(name, binding);
  }

  /** Gives a name that exists already another meaning, in the scope that declared it. */
  rebind(name: string, binding: Binding): void {
    if (this.bindings.has(name) || this.outer === undefined) this.bindings.set(name, binding);
    else this.outer.rebind(name, binding);
  }

  binding(name: string): Binding | undefined {
    return this.bindings.get(name) ?? this.outer?.binding(name);
  }

  tokens(name: string): readonly Token[] | undefined {
    const binding = this.binding(name);
    return binding?.kind === 'tokens' ? binding.tokens : undefined;
  }

  /** Text of a chain of names; reading a member of an answer's JSON puts an extractor on its request. */
  readonly text = (chain: string): string | undefined => {
    const [first = '', ...rest] = chain.split('.');
    if (first === '__ENV') return rest.length === 1 ? this.environmentVariable(rest[0] ?? '', undefined) : undefined;
    if (rest.length === 0 && Object.hasOwn(BUILT_IN, first)) return BUILT_IN[first];
    const binding = this.binding(first);
    if (binding?.kind === 'text') return rest.length === 0 ? binding.text : undefined;
    if (binding?.kind !== 'answer' || binding.path === undefined || rest.includes('length')) return undefined;
    return this.extracted(binding.node, `${binding.path}${rest.map((name) => `.${name}`).join('')}`, [first, ...rest].join('_'));
  };

  /** `${NAME}` for an environment variable; a default is remembered as the value of the project variable. */
  environmentVariable(name: string, fallback: string | undefined): string {
    if (fallback !== undefined || !this.environment.has(name)) this.environment.set(name, fallback ?? this.environment.get(name) ?? '');
    return `\${${name}}`;
  }

  /** A text with the environment variable it begins with replaced by its default, where it has one. */
  withDefault(text: string): string {
    const [whole, name] = /^\$\{([^{}]*)\}/.exec(text) ?? [];
    const value = name === undefined ? '' : (this.environment.get(name) ?? '');
    return whole === undefined || value === '' ? text : value + text.slice(whole.length);
  }

  /** Reference to a value of an answer; equal paths of one request share their extractor. */
  extracted(node: ActionNode, path: string, name: string): string {
    const children = node.children ?? [];
    const same = children.find((child) => child['@type'] === 'JsonVariableExtractor' && child['path'] === path);
    if (same?.name !== undefined) return `\${${same.name}}`;
    const variable = name.replace(/\W+/g, '_').replace(/^_+/, '').slice(0, 80) || 'value';
    node.children = [...children, jsonExtractor(this.ids.id(), variable, path)];
    return `\${${variable}}`;
  }
}
