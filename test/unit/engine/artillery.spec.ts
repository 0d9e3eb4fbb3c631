import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { artilleryScript, type ArtilleryScript, environmentName } from '../../../src/local/engine/artillery/artillery-script.js';
import { demoPlan } from './artillery-plan.js';
import { folder, startTarget, type Target } from './plans.js';

/** Artillery loads an engine by its name from its module path, so it is the built one that is tested. */
const ENGINE = fileURLToPath(new URL('../../../dist/local/engine/artillery', import.meta.url));
/** What `artillery run` does with a script, as far as its core goes. */
const HOST = `
const core = require(process.argv[1]);
const script = JSON.parse(require('node:fs').readFileSync(process.argv[2], 'utf8'));
core.updateGlobalObject({}).then(() => core.runner.runner(script, undefined, {})).then((run) => {
  run.on('done', (report) => { process.stdout.write(JSON.stringify(report.counters)); run.stop().then(() => process.exit(0)); });
  run.run({});
}).catch((error) => { console.error(error.message); process.exit(1); });`;

let target: Target;
beforeAll(async () => { target = await startTarget((_request, response) => { response.end('ok'); }); });
afterAll(async () => { await target.close(); });

async function played(script: ArtilleryScript): Promise<{ code: number | null; counters: Record<string, number>; complaint: string }> {
  const work = folder();
  mkdirSync(join(work, 'files'));
  writeFileSync(join(work, 'files', 'rows.csv'), 'a\nb\nc\n');
  writeFileSync(join(work, 'script.json'), JSON.stringify(script));
  const core = fileURLToPath(new URL('../../../node_modules/@artilleryio/int-core', import.meta.url));
  const child = spawn(process.execPath, ['-e', HOST, core, join(work, 'script.json')], { cwd: work, env: { PATH: process.env['PATH'], NODE_PATH: ENGINE, NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, complaint] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => { out += chunk.toString(); });
  child.stderr.on('data', (chunk: Buffer) => { complaint += chunk.toString(); });
  await once(child, 'close');
  const start = out.indexOf('{');
  return { code: child.exitCode, counters: start < 0 ? {} : (JSON.parse(out.slice(start)) as Record<string, number>), complaint: complaint + out.slice(0, Math.max(0, start)) };
}

describe('a scenario as an Artillery script', () => {
  it('is played by our engine under the core of Artillery, which counts what the site counts', async () => {
    const script = artilleryScript(demoPlan(target.port), []);
    // The command fills these from the environment.
    const filled = { ...script, config: { ...script.config, engines: { octoperf: { ...script.config.engines.octoperf, secrets: { key: 'open sesame' } } } } };
    const { code, counters, complaint } = await played(filled);
    expect([code, complaint]).toEqual([0, '']);
    expect(target.asked.length).toBeGreaterThan(8);
    expect(counters['octoperf.requests']).toBe(target.asked.length);
    expect(counters['octoperf.codes.200']).toBe(target.asked.length);
    expect(counters['vusers.failed'] ?? 0).toBe(0);
    for (const { url, body } of target.asked) {
      expect(new URL(url, 'http://x').searchParams.get('key')).toBe('open sesame');
      expect(new URL(url, 'http://x').searchParams.get('row')).toMatch(/^[abc]$/);
      expect(body).toBe('{{ not.a.template }}');
    }
  });

  it('holds no secret, and says where each is taken from', () => {
    const script = artilleryScript(demoPlan(1), ['*.example.com']);
    const { octoperf } = script.config.engines;
    expect(Buffer.from(octoperf.plan, 'base64').toString()).not.toContain('open sesame');
    expect(octoperf).toMatchObject({ secrets: { key: '{{ $env.OCTOPERF_SECRET_KEY }}' }, filesFolder: './files', allowedHosts: ['*.example.com'] });
    expect(environmentName('api key-2')).toBe('OCTOPERF_SECRET_API_KEY_2');
    expect(script.scenarios.map(({ name, weight, flow }) => [name, weight, flow[0].octoperf.profile])).toEqual([['first', 2, 0], ['second', 2, 1]]);
  });

  it('lets users in as the curve asks: jumps at once, a ramp evenly, pauses between', () => {
    const plan = demoPlan(1);
    const [first] = plan.profiles;
    if (first === undefined) throw new Error('no profile');
    const phasesOf = (load: typeof first.profile.load): unknown => artilleryScript({ ...plan, profiles: [{ ...first, profile: { ...first.profile, load } }] }, []).config.phases;
    expect(phasesOf({ '@type': 'UserProfileLoadAscendingStairs', delayMs: 1000, rampUpMs: 2000, plateauMs: 1000, plateauVus: 40, stepCount: 2 })).toEqual([
      { pause: '1000ms' }, { name: 'from 1000 ms', duration: '100ms', arrivalCount: 22 }, { pause: '900ms' }, { name: 'from 2000 ms', duration: '100ms', arrivalCount: 22 },
    ]);
    const ramp = phasesOf({ '@type': 'UserProfileLoadRampUp', delayMs: 0, rampUpMs: 60_000, plateauMs: 1000, plateauVus: 30 }) as { duration?: string; arrivalCount?: number; pause?: string }[];
    expect(ramp.length).toBeLessThanOrEqual(3);
    const duration = ramp.reduce((sum, { duration: length, pause }) => sum + Number.parseInt(length ?? pause ?? '', 10), 0);
    expect(Math.abs(duration - 60_000)).toBeLessThanOrEqual(200);
    expect(ramp.reduce((sum, { arrivalCount = 0 }) => sum + arrivalCount, 0)).toBeGreaterThanOrEqual(30);
  });

  it('that is not ours is refused before any load', async () => {
    const script = artilleryScript(demoPlan(target.port), []);
    const before = target.asked.length;
    const { code, complaint } = await played({ ...script, config: { ...script.config, engines: { octoperf: {} as never } } });
    expect([code, target.asked.length]).toEqual([1, before]);
    expect(complaint).toContain('export the script again');
  });
});
