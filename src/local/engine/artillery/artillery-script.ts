import type { BenchProfile, Surroundings } from '../bench-protocol.js';
import { userSpans } from '../load/curve.js';

/** What our engine finds below `config.engines.octoperf` of an Artillery script. */
export interface EngineConfig {
  /** The plan as base64 of JSON: Artillery would take `{{` in a request body for a template of its own. */
  readonly plan: string;
  /** Values of secret variables, which the plan does not hold: templates that Artillery fills from the environment. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Folder of the project's files, relative to where Artillery is started. */
  readonly filesFolder: string;
  /** Hosts that may be loaded besides the machine itself. */
  readonly allowedHosts: readonly string[];
}

export interface ExportedPlan { readonly profiles: readonly BenchProfile[]; readonly surroundings: Omit<Surroundings, 'filesFolder' | 'allowedHosts'> }

/** A script that `artillery run` takes where it finds our engine. */
export interface ArtilleryScript {
  readonly config: { readonly target: string; readonly phases: readonly Phase[]; readonly engines: { readonly octoperf: EngineConfig } };
  readonly scenarios: readonly { readonly name: string; readonly engine: 'octoperf'; readonly weight: number; readonly flow: readonly [{ readonly octoperf: { readonly profile: number } }] }[];
}
type Phase = { readonly name: string; readonly duration: string; readonly arrivalCount: number } | { readonly pause: string };

/** Users that start within so many milliseconds start together: Artillery's phases are no finer than its timers. */
const STEP_MS = 100;
/** Artillery rounds a count of arrivals down by one or two; who comes too much is sent home by the engine. */
const SPARE = 2;

/**
 * The scenario as an Artillery script: its phases let users in when the curves ask for one, and our engine plays each until the
 * moment the curve ends that user. Secrets stay behind: `OCTOPERF_SECRET_<NAME>` of the environment gives them.
 */
export function artilleryScript(plan: ExportedPlan, allowedHosts: readonly string[]): ArtilleryScript {
  const { surroundings } = plan;
  const secrets = Object.fromEntries(surroundings.variables.flatMap(({ name, variable }) => (variable['@type'] === 'SecretVariable' ? [[name, `{{ $env.${environmentName(name)} }}`]] : [])));
  const variables = surroundings.variables.map((wrapper) => (wrapper.variable['@type'] === 'SecretVariable' ? { ...wrapper, variable: { ...wrapper.variable, value: { ...wrapper.variable.value, type: 'PLAIN' as const, value: '' } } } : wrapper));
  const text = JSON.stringify({ profiles: plan.profiles, surroundings: { ...surroundings, variables } } satisfies ExportedPlan);
  const starts = plan.profiles.flatMap(({ profile }) => userSpans(profile.load).map(({ startAt }) => startAt)).sort((a, b) => a - b);
  return {
    config: { target: 'http://the-servers-of-the-plan.invalid', phases: phasesOf(starts), engines: { octoperf: { plan: Buffer.from(text).toString('base64'), secrets, filesFolder: './files', allowedHosts } } },
    scenarios: plan.profiles.map(({ profile, virtualUser }, at) => ({ name: profile.name === '' ? virtualUser.name : profile.name, engine: 'octoperf', weight: Math.max(1, userSpans(profile.load).length), flow: [{ octoperf: { profile: at } }] })),
  };
}

export const environmentName = (variable: string): string => `OCTOPERF_SECRET_${variable.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;

/** One phase for each stretch of even arrivals, pauses between them. */
function phasesOf(starts: readonly number[]): Phase[] {
  const counts = new Map<number, number>();
  for (const start of starts) counts.set(Math.floor(start / STEP_MS), (counts.get(Math.floor(start / STEP_MS)) ?? 0) + 1);
  const phases: Phase[] = [];
  let at = 0;
  for (const [step, count] of joined([...counts])) {
    if (step.from > at) phases.push({ pause: `${(step.from - at) * STEP_MS}ms` });
    phases.push({ name: `from ${step.from * STEP_MS} ms`, duration: `${(step.to - step.from) * STEP_MS}ms`, arrivalCount: count + SPARE });
    at = step.to;
  }
  return phases;
}

/** Neighbouring steps whose arrivals come evenly are one stretch: a ramp is one phase, however long. */
function joined(counts: readonly (readonly [number, number])[]): [{ from: number; to: number }, number][] {
  const stretches: [{ from: number; to: number; gap: number; each: number }, number][] = [];
  for (const [step, count] of counts) {
    const last = stretches.at(-1);
    const gap = last === undefined ? 0 : step - last[0].to + 1;
    if (last !== undefined && count <= last[0].each + 1 && count >= last[0].each - 1 && (last[0].gap === 0 || Math.abs(gap - last[0].gap) <= 1) && count <= 5) {
      last[0].to = step + 1;
      last[0].gap ||= gap;
      last[1] += count;
    } else stretches.push([{ from: step, to: step + 1, gap: 0, each: count }, count]);
  }
  return stretches.map(([{ from, to }, count]) => [{ from, to }, count]);
}
