import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { referencesIn } from '../../src/tools/variables/references.js';
import { type Agent, agentOf } from '../support/agent.js';
import { freshProject, importHar } from '../support/work.js';
import { type CsrfSite, startCsrfSite } from './csrf-site.js';
import { upload } from './upload.js';

interface Variable { id: string; name: string; type: string; value: string; columns?: string[]; usages?: { virtualUserId: string; uses: number }[]; warning?: string; url: string }

let agent: Agent;
let other: Agent;
let site: CsrfSite;
let projectId: string;

beforeAll(async () => {
  [agent, other, site] = await Promise.all([agentOf('tester'), agentOf('other'), startCsrfSite()]);
  ({ projectId } = await freshProject(agent));
});
afterAll(async () => { await Promise.all([agent.close(), other.close(), site.stop()]); });

describe('create_constant_variable', () => {
  it('creates it and answers where it is', async () => {
    const made = await agent.call<Variable>('create_constant_variable', { projectId, name: 'tenant', value: 'acme', description: 'Who pays' });
    expect(made).toMatchObject({ name: 'tenant', type: 'CONSTANT', value: 'acme', description: 'Who pays', url: expect.stringContaining(made.id) as string });
  });
  it('refuses a name that would clash with functions, and one that is taken', async () => {
    expect(await agent.refused('create_constant_variable', { projectId, name: '__host', value: 'x' })).toContain('underscores');
    expect(await agent.refused('create_constant_variable', { projectId, name: 'tenant', value: 'x' })).toContain('tenant');
    expect(await other.refused('create_constant_variable', { projectId, name: 'mine', value: 'x' })).toContain('Nothing was written');
  });
});

describe('create_secret_variable', () => {
  it('never shows the secret again', async () => {
    const fresh = await freshProject(agent);
    const made = await agent.raw('create_secret_variable', { projectId: fresh.projectId, name: 'password', value: 'hunter2-very-secret' });
    expect(made.data).toMatchObject({ name: 'password', type: 'SECRET', value: '(hidden)' });
    const listed = await agent.raw('list_variables', { projectId: fresh.projectId });
    expect(made.text + listed.text).not.toContain('hunter2');
  });
  it('refuses a call without a value', async () => {
    expect(await agent.refused('create_secret_variable', { projectId, name: 'empty' })).toContain('value');
  });
});

describe('create_csv_variable', () => {
  it('names columns, and warns while the file is missing', async () => {
    const fresh = await freshProject(agent);
    const csv = { projectId: fresh.projectId, filename: 'users.csv', columnNames: ['login', 'pin'] };
    expect(await agent.call<Variable>('create_csv_variable', { ...csv, name: 'Customers' })).toMatchObject({ name: 'Customers', type: 'CSV', columns: ['login', 'pin'], value: expect.stringContaining('users.csv') as string, warning: expect.stringContaining('upload_project_file') as string });
    await upload(agent, fresh.projectId, 'users.csv', 'ada,1\nbob,2\n');
    expect(await agent.call<Variable>('create_csv_variable', { ...csv, name: 'Customers again', scope: 'PRIVATE' })).not.toHaveProperty('warning');
  });
  it('refuses no columns and columns that cannot be variables', async () => {
    expect(await agent.refused('create_csv_variable', { projectId, name: 'x', filename: 'x.csv', columnNames: [] })).toContain('columnNames');
    expect(await agent.refused('create_csv_variable', { projectId, name: 'x', filename: 'x.csv', columnNames: ['a}b'] })).toContain('columnNames');
  });
});

describe('create_counter_variable', () => {
  it('counts as told', async () => {
    expect(await agent.call<Variable>('create_counter_variable', { projectId, name: 'invoice', start: 1000, end: 9999, increment: 3, format: '00000', perUser: true })).toMatchObject({ type: 'COUNTER', value: '1000 to 9999 by 3, one counter per user' });
    expect(await agent.call<Variable>('create_counter_variable', { projectId, name: 'down', start: 10, end: 0, increment: -1 })).toMatchObject({ type: 'COUNTER', value: '10 to 0 by -1' });
  });
  it('refuses one that never moves or never ends', async () => {
    expect(await agent.refused('create_counter_variable', { projectId, name: 'c1', increment: 0 })).toContain('never move');
    expect(await agent.refused('create_counter_variable', { projectId, name: 'c2', start: 5, end: 1 })).toContain('end');
  });
});

