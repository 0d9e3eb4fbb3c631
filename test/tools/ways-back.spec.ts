import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Agent, agentOf } from '../support/agent.js';
import { anyLocation, freshProject, importHar, until } from '../support/work.js';
import { type CsrfSite, startCsrfSite } from './csrf-site.js';
import { upload } from './upload.js';

interface Schema { properties?: Record<string, unknown> }
interface Answer { undoHandle?: string; undoNote?: string; url?: string; method?: string; taskId?: string }
/** What a tool is called with, what is looked at before and after, and what has to follow the call before anything has changed. */
interface Change { readonly args: Record<string, unknown>; readonly see: () => Promise<unknown>; readonly afterwards?: (answer: Answer) => Promise<void> }

const PAGE = readFileSync(fileURLToPath(new URL('../../docs/undo.md', import.meta.url)), 'utf8');
/** Tool → how it is taken back, as docs/undo.md tells people. */
const documented = new Map([...PAGE.matchAll(/^\| `([a-z_]+)` \| \w+ \| (.+) \|$/gm)].map(([, tool = '', words = '']) => [tool, words]));

let agent: Agent;
let site: CsrfSite;
let projectId: string;
let tools: Awaited<ReturnType<Agent['client']['listTools']>>['tools'];
beforeAll(async () => {
  agent = await agentOf('tester');
  site = await startCsrfSite();
  ({ projectId } = await freshProject(agent));
  tools = (await agent.client.listTools()).tools;
});
afterAll(async () => { await Promise.all([agent.close(), site.stop()]); });

/** Without what is new on everything that is written or made anew. */
const lasting = (value: unknown): unknown => JSON.parse(JSON.stringify(value, (key, field: unknown) => (['id', 'url', 'lastModified', 'created', 'undoHandle'].includes(key) ? undefined : field)));
const virtualUser = async (name = 'login.har'): Promise<string> => (await importHar(agent, projectId, site.har(), {}, name)).id;
const seeUser = (id: string) => (): Promise<unknown> => agent.call('get_virtual_user', { virtualUserId: id, full: true });
const seeList = (tool: string, args: Record<string, unknown> = {}) => (): Promise<unknown> => agent.call(tool, { projectId, ...args });
const made = async (tool: string, args: Record<string, unknown>): Promise<string> => (await agent.call<{ id: string }>(tool, { projectId, ...args })).id;
const serverOf = async (id: string): Promise<string> => /"serverId":"([^"]+)"/.exec(JSON.stringify(await seeUser(id)()))?.[1] ?? '';
async function sent(link: Answer, name: string, content: string): Promise<void> {
  const form = new FormData();
  form.append('filename', name);
  form.append('file', new Blob([content], { type: 'application/json' }), name);
  const answer = await fetch(link.url ?? '', { method: link.method ?? '', body: form });
  if (!answer.ok) throw new Error(`upload: ${answer.status} ${await answer.text()}`);
}
const scenario = async (name: string): Promise<string> => {
  const { providerId, location } = await anyLocation(agent);
  return made('create_scenario_ramp_up', { scenarioName: name, virtualUserIds: [await virtualUser()], providerId, locations: [location], users: 2, rampUpSec: 3, holdForSec: 4 });
};

/** A run of a second, by which reports are made. */
let played: Promise<{ benchReportId: string; benchResultIds: string[] }> | undefined;
function run(): Promise<{ benchReportId: string; benchResultIds: string[] }> {
  played ??= (async () => {
    const { providerId, location } = await anyLocation(agent);
    const scenarioId = await made('create_scenario_ramp_up', { scenarioName: 'short', virtualUserIds: [await virtualUser()], providerId, locations: [location], users: 1, rampUpSec: 0, holdForSec: 1 });
    const started = await agent.call<{ benchReportId: string; benchResultIds: string[] }>('run_scenario', { scenarioId });
    await until(() => agent.call('get_bench_result', { benchResultId: started.benchResultIds[0] }), ({ terminal }) => terminal === true);
    return started;
  })();
  return played;
}
const trend = async (): Promise<string> => made('create_trend_report_by_tags', { projectId: undefined, benchResultId: (await run()).benchResultIds[0], tags: ['none'] });
const template = async (name = 'look'): Promise<string> => made('create_report_template_from_report', { projectId: undefined, reportId: (await run()).benchReportId, name });
const seeReport = (id: string) => (): Promise<unknown> => agent.call('get_bench_report', { reportId: id });
const seeTemplate = (id: string) => (): Promise<unknown> => agent.call('get_report_template', { projectId, templateId: id });
const NOTE = [{ op: 'add', path: '/items/-', value: { '@type': 'TextReportItem', id: '', name: 'note', description: 'new' } }];

