import { dealt } from '../../load-shapes.js';
import { blockOf, lrsValue, type LrsBlock } from './lrs-document.js';

/** Users of one group that play one script; `test` is its key in `TestChief`. */
export interface LrsGroup { readonly name: string; readonly test: string; readonly users: number; readonly hosts: readonly string[]; readonly enabled: boolean }

const SETTINGS = 'chiefsettings';
/** Keys of a user and of its group: the script and the machine (published scenarios). */
const [TEST, HOST] = ['5', '9'];

/** A scenario that enumerates its users: as many as there are blocks in a group. */
function enumerated(chief: LrsBlock | undefined): LrsGroup[] {
  return (chief?.blocks ?? []).flatMap((group) => {
    const settings = blockOf(group, SETTINGS);
    const users = group.blocks.filter(({ name }) => name.toLowerCase() !== SETTINGS);
    const byTest = new Map<string, LrsBlock[]>();
    for (const user of users) {
      const test = lrsValue(user, TEST) || lrsValue(settings, TEST);
      byTest.set(test, [...(byTest.get(test) ?? []), user]);
    }
    return [...byTest].map(([test, own]) => ({ name: group.name, test, users: own.length, hosts: [...new Set(own.map((user) => lrsValue(user, HOST) || lrsValue(settings, HOST)))], enabled: lrsValue(settings, 'Enabled') !== '0' }));
  });
}

/** A scenario that states a percentage per group; decimals may be written with a comma. */
function percentages(data: LrsBlock | undefined, total: number): LrsGroup[] {
  const blocks = (data?.blocks ?? []).filter(({ name }) => name.toUpperCase() === 'SCHED_GROUP_DATA');
  const shares = blocks.map((block) => Math.max(0, Number(lrsValue(block, 'TEST_PERCENT_DISTRIBUTION').replace(',', '.')) || 0));
  const users = dealt(total, shares);
  return blocks.map((block, at) => {
    const name = lrsValue(block, 'SCHED_GROUP_NAME');
    const hosts = lrsValue(block, 'SCHED_USE_ANY_HOST') === '1' ? [] : lrsValue(block, 'TEST_HOSTS_NAMES').split(/[,;]/).map((host) => host.trim());
    return { name, test: name, users: users[at] ?? 0, hosts, enabled: true };
  });
}

/**
 * Groups of a scenario. `total` are the users its schedule starts.
 * @returns undefined where it states its size in another way, such as a goal
 */
export function groupsOf(root: LrsBlock, total: number): LrsGroup[] | undefined {
  switch (lrsValue(blockOf(root, 'ScenarioGeneralConfig'), 'ScenarioType')) {
    case '1': return enumerated(blockOf(root, 'GroupChief'));
    case '2': return percentages(blockOf(root, 'ScenarioGroupsData'), total > 0 ? total : Number(lrsValue(blockOf(root, 'ScenarioPrivateConfig'), 'Vusers')) || 0);
    default: return undefined;
  }
}