describe('create_random_variable', () => {
  it('draws between two numbers', async () => {
    expect(await agent.call<Variable>('create_random_variable', { projectId, name: 'dice', min: 1, max: 6 })).toMatchObject({ type: 'RANDOM', value: '1 to 6 at random' });
  });
  it('refuses bounds the wrong way round', async () => {
    expect(await agent.refused('create_random_variable', { projectId, name: 'dice2', min: 6, max: 1 })).toContain('below min');
  });
});

describe('list_variables', () => {
  it('says which Virtual Users refer to each, CSV columns too', async () => {
    const fresh = await freshProject(agent);
    const { id } = await importHar(agent, fresh.projectId, site.har().replaceAll('user=ada', 'user=${login}').replaceAll('"value":"ada"', '"value":"${login}"'));
    await agent.call('create_csv_variable', { projectId: fresh.projectId, name: 'Customers', filename: 'users.csv', columnNames: ['login', 'pin'] });
    await agent.call('create_constant_variable', { projectId: fresh.projectId, name: 'unused', value: 'x' });
    const { variables, total } = await agent.call<{ variables: Variable[]; total: number }>('list_variables', { projectId: fresh.projectId });
    expect(total).toBe(2);
    expect(variables.map(({ name, usages }) => [name, usages?.map((usage) => usage.virtualUserId)])).toEqual([['Customers', [id]], ['unused', []]]);
    const cheap = await agent.call<{ variables: Variable[] }>('list_variables', { projectId: fresh.projectId, withUsages: false, search: 'UNUS' });
    expect(cheap.variables).toMatchObject([{ name: 'unused' }]);
    expect(cheap.variables[0]).not.toHaveProperty('usages');
  });
  it('stays within one answer, and pages', async () => {
    const fresh = await freshProject(agent);
    for (let index = 0; index < 45; index++) await agent.call('create_constant_variable', { projectId: fresh.projectId, name: `v${index}`, value: 'x'.repeat(500) });
    const first = await agent.raw('list_variables', { projectId: fresh.projectId, withUsages: false });
    expect(first.text.length).toBeLessThan(8_000);
    const shown = (first.data as { variables: Variable[] }).variables.length;
    expect(first.data).toMatchObject({ total: 45, omitted: expect.stringContaining(`offset ${shown}`) as string });
    expect((await agent.call<{ variables: Variable[] }>('list_variables', { projectId: fresh.projectId, withUsages: false, offset: shown })).variables[0]?.name).toBe(`v${shown}`);
  });
  it('answers another account as if the project did not exist', async () => {
    expect(await other.refused('list_variables', { projectId })).toContain('Nothing was written');
  });
});

describe('delete_variable', () => {
  it('deletes it; undo brings it back, a secret without its value', async () => {
    const fresh = await freshProject(agent);
    const { id } = await agent.call<Variable>('create_secret_variable', { projectId: fresh.projectId, name: 'key', value: 'plain-text-key' });
    const answer = await agent.call<{ deleted: boolean; undoHandle: string; undoNote?: string }>('delete_variable', { variableId: id });
    expect(answer).toMatchObject({ deleted: true, undoNote: expect.stringContaining('value') as string });
    expect(await agent.call('list_variables', { projectId: fresh.projectId })).toMatchObject({ total: 0 });
    await agent.call('undo_change', { projectId: fresh.projectId, undoHandle: answer.undoHandle });
    expect(await agent.call('list_variables', { projectId: fresh.projectId })).toMatchObject({ variables: [{ name: 'key', type: 'SECRET' }] });
  });
  it('refuses an unknown variable, and one of another account alike', async () => {
    const { id } = await agent.call<Variable>('create_constant_variable', { projectId, name: 'guarded', value: 'x' });
    expect(await agent.refused('delete_variable', { variableId: 'no-such-id' })).toContain('Nothing was written');
    expect(await other.refused('delete_variable', { variableId: id })).not.toContain('guarded');
  });
});

describe('referencesIn', () => {
  it('finds references in any text of a tree, in functions and in scripts', () => {
    const tree = [{ '@type': 'JSR223Action', id: 'a', script: 'vars.get("fromScript") + vars.put(\'put\', 1)', deep: { list: ['${plain} ${__urlencode(${inFunction})}', '${plain}'] } }];
    expect(Object.fromEntries(referencesIn(tree))).toEqual({ fromScript: 1, put: 1, plain: 2, inFunction: 1 });
  });
});