const seeScenario = (id: string) => (): Promise<unknown> => agent.call('get_scenario', { scenarioId: id });

/** A change by every tool that keeps an undo copy. */
const CHANGES: Readonly<Record<string, () => Promise<Change>>> = {
  update_project: async () => ({ args: { projectId, description: 'changed', tags: ['new'] }, see: async () => (await fetch(`${inject('house').origin}/design/projects/${projectId}`, { headers: { authorization: `Bearer ${agent.token}` } })).json() }),
  import_har_virtual_user: async () => {
    const id = await virtualUser();
    return { args: { projectId, virtualUserId: id }, see: seeUser(id), afterwards: (link) => sent(link, 'more.har', site.har()) };
  },
  update_virtual_user: async () => {
    const id = await virtualUser();
    return { args: { virtualUserId: id, name: 'renamed', tags: ['new'] }, see: seeUser(id) };
  },
  patch_virtual_user: async () => {
    const id = await virtualUser();
    return { args: { virtualUserId: id, patch: [{ op: 'remove', path: '/children/0' }] }, see: seeUser(id) };
  },
  delete_virtual_user: async () => {
    await virtualUser('gone.har');
    const { virtualUsers: [found] } = await agent.call<{ virtualUsers: { id: string }[] }>('list_virtual_users', { projectId, search: 'gone' });
    return { args: { virtualUserId: found?.id }, see: seeList('list_virtual_users', { search: 'gone' }) };
  },
  apply_correlations_to_virtual_user: async () => {
    const id = await virtualUser();
    await made('create_correlation_rule', { name: 'csrf', regex: 'name="_csrf" value="([^"]+)"', injectionTargets: ['POST_PARAM'] });
    return { args: { projectId, virtualUserId: id }, see: seeUser(id), afterwards: async ({ taskId }) => { await until(() => agent.call('get_task_result', { taskId }), ({ status }) => status === 'SUCCESS'); } };
  },
  delete_correlation_rule: async () => ({ args: { ruleId: await made('create_correlation_rule', { name: 'doomed', regex: 'doomed=(\\w+)', injectionTargets: ['BODY'] }) }, see: seeList('list_correlation_rules', { search: 'doomed' }) }),
  delete_variable: async () => ({ args: { variableId: await made('create_constant_variable', { name: 'doomed', value: 'v' }) }, see: seeList('list_variables', { search: 'doomed' }) }),
  update_http_server: async () => ({ args: { serverId: await serverOf(await virtualUser()), baseUrl: 'https://elsewhere.test' }, see: seeList('list_http_servers_by_project') }),
  delete_http_server: async () => {
    const id = await virtualUser();
    const server = await serverOf(id);
    const baseUrls = async (): Promise<unknown> => (await agent.call<{ servers: { baseUrl: string }[] }>('list_http_servers_by_project', { projectId })).servers.map(({ baseUrl }) => baseUrl).sort();
    return { args: { serverId: server }, see: async () => [await baseUrls(), (await agent.call<{ errors: number }>('sanity_check_virtual_user', { virtualUserId: id })).errors] };
  },
  delete_unused_http_servers: async () => {
    const id = await virtualUser();
    const tree = await agent.call<{ children: unknown[] }>('get_virtual_user', { virtualUserId: id, full: true });
    await agent.call('import_urls_virtual_user', { projectId, urls: ['http://unused.test/'], name: 'unused' });
    const { virtualUsers: [unused] } = await agent.call<{ virtualUsers: { id: string }[] }>('list_virtual_users', { projectId, search: 'unused' });
    await agent.call('delete_virtual_user', { virtualUserId: unused?.id });
    expect(tree.children).not.toEqual([]);
    return { args: { projectId }, see: seeList('list_http_servers_by_project', { search: 'unused.test' }) };
  },
  upload_project_file: async () => {
    await upload(agent, projectId, 'replaced.csv', 'first');
    return { args: { projectId, filename: 'replaced.csv' }, see: seeList('read_project_file_lines', { filename: 'replaced.csv' }), afterwards: (link) => sent(link, 'replaced.csv', 'second') };
  },
  delete_project_file: async () => {
    await upload(agent, projectId, 'doomed.csv', 'a,b\n1,2');
    return { args: { projectId, filename: 'doomed.csv' }, see: seeList('list_project_files', { search: 'doomed' }) };
  },
  patch_sla_profile: async () => ({ args: { slaProfileId: await made('create_sla_profile', { name: 'tuned', metrics: ['RESPONSE_TIME_AVG'] }), patch: [{ op: 'remove', path: '/thresholds/0' }] }, see: seeList('list_sla_profiles', { search: 'tuned' }) }),
  delete_sla_profile: async () => ({ args: { slaProfileId: await made('create_sla_profile', { name: 'doomed', metrics: ['RESPONSE_TIME_AVG'] }) }, see: seeList('list_sla_profiles', { search: 'doomed' }) }),
  attach_sla_profile_to_virtual_user: async () => {
    const id = await virtualUser();
    return { args: { virtualUserId: id, slaProfileId: await made('create_sla_profile', { name: 'attached', metrics: ['RESPONSE_TIME_AVG'] }) }, see: seeUser(id) };
  },
  detach_sla_profile_from_virtual_user: async () => {
    const id = await virtualUser();
    const slaProfileId = await made('create_sla_profile', { name: 'detached', metrics: ['RESPONSE_TIME_AVG'] });
    await agent.call('attach_sla_profile_to_virtual_user', { virtualUserId: id, slaProfileId });
    return { args: { virtualUserId: id, slaProfileId }, see: seeUser(id) };
  },
  delete_scenario: async () => {
    const id = await scenario('doomed');
    const whole = async (): Promise<unknown> => {
      const { scenarios } = await agent.call<{ scenarios: { id: string }[] }>('list_scenarios_by_project', { projectId });
      return Promise.all(scenarios.map((found) => agent.call('get_scenario', { scenarioId: found.id })));
    };
    return { args: { scenarioId: id }, see: whole };
  },
  update_scenario: async () => {
    const id = await scenario('renamed');
    return { args: { scenarioId: id, name: 'renamed since', tags: ['new'] }, see: seeScenario(id) };
  },
  patch_scenario: async () => {
    const id = await scenario('patched');
    return { args: { scenarioId: id, patch: [{ op: 'replace', path: '/userProfiles/0/load/plateauVus', value: 3 }] }, see: seeScenario(id) };
  },
  update_user_profile: async () => {
    const id = await scenario('repointed');
    return { args: { scenarioId: id, profileIndex: 0, virtualUserId: await virtualUser('another.har') }, see: seeScenario(id) };
  },
  update_bench_report: async () => {
    const { benchReportId } = await run();
    return { args: { reportId: benchReportId, name: 'renamed', tags: ['new'] }, see: seeReport(benchReportId) };
  },
  patch_bench_report: async () => {
    const id = await trend();
    return { args: { reportId: id, patch: NOTE }, see: seeReport(id) };
  },
  delete_bench_report: async () => {
    const id = await trend();
    await agent.call('update_bench_report', { reportId: id, name: 'doomed' });
    const whole = async (): Promise<unknown> => {
      const { reports } = await agent.call<{ reports: { id: string; name: string }[] }>('list_bench_reports_by_project', { projectId, search: 'doomed' });
      return Promise.all(reports.map((found) => agent.call('get_bench_report', { reportId: found.id })));
    };
    return { args: { reportId: id }, see: whole };
  },
  apply_report_template: async () => {
    const { benchReportId } = await run();
    const templateId = await template();
    await agent.call('patch_report_template', { projectId, templateId, patch: NOTE });
    return { args: { reportId: benchReportId, templateId }, see: seeReport(benchReportId) };
  },
  update_report_template: async () => {
    const templateId = await template();
    return { args: { projectId, templateId, name: 'renamed' }, see: seeTemplate(templateId) };
  },
  patch_report_template: async () => {
    const templateId = await template();
    return { args: { projectId, templateId, patch: [{ op: 'remove', path: '/items/0' }] }, see: seeTemplate(templateId) };
  },
  delete_report_template: async () => {
    const templateId = await template(`doomed ${projectId}`);
    return { args: { templateId, projectId }, see: seeList('list_report_templates', { search: `doomed ${projectId}` }) };
  },
  undo_change: async () => {
    const id = await virtualUser();
    const { undoHandle } = await agent.call<Answer>('update_virtual_user', { virtualUserId: id, name: 'changed first' });
    return { args: { projectId, undoHandle }, see: seeUser(id) };
  },
};

