import type { ActionNode } from '../../src/contract/actions.js';
import type { Agent } from './agent.js';
import { largeTree } from './large-tree.js';
import { anyLocation, correlateShop, freshProject, importHar, shopHar } from './work.js';

/** How many of each a large project holds. */
export const LARGE = { actions: 300, virtualUsers: 200, variables: 300, servers: 100, files: 150, rules: 100, profiles: 60, scenarios: 60 } as const;
const AT_ONCE = 8;
const METRICS = ['RESPONSE_TIME_AVG', 'RESPONSE_TIME_PERCENTILE_95', 'ERRORS_PERCENT', 'THROUGHPUT_TOTAL'];
const TEAMS = ['checkout', 'search', 'account', 'catalogue', 'payment', 'delivery'];

export interface LargeProject { readonly workspaceId: string; readonly projectId: string; readonly recordedId: string; readonly largeId: string; readonly serverId: string; readonly slaProfileId: string; readonly scenarioId: string }

/** A project as a team makes it in years, always the same but for its ids. `siteUrl` is where its requests go. */
export async function largeProject(agent: Agent, origin: string, siteUrl = 'http://127.0.0.1:9'): Promise<LargeProject> {
  const { workspaceId, projectId } = await freshProject(agent);
  const post = async (path: string, body: Record<string, unknown>): Promise<string> => {
    const answer = await fetch(`${origin}${path}`, { method: 'POST', headers: { authorization: `Bearer ${agent.token}`, 'content-type': 'application/json' }, body: JSON.stringify({ id: '', userId: '', projectId, ...body }) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return ((await answer.json()) as { id: string }).id;
  };
  const recorded = await importHar(agent, projectId, await shopHar(siteUrl), { resources: 'KEEP_ALL' });
  await correlateShop(agent, projectId, recorded.id);
  const { children } = await agent.call<{ children: ActionNode[] }>('get_virtual_user', { virtualUserId: recorded.id, full: true });
  const server = /"serverId":"([^"]+)"/.exec(JSON.stringify(children))?.[1] ?? '';
  const largeId = await post('/design/virtual-users', { name: 'Six visits of the shop', description: '', type: 'JMETER', tags: [], children: largeTree(children, LARGE.actions) });

  const { servers, profiles } = await surroundings(post);
  const users = await times(LARGE.virtualUsers - 2, (index) => post('/design/virtual-users', {
    name: `${TEAMS[index % TEAMS.length] ?? ''} journey ${index + 1}`, description: index % 3 === 0 ? `Recorded for release ${index}: the ${TEAMS[index % TEAMS.length] ?? ''} pages, as a returning customer sees them.` : '',
    type: 'JMETER', tags: index % 2 === 0 ? [TEAMS[index % TEAMS.length] ?? '', 'regression'] : [],
    children: [{ ...request(index, servers[index % servers.length] ?? server), children: [] }],
  }));
  for (let turn = 0; turn < 20; turn++) await agent.call('update_virtual_user', { virtualUserId: users[turn % users.length], description: `Touched ${turn + 1} times.` });
  const scenarioId = await scenarios(agent, projectId, [largeId, ...users]);
  return { workspaceId, projectId, recordedId: recorded.id, largeId, serverId: server, slaProfileId: profiles[0] ?? '', scenarioId };

  async function surroundings(make: typeof post): Promise<{ servers: string[]; profiles: string[] }> {
    const made = await times(LARGE.servers - 1, (index) => make('/design/http-servers', { protocol: index % 4 === 0 ? 'HTTP' : 'HTTPS', hostname: `${TEAMS[index % TEAMS.length] ?? ''}-${index + 1}.eu-west.shop.example`, port: index % 4 === 0 ? 8080 : 443 }));
    await times(LARGE.variables, (index) => make('/design/variables', { name: `${TEAMS[index % TEAMS.length] ?? ''}Value${index + 1}`, description: index % 5 === 0 ? 'Handed out by the back office, changes every quarter.' : '', variable: index % 10 === 0
      ? { '@type': 'CSVVariable', filename: fileName(index % LARGE.files), encoding: 'UTF-8', delimiter: ',', allowQuotedData: true, recycleOnEOF: true, stopThreadOnEOF: false, scope: 'SHARED', names: [`login${index}`, `city${index}`], shuffle: false, ignoreFirstLine: true, offset: 0 }
      : { '@type': 'ConstantVariable', value: `value-${index + 1}` } }));
    await times(LARGE.files, async (index) => {
      const form = new FormData();
      form.append('filename', fileName(index));
      form.append('file', new Blob([`login,city\nada${index},London\n`]), 'data.csv');
      const answer = await fetch(`${origin}/design/project-files/${projectId}`, { method: 'POST', headers: { authorization: `Bearer ${agent.token}` }, body: form });
      if (!answer.ok) throw new Error(`files: ${answer.status} ${await answer.text()}`);
    });
    await times(LARGE.rules - 7, (index) => agent.call('create_correlation_rule', { projectId, name: `${TEAMS[index % TEAMS.length] ?? ''} token ${index + 1}`, regex: `name="__token${index + 1}" type="hidden" value="([^"]+)"`, injectionTargets: ['POST_PARAM', 'HEADER'] }));
    const kept = await times(LARGE.profiles, async (index) => (await agent.call<{ id: string }>('create_sla_profile', { projectId, name: `${TEAMS[index % TEAMS.length] ?? ''} limits ${index + 1}`, metrics: METRICS })).id);
    return { servers: made, profiles: kept };
  }
}

async function scenarios(agent: Agent, projectId: string, users: readonly string[]): Promise<string> {
  const { providerId, location } = await anyLocation(agent);
  const made = await times(LARGE.scenarios, async (index) => (await agent.call<{ id: string }>('create_scenario_ramp_up', {
    projectId, scenarioName: `Release ${index + 1} peak`, virtualUserIds: index === 0 ? users.slice(0, 20) : users.slice(index, index + 2), providerId, locations: [location], users: 2, rampUpSec: 1, holdForSec: 3,
  })).id);
  return made[0] ?? '';
}

const fileName = (index: number): string => `${TEAMS[index % TEAMS.length] ?? ''}-data-${index + 1}.csv`;
const request = (index: number, serverId: string): ActionNode => ({
  '@type': 'HttpRequestAction', id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`, name: `/${TEAMS[index % TEAMS.length] ?? ''}`, enabled: true, serverId, method: 'GET', path: `/${TEAMS[index % TEAMS.length] ?? ''}/\${${TEAMS[index % TEAMS.length] ?? ''}Value${index + 1}}`,
  queryParameters: [], headers: [], postData: null, followRedirects: false, downloadResources: false, encoding: '', keepAlive: true,
});

/** That many results, in order, a few at a time. */
async function times<T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) results[index] = await work(index);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}
