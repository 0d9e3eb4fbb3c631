import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaultJmeterEngine, type JmeterUserProfileEngine } from '../../src/contract/engine-settings.js';
import type { UserProfileLoad } from '../../src/contract/load.js';
import type { BenchEnd, BenchHandle, BenchPlan, BenchSink } from '../../src/local/engine/bench-protocol.js';
import type { startBench as StartBench } from '../../src/local/engine/start-bench.js';
import type { GeneratorSecond } from '../../src/local/measurements/generator.js';
import type { MetricRow, UserLoadRow } from '../../src/local/measurements/measure.js';

export interface ProfilePlan { readonly name: string; readonly load: UserProfileLoad; readonly paths: readonly string[]; readonly thinkTimeMs?: number; readonly engine?: (engine: JmeterUserProfileEngine) => void }

/** A plan of plain requests against a port of this machine. The folder is to be removed by the caller. */
export function planAgainst(port: number, profiles: readonly ProfilePlan[]): BenchPlan {
  return {
    benchResultId: 'bench', scenarioName: 'bench', outputFolder: mkdtempSync(join(tmpdir(), 'load-bench-')), region: 'local', injectorId: 'local-1',
    surroundings: { servers: [{ id: 's', userId: '', projectId: 'p', protocol: 'HTTP', hostname: '127.0.0.1', port, connectTimeoutMs: 30_000, responseTimeoutMs: 60_000, keepAlive: true, resourcesPool: 6, ipSpoofing: false, authorizations: [] }], variables: [], fragments: [], allowedHosts: [] },
    profiles: profiles.map(({ name, load, paths, thinkTimeMs = 0, engine }) => {
      const settings = defaultJmeterEngine();
      engine?.(settings);
      const think = thinkTimeMs === 0 ? [] : [{ '@type': 'ThinktimeConstant', id: 't', enabled: true, value: thinkTimeMs }];
      return {
        profile: { id: name, name, virtualUserId: name, providerId: 'p', location: 'l', memory: { vuMb: null }, engine: settings, load },
        virtualUser: { '@type': 'VirtualUser' as const, id: name, userId: '', projectId: 'p', name, description: '', type: 'JMETER' as const, tags: [], children: paths.map((path, at) => ({ '@type': 'HttpRequestAction', id: `${name}-${at}`, name: path, enabled: true, serverId: 's', method: 'GET', path, queryParameters: [], headers: [], postData: null, children: think })) },
      };
    }),
  };
}

export interface Heard { readonly rows: MetricRow[]; readonly users: UserLoadRow[]; readonly generator: GeneratorSecond[]; readonly startedAt: number; readonly end: BenchEnd }

/** Runs a plan in a load generator of its own, as the server does. Needs a build. */
export async function run(plan: BenchPlan, started: (handle: BenchHandle) => void = () => undefined, watch: Partial<BenchSink> = {}): Promise<Heard> {
  const { startBench } = (await import(new URL('../../dist/local/engine/start-bench.js', import.meta.url).href)) as { startBench: typeof StartBench };
  const [rows, users, generator]: [MetricRow[], UserLoadRow[], GeneratorSecond[]] = [[], [], []];
  let startedAt = 0;
  return new Promise<Heard>((resolve) => {
    const handle = startBench(plan, {
      running: (at) => { startedAt = at; started(handle); },
      metrics: (more) => { rows.push(...more); }, users: (more) => { users.push(...more); }, errors: () => undefined, generator: (more) => { generator.push(...more); },
      progress: (percent) => { watch.progress?.(percent); },
      ended: (end) => { rmSync(plan.outputFolder, { recursive: true, force: true }); resolve({ rows, users, generator, startedAt, end }); },
    });
  });
}

/** Hits and errors of the whole run; only requests count. */
export function totals({ rows }: Heard): { hits: number; errors: number } {
  const whole = rows.filter(({ second, series }) => second === null && series.subSampleType === 'Hit');
  return { hits: whole.reduce((sum, { measure }) => sum + measure.hits, 0), errors: whole.reduce((sum, { measure }) => sum + measure.errors, 0) };
}

export interface TargetCounts { readonly requests: number; readonly lastAt: number; readonly mostSockets: number }

/** A target in a process of its own. */
export class TargetProcess {
  private constructor(private readonly child: ChildProcess, readonly port: number) {}

  static async start(): Promise<TargetProcess> {
    const child = fork(fileURLToPath(new URL('./target.ts', import.meta.url)), [], { execArgv: ['--import', 'tsx'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    return new TargetProcess(child, await new Promise<number>((resolve) => { child.once('message', (message: { port: number }) => { resolve(message.port); }); }));
  }

  /** What it counted since it was asked last. */
  async counts(): Promise<TargetCounts> {
    return new Promise((resolve) => {
      this.child.once('message', (message: TargetCounts) => { resolve(message); });
      this.child.send('counts');
    });
  }

  stop(): void { this.child.disconnect(); }
}
