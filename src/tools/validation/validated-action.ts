import { z } from 'zod';
import { type ActionNode, walkActions } from '../../contract/actions.js';
import type { ValidationIndexEntry } from '../../contract/validation.js';

/** Most timestamps shown per action and kind: one is enough to read an iteration, a few to compare. */
const TIMESTAMPS = 5;

/** An entry of the index (validation-triage skill: five names documented) joined with what the action is. */
export const ValidatedAction = z.object({
  actionId: z.string(),
  name: z.string().optional(),
  method: z.string().optional(),
  path: z.string().optional(),
  success: z.int().describe('Iterations that passed.'),
  total: z.int(),
  successTimestamps: z.array(z.number()).describe(`Epoch ms, the latest ${TIMESTAMPS}.`),
  failedTimestamps: z.array(z.number()).describe(`Epoch ms, the latest ${TIMESTAMPS}.`),
});

/** Every action of a tree by its id, in playing order. */
export function actionsById(children: readonly ActionNode[]): ReadonlyMap<string, ActionNode> {
  return new Map([...walkActions(children)].map(({ node }) => [node.id, node]));
}

/** Failing actions first, each group in playing order: what has to be read stands on the first page. */
export function failingFirst(entries: readonly ValidationIndexEntry[], actions: ReadonlyMap<string, ActionNode>): ValidationIndexEntry[] {
  const place = new Map([...actions.keys()].map((id, index) => [id, index]));
  const placeOf = (entry: ValidationIndexEntry): number => place.get(entry.actionId) ?? Number.MAX_SAFE_INTEGER;
  return [...entries].sort((a, b) => Number(b.success < b.total) - Number(a.success < a.total) || placeOf(a) - placeOf(b));
}

export function validatedAction({ actionId, success, total, successTimestamps, failedTimestamps }: ValidationIndexEntry, node: ActionNode | undefined): z.input<typeof ValidatedAction> {
  return {
    actionId,
    ...wordOf(node, 'name'), ...wordOf(node, 'method'), ...wordOf(node, 'path'),
    success, total,
    successTimestamps: latest(successTimestamps),
    failedTimestamps: latest(failedTimestamps),
  };
}

function wordOf<K extends 'name' | 'method' | 'path'>(node: ActionNode | undefined, key: K): Partial<Record<K, string>> {
  const word = node?.[key];
  return typeof word === 'string' && word !== '' ? { [key]: word.slice(0, 200) } as Record<K, string> : {};
}

const latest = (timestamps: readonly number[]): number[] => [...timestamps].sort((a, b) => a - b).slice(-TIMESTAMPS);