const writing = () => tools.filter(({ annotations }) => annotations?.readOnlyHint === false);
const keepsCopy = (tool: (typeof tools)[number]): boolean => 'undoHandle' in ((tool.outputSchema as Schema | undefined)?.properties ?? {});

describe('every tool that writes', () => {
  it('has its row in docs/undo.md, and no other tool has one', () => {
    expect([...documented.keys()].sort()).toEqual(writing().map(({ name }) => name).sort());
  });
  it('says undo_change there exactly where its answer has an undoHandle, and lets the caller do without a copy', () => {
    for (const tool of writing()) {
      expect(documented.get(tool.name)?.startsWith('`undo_change`: '), tool.name).toBe(keepsCopy(tool));
      expect('withoutUndo' in (tool.inputSchema.properties ?? {}), tool.name).toBe(keepsCopy(tool) && tool.name !== 'undo_change');
    }
  });
  it('names there only tools that exist, and a reason where nothing takes it back', () => {
    const names = new Set(tools.map(({ name }) => name));
    for (const [tool, words] of documented) {
      for (const [, named = ''] of words.matchAll(/`([a-z]+(?:_[a-z]+)+)`/g)) expect(names.has(named), `${tool}: ${named}`).toBe(true);
      if (!words.includes('`')) expect(words, tool).toMatch(/^not at all\. .{20,}/);
    }
  });
  it('keeps a copy where it is destructive, else its row says why not', () => {
    for (const tool of writing().filter(({ annotations }) => annotations?.destructiveHint === true)) {
      expect(keepsCopy(tool) || /^not at all\. |no files to keep a copy among|nothing to keep a copy of/.test(documented.get(tool.name) ?? ''), tool.name).toBe(true);
    }
  });
  it('has its change below where it keeps a copy', () => {
    expect(Object.keys(CHANGES).sort()).toEqual(writing().filter(keepsCopy).map(({ name }) => name).sort());
  });
});

