import { walkActions } from '../../contract/actions.js';
import { BenchResult } from '../../contract/bench-result.js';
import { Scenario } from '../../contract/scenario.js';
import { VirtualUser } from '../../contract/virtual-user.js';
import type { OctoperfClient } from '../../octoperf/octoperf-client.js';

/** A request's embedded resources have a row of their own, named so (bench-reports skill, documented). */
const RESOURCES = '.resources';
/** The row of a step of a browser action ends in what it is (bench-reports skill, documented). */
const STEP = /^(.*?)\{"label":(.*),"type":"([A-Z]+)"\}$/s;

/**
 * Names of the actions that runs played, by action id, from the Virtual Users of their scenarios as they are now. Best effort:
 * what was deleted since has no name, and rows are answered without one.
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
    const step = STEP.exec(actionId);
    if (step !== null) return `${names.get(step[1] ?? '') ?? 'browser action'} > ${step[2] ?? ''} (${step[3] ?? ''})`;
    const name = names.get(actionId) ?? names.get(actionId.replace(/\.resources$/, ''));
    if (name === undefined || name === '') return undefined;
    return actionId.endsWith(RESOURCES) ? `${name} (resources)` : name;
  };
}

/** The Virtual Users of a run that can still be read. */
export async function playedBy(octoperf: OctoperfClient, benchResultId: string): Promise<VirtualUser[]> {
  const { scenarioId } = await octoperf.call('benchResult', BenchResult, { benchResultId });
  const { userProfiles } = await octoperf.call('scenario', Scenario, { scenarioId });
  const ids = new Set(userProfiles.flatMap(({ virtualUserId, engine: { settings } }) => [virtualUserId, settings.setUp?.virtualUserId, settings.tearDown?.virtualUserId]).filter((id) => id !== undefined));
  const read = await Promise.allSettled([...ids].map((virtualUserId) => octoperf.call('virtualUser', VirtualUser, { virtualUserId })));
  return read.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
}
