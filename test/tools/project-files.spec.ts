import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Agent, agentOf } from '../support/agent.js';
import { freshProject } from '../support/work.js';
import { upload } from './upload.js';

interface Files { files: { filename: string; size?: number; lastModified?: string }[]; total: number; omitted?: string; url: string }

let agent: Agent;
let other: Agent;
let projectId: string;

beforeAll(async () => {
  [agent, other] = await Promise.all([agentOf('tester'), agentOf('other')]);
  ({ projectId } = await freshProject(agent));
  await upload(agent, projectId, 'users.csv', 'login,pin\nada,1\nbob,2\n');
});
afterAll(async () => { await Promise.all([agent.close(), other.close()]); });

describe('upload_project_file', () => {
  it('mints a link that works once and says what it replaces', async () => {
    const fresh = await freshProject(agent);
    const link = await agent.call<{ url: string; method: string; replaces: boolean; instructions: string }>('upload_project_file', { projectId: fresh.projectId, filename: 'Kunden ä.csv' });
    expect(link).toMatchObject({ method: 'POST', replaces: false, instructions: expect.stringContaining('filename') as string });
    const send = async (): Promise<number> => {
      const form = new FormData();
      form.append('filename', 'Kunden ä.csv');
      form.append('file', new Blob(['a,b']), 'other.csv');
      return (await fetch(link.url, { method: link.method, body: form })).status;
    };
    expect([await send(), await send()].map((status) => status < 300)).toEqual([true, false]);
    expect(await agent.call('list_project_files', { projectId: fresh.projectId })).toMatchObject({ files: [{ filename: 'Kunden ä.csv' }], total: 1 });
    expect(await agent.call('upload_project_file', { projectId: fresh.projectId, filename: 'Kunden ä.csv' })).toMatchObject({ replaces: true });
  });
  it('refuses a name that leads elsewhere', async () => {
    for (const filename of ['../x.csv', 'a/b.csv', 'a\\b.csv', '..', 'a\nb']) expect(await agent.refused('upload_project_file', { projectId, filename })).toContain('filename');
    expect(await other.refused('upload_project_file', { projectId, filename: 'x.csv' })).toContain('Nothing was written');
  });
});

describe('list_project_files', () => {
  it('lists names with size and date', async () => {
    const { files, url } = await agent.call<Files>('list_project_files', { projectId });
    expect(files).toMatchObject([{ filename: 'users.csv', size: 22, lastModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string }]);
    expect(url).toContain('/design/file');
  });
  it('hides undo copies unless asked', async () => {
    const fresh = await freshProject(agent);
    await upload(agent, fresh.projectId, 'a.txt', 'a');
    await upload(agent, fresh.projectId, 'b.txt', 'b');
    const { undoHandle } = await agent.call<{ undoHandle: string }>('delete_project_file', { projectId: fresh.projectId, filename: 'a.txt' });
    expect((await agent.call<Files>('list_project_files', { projectId: fresh.projectId })).files.map(({ filename }) => filename)).toEqual(['b.txt']);
    expect((await agent.call<Files>('list_project_files', { projectId: fresh.projectId, includeUndo: true })).files.map(({ filename }) => filename).sort()).toEqual(['b.txt', undoHandle].sort());
  });
  it('answers another account as if the project did not exist', async () => {
    expect(await other.refused('list_project_files', { projectId })).toContain('Nothing was written');
  });
});

describe('read_project_file_lines', () => {
  it('reads a part and says how to go on', async () => {
    expect(await agent.call('read_project_file_lines', { projectId, filename: 'users.csv', from: 1, count: 1 })).toMatchObject({ lines: ['ada,1'], from: 1, total: 3, nextFrom: 2 });
  });
  it('cuts long lines and long answers', async () => {
    const fresh = await freshProject(agent);
    await upload(agent, fresh.projectId, 'wide.csv', `${'x'.repeat(10_000)}\n`.repeat(20));
    const answer = await agent.raw('read_project_file_lines', { projectId: fresh.projectId, filename: 'wide.csv' });
    expect(answer.text.length).toBeLessThan(8_000);
    expect(answer.text).toContain('download_project_file');
    expect(answer.data['nextFrom']).toBeLessThan(20);
  });
  it('refuses a file that is not there and names those that are', async () => {
    expect(await agent.refused('read_project_file_lines', { projectId, filename: 'Users.csv' })).toContain('users.csv');
  });
});

describe('download_project_file', () => {
  it('gives the very bytes, once', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const fresh = await freshProject(agent);
    await upload(agent, fresh.projectId, 'all.bin', bytes);
    const link = await agent.call<{ url: string; method: string }>('download_project_file', { projectId: fresh.projectId, filename: 'all.bin' });
    expect(link.method).toBe('GET');
    expect(new Uint8Array(await (await fetch(link.url)).arrayBuffer())).toEqual(bytes);
    expect((await fetch(link.url)).ok).toBe(false);
  });
  it('refuses a file that is not there', async () => {
    expect(await agent.refused('download_project_file', { projectId, filename: 'none.csv' })).toContain('users.csv');
  });
});

describe('delete_project_file', () => {
  it('deletes the file; undo brings back its bytes', async () => {
    const fresh = await freshProject(agent);
    await upload(agent, fresh.projectId, 'a.txt', 'first\nsecond');
    const { deleted, undoHandle } = await agent.call<{ deleted: boolean; undoHandle: string }>('delete_project_file', { projectId: fresh.projectId, filename: 'a.txt' });
    expect(deleted).toBe(true);
    expect(await agent.call('list_project_files', { projectId: fresh.projectId })).toMatchObject({ total: 0 });
    await agent.call('undo_change', { projectId: fresh.projectId, undoHandle });
    expect(await agent.call('read_project_file_lines', { projectId: fresh.projectId, filename: 'a.txt' })).toMatchObject({ lines: ['first', 'second'] });
  });
  it('keeps no copy of a copy', async () => {
    const fresh = await freshProject(agent);
    await upload(agent, fresh.projectId, 'a.txt', 'a');
    const { undoHandle } = await agent.call<{ undoHandle: string }>('delete_project_file', { projectId: fresh.projectId, filename: 'a.txt' });
    expect(await agent.call('delete_project_file', { projectId: fresh.projectId, filename: undoHandle })).toEqual({ deleted: true });
    expect(await agent.call('list_project_files', { projectId: fresh.projectId, includeUndo: true })).toMatchObject({ total: 0 });
  });
  it('refuses a file that is not there', async () => {
    expect(await agent.refused('delete_project_file', { projectId, filename: 'none.csv' })).toContain('users.csv');
  });
});
