import type { ActionNode } from '../../contract/actions.js';

/** `${name}`, inside functions too, and what scripts read by name (JMeter: `vars.get("name")`). */
const REFERENCE = /\$\{([^${}]{1,200})\}|\bvars\.(?:get|getObject|put|putObject)\(\s*["']([^"'\n]{1,200})["']/g;

/** How often each name is referred to anywhere in a tree. */
export function referencesIn(children: readonly ActionNode[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const waiting: unknown[] = [...children];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (typeof value === 'string') {
      for (const [, plain, scripted] of value.matchAll(REFERENCE)) count(found, (plain ?? scripted ?? '').trim());
    } else if (typeof value === 'object' && value !== null) {
      for (const field of Object.values(value)) if (field !== undefined) waiting.push(field);
    }
  }
  return found;
}

const count = (found: Map<string, number>, name: string): void => { found.set(name, (found.get(name) ?? 0) + 1); };
