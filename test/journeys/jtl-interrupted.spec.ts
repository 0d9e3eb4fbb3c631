import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openDatabase } from '../../src/local/storage/local-database.js';
import { connect } from '../support/agent.js';
import { ACCOUNTS, startServer, tokenOf } from '../support/server-process.js';
import { freshProject } from '../support/work.js';

const HEADER = 'timeStamp,elapsed,label,responseCode,responseMessage,success,bytes,allThreads,Latency,Connect\n';

it('an import that was under way when the process died leaves no figure behind, and its task says so', async () => {
  const first = await startServer();
  const agent = await connect(`${first.origin}/mcp`, await tokenOf(first, ACCOUNTS.tester.username));
  const { projectId } = await freshProject(agent);
  const link = await agent.call<{ url: string }>('import_jtl_report', { projectId });
  const lines = Array.from({ length: 300_000 }, (_, at) => `${1_767_225_600_000 + at * 2},${at % 900},label ${at % 40},200,OK,true,100,5,1,0\n`);
  const form = new FormData();
  form.append('file', new Blob([HEADER + lines.join('')]), 'large.jtl');
  const { taskId, benchResultId } = (await (await fetch(link.url, { method: 'POST', body: form })).json()) as { taskId: string; benchResultId: string };
  const database = await openDatabase({ file: join(first.dataFolder, 'octoperf.db') });
  // Not before something was written.
  while ((await database.metrics.span(benchResultId)) === undefined) await new Promise((resolve) => { setTimeout(resolve, 20); });
  first.child.kill('SIGKILL');
  await agent.close();
  expect(await database.metrics.span(benchResultId)).toBeDefined();
  await database.close();

  const second = await startServer({ dataFolder: first.dataFolder });
  const again = await connect(`${second.origin}/mcp`, await tokenOf(second, ACCOUNTS.tester.username));
  expect(await again.call('get_task_result', { taskId })).toMatchObject({ status: 'FAILED', message: 'The backend stopped while the task ran. Submit it again.' });
  await again.refused('get_bench_result', { benchResultId });
  expect(await again.call('list_bench_reports_by_project', { projectId })).toMatchObject({ reports: [] });
  await again.close();
  await second.stop();
  const after = await openDatabase({ file: join(first.dataFolder, 'octoperf.db') });
  expect([await after.metrics.span(benchResultId), await after.metrics.series(benchResultId), await after.benchLogs.live()]).toEqual([undefined, [], []]);
  await after.close();
}, 180_000);
