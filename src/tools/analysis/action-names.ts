import { z } from 'zod';
import { walkActions } from '../../contract/actions.js';
import { BenchResult } from '../../contract/bench-result.js';
import { rowIdOf } from '../../contract/row-id.js';
import { Scenario } from '../../contract/scenario.js';
import { VirtualUser } from '../../contract/virtual-user.js';
import type { OctoperfClient } from '../../octoperf/octoperf-client.js';

/**
 * Names of the actions that runs played, by action id, see `playedBy`. Best effort: an action that was deleted since from a Virtual
 * User that still is there has no name, and rows are answered without one.
 */
export async function actionNames(octoperf: OctoperfClient, benchResultIds: readonly string[]): Promise<(actionId: string) => string | undefined> {
  const trees = await Promise.all(benchResultIds.map((id) => playedBy(octoperf, id).catch(() => [])));
  return namesIn(trees.flat());
}

/** The same from Virtual Users that were read already. */
export function namesIn(trees: readonly VirtualUser[]): (actionId: string) => string | undefined {
  const names = new Map<string, string>();
  for (const { id, name, children } of trees) {
    names.set(id, name);
    for (const { node } of walkActions(children)) names.set(node.id, typeof node.name === 'string' ? node.name : '');
  }
  return (actionId) => {
    const { actionId: id, isResources, step } = rowIdOf(actionId);
    if (step !== undefined) return `${names.get(id) ?? 'browser action'} > ${step.label} (${step.type})`;
    const name = names.get(actionId) ?? names.get(id);
    if (name === undefined || name === '') return undefined;
    return isResources ? `${name} (resources)` : name;
  };
}

/**
 * The Virtual Users of a run, as they are now; those that were deleted, and all of an imported run, as its result project keeps them.
 * Fails where neither can be read.
 */
export async function playedBy(octoperf: OctoperfClient, benchResultId: string): Promise<VirtualUser[]> {
  const { scenarioId, resultProjectId } = await octoperf.call('benchResult', BenchResult, { benchResultId });
  const [today] = await Promise.allSettled([designed(octoperf, scenarioId)]);
  if (today.status === 'fulfilled' && today.value.missing === 0) return today.value.found;
  const [kept] = await Promise.allSettled([octoperf.call('virtualUsers', z.array(VirtualUser), { projectId: resultProjectId })]);
  const [found, frozen] = [today.status === 'fulfilled' ? today.value.found : [], kept.status === 'fulfilled' ? kept.value : []];
  if (today.status === 'rejected' && frozen.length === 0) throw today.reason;
  return [...found, ...frozen.filter(({ id }) => !found.some((one) => one.id === id))];
}

/** The Virtual Users of a scenario that can be read, and how many cannot. */
async function designed(octoperf: OctoperfClient, scenarioId: string): Promise<{ found: VirtualUser[]; missing: number }> {
  const { userProfiles } = await octoperf.call('scenario', Scenario, { scenarioId });
  const ids = new Set(userProfiles.flatMap(({ virtualUserId, engine: { settings } }) => [virtualUserId, settings.setUp?.virtualUserId, settings.tearDown?.virtualUserId]).filter((id) => id !== undefined));
  const read = await Promise.allSettled([...ids].map((virtualUserId) => octoperf.call('virtualUser', VirtualUser, { virtualUserId })));
  const found = read.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  return { found, missing: ids.size - found.length };
}
