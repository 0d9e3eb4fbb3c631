import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { freePort } from '../../demo/free-port.js';
import { Job } from '../../demo/job.js';
import { connectAsPerson } from '../../demo/oauth-agent.js';
import { startShop } from '../../demo/shop/shop.js';
import { green, red } from '../../demo/terminal.js';
import { builtImage } from '../image/build.js';
import { answering, type Image, type Running, runImage, runOnce } from '../image/run.js';
import { OutboundRecorder } from './outbound-recorder.js';

/** The part of `npm run airgap` that runs without a network. */
const ACCOUNT = { username: 'airgap@localhost', password: 'airgap-password' };
const SELF_CHECK = "const { lookup } = require('node:dns/promises'); Promise.allSettled([fetch('http://192.0.2.1/'), fetch('http://[2001:db8::1]/'), lookup('self-check.example')]).then((all) => { if (all.some(({ status }) => status === 'fulfilled')) process.exit(7); })";
const done = (text: string): void => { console.log(`${green('✓')} ${text}`); };

const image = await builtImage(resolve(process.argv[2] ?? 'image'));
const folder = await mkdtemp(join(tmpdir(), 'octoperf-airgap-'));
const recorder = await OutboundRecorder.start();
let server: Running | undefined;
try {
  must(Object.values(networkInterfaces()).flat().every((address) => address?.internal === true), 'there is a network here');
  await selfCheck(image);
  const began = Date.now();
  server = await journey(image);
  const { names, withoutRoute } = recorder.take();
  must(names.length === 0 && withoutRoute === 0, `something reached out: names asked for: ${[...new Set(names)].join(', ') || 'none'}; packets without a route: ${withoutRoute}`);
  done(`no attempt to reach out in ${Math.round((Date.now() - began) / 1000)} s: no name asked for, no packet without a route`);
  must((await server.stop()) === 0, `the server did not stop well:\n${server.output()}`);
} catch (error) {
  console.error(red(error instanceof Error ? error.message : String(error)));
  console.error(server?.output() ?? '');
  process.exitCode = 1;
} finally {
  await server?.stop();
  recorder.stop();
  await rm(folder, { recursive: true, force: true });
}

function must(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}

/** A program in the same image that does want out must be noticed by name and by address, or silence would mean nothing. */
async function selfCheck(of: Image): Promise<void> {
  const { code, output } = await runOnce(of, { folder: join(folder, 'self-check'), entrypoint: ['node', '-e', SELF_CHECK], command: [] });
  must(code === 0, `the self-check got out, or did not run: ${code} ${output}`);
  const { names, withoutRoute } = recorder.take();
  must(names.includes('self-check.example') && withoutRoute >= 2, `the recorder is blind: names ${names.join(', ') || 'none'}, packets without a route ${withoutRoute}`);
  done(`self-check: a program that wants out is noticed (name ${names[0]}, ${withoutRoute} packets without a route)`);
}

async function journey(of: Image): Promise<Running> {
  const port = await freePort();
  const running = await runImage(of, { folder, command: ['local'], environment: { OCTOPERF_SERVER__PORT: String(port), OCTOPERF_LOCAL__ACCOUNTS: JSON.stringify([ACCOUNT]), NODE_OPTIONS: '--max-old-space-size=1024' } });
  await answering(running, `http://localhost:${port}/actuator/health/readiness`);
  done('start: ready');
  const { client } = await connectAsPerson(`http://localhost:${port}/mcp`, ACCOUNT.username, ACCOUNT.password);
  const job = new Job(client);
  done(`sign-in through the pages: ${(await job.call<{ username: string }>('get_current_user')).username}, ${(await client.listTools()).tools.length} tools`);
  const shop = await startShop({ port: 0 });
  try {
    await loadTest(job, shop.url);
  } finally {
    await client.close();
    await shop.close();
  }
  return running;
}

/** From a recording to a printed report. */
async function loadTest(job: Job, shopUrl: string): Promise<void> {
  const { workspaces } = await job.call<{ workspaces: { id: string }[] }>('list_workspaces');
  const { id: projectId } = await job.call<{ id: string }>('create_project', { workspaceId: workspaces[0]?.id, name: 'Air-gapped' });
  const { id: virtualUserId } = await job.importRecording(projectId, shopUrl);
  const { rules } = await job.correlate(projectId, virtualUserId);
  const { providers } = await job.call<{ providers: { id: string; locations: string[] }[] }>('list_public_docker_providers');
  const target = { projectId, virtualUserId, providerId: providers[0]?.id ?? '', location: providers[0]?.locations[0] ?? '' };
  const actions = await job.validate(target);
  must(actions.length > 0 && actions.every(({ success, total }) => success === total), 'the replay does not pass');
  done(`HAR imported, ${rules.length} correlation rules, ${actions.length} of ${actions.length} requests pass`);
  const { id: scenarioId } = await job.call<{ id: string }>('create_scenario_ramp_up', { projectId, scenarioName: 'Air-gapped', virtualUserIds: [virtualUserId], providerId: target.providerId, locations: [target.location], users: 4, rampUpSec: 1, holdForSec: 8 });
  const { benchReportId, benchResultIds: [benchResultId = ''] } = await job.call<{ benchReportId: string; benchResultIds: string[] }>('run_scenario', { scenarioId });
  const { state } = await job.until(() => job.call<{ state: string; terminal: boolean }>('get_bench_result', { benchResultId }), ({ terminal }) => terminal, 500, 120_000);
  must(state === 'FINISHED', `the run ended ${state}`);
  const { conclusion, verdict } = await job.call<{ conclusion: string; verdict: string }>('get_run_verdict', { benchResultId });
  must(verdict === 'PASS' || verdict === 'WARN', conclusion);
  done(`run: ${conclusion}`);
  const { items } = await job.call<{ items: { id: string; '@type': string }[] }>('get_bench_report', { reportId: benchReportId });
  const drawn = await job.call<{ summary: string; pictureWidth: number; pictureHeight: number }>('render_report_chart', { reportId: benchReportId, itemId: items.find((item) => item['@type'] === 'LineChartReportItem')?.id });
  done(`chart: ${drawn.pictureWidth} x ${drawn.pictureHeight}`);
  const path = await job.printReport(benchReportId, benchResultId);
  const printed = await readFile(path);
  await rm(dirname(path), { recursive: true });
  must(printed.subarray(0, 5).toString('latin1') === '%PDF-', 'the print is no PDF');
  done(`report as PDF: ${printed.length} bytes`);
}