describe('undo_change takes back what was done by', () => {
  it.each(Object.entries(CHANGES))('%s', async (tool, prepared) => {
    const { args, see, afterwards } = await prepared();
    const before = lasting(await see());
    const answer = await agent.call<Answer>(tool, args);
    await afterwards?.(answer);
    expect(lasting(await see().catch(() => 'gone'))).not.toEqual(before);
    await agent.call('undo_change', { projectId, undoHandle: answer.undoHandle });
    expect(lasting(await see())).toEqual(before);
  });
});

describe('a merge', () => {
  it('is refused into a Virtual User of another project, and keeps no copy there', async () => {
    const id = await virtualUser();
    const elsewhere = await freshProject(agent);
    expect(await agent.refused('import_har_virtual_user', { projectId: elsewhere.projectId, virtualUserId: id })).toContain('has no Virtual User');
    expect(await agent.call('list_undo_copies', { projectId: elsewhere.projectId })).toEqual({ copies: [] });
  });
  it('without a copy is what the caller may choose, and an import that merges into nothing keeps none', async () => {
    const id = await virtualUser();
    expect(await agent.call('import_har_virtual_user', { projectId, virtualUserId: id, withoutUndo: true })).not.toHaveProperty('undoHandle');
    expect(await agent.call('import_har_virtual_user', { projectId })).not.toHaveProperty('undoHandle');
  });
});

describe('a way back that is no copy', () => {
  const guest = 'other@localhost';
  it('is named with the former words, role or membership', async () => {
    const { id: workspaceId } = await agent.call<{ id: string }>('create_workspace', { name: 'Way back', description: 'first' });
    expect(await agent.call('update_workspace', { workspaceId, description: 'second' })).toMatchObject({ wayBack: 'update_workspace with {"description":"first"}' });
    await agent.call('add_workspace_member', { workspaceId, username: guest, role: 'TESTER' });
    expect(await agent.call('set_workspace_member_role', { workspaceId, username: guest, role: 'VIEWER' })).toMatchObject({ role: 'VIEWER', wayBack: 'set_workspace_member_role with role TESTER' });
    expect(await agent.call('set_workspace_member_role', { workspaceId, username: guest, role: 'VIEWER' })).toEqual({ username: guest, role: 'VIEWER' });
    expect(await agent.call('remove_workspace_member', { workspaceId, username: guest })).toEqual({ removed: true, wayBack: `add_workspace_member with username ${guest} and role VIEWER` });
  });
  it('is none for a project, and its answer says so', async () => {
    const doomed = await freshProject(agent);
    expect(await agent.call('delete_project', { projectId: doomed.projectId, confirmProjectName: doomed.name })).toMatchObject({ deleted: true, wayBack: expect.stringContaining('None') as string });
  });
});
