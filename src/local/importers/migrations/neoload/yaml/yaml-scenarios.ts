import { durationMs } from '../duration.js';
import type { LoadShape, NeoloadScenario, Population, PopulationLoad, RendezvousPolicy } from '../model.js';
import { field, isMapping, list, mapping, text, textField, whole, type Mapping } from './values.js';

const SECOND = 1000;
const secondsMs = (value: unknown): number | undefined => durationMs(value, SECOND);
const iterationsOf = (value: unknown): number | undefined => {
  const count = /^\s*(\d{1,9})\s+iterations?\s*$/.exec(text(value))?.[1];
  return count === undefined ? undefined : Math.max(1, Number(count));
};

/** `populations` of an as-code project (public reference, population.md); a share that is not stated is undefined. */
export function readPopulations(populations: readonly unknown[]): Population[] {
  return populations.filter(isMapping).map((population) => ({
    name: textField(population, 'name'),
    splits: list(field(population, 'user_paths')).map((split) => {
      const share = Number.parseFloat(textField(split, 'distribution'));
      return { userPath: isMapping(split) ? textField(split, 'name') : text(split), share: Number.isFinite(share) ? Math.max(0, share) : undefined };
    }),
  }));
}

function constant(own: Mapping): LoadShape {
  return { is: 'CONSTANT', users: Math.max(1, whole(field(own, 'users'), 1)), rampUpMs: secondsMs(field(own, 'rampup')) ?? 0 };
}

function ramp(own: Mapping): LoadShape {
  const most = whole(field(own, 'max_users'), 0);
  return { is: 'RAMP', from: Math.max(0, whole(field(own, 'min_users'), 1)), by: Math.max(1, whole(field(own, 'increment_users'), 1)), everyMs: Math.max(SECOND, secondsMs(field(own, 'increment_every')) ?? 60 * SECOND), most: most > 0 ? most : undefined };
}

function peaks(own: Mapping): LoadShape {
  const phase = (value: unknown): { users: number; ms: number } => ({ users: Math.max(0, whole(field(value, 'users'), 1)), ms: Math.max(SECOND, secondsMs(field(value, 'duration')) ?? 60 * SECOND) });
  return { is: 'PEAKS', low: phase(field(own, 'minimum')), high: phase(field(own, 'maximum')), startsLow: textField(own, 'start', 'minimum') === 'minimum' };
}

function curve(own: Mapping): LoadShape {
  return { is: 'CURVE', points: list(field(own, 'steps')).map((step) => ({ ms: secondsMs(field(step, 'when')) ?? 0, users: Math.max(0, whole(field(step, 'users'), 0)) })) };
}

const SHAPES = [['constant_load', constant], ['rampup_load', ramp], ['peaks_load', peaks], ['custom_load', curve]] as const;

function loadOf(policy: unknown): PopulationLoad[] {
  for (const [key, read] of SHAPES) {
    const own = field(policy, key);
    if (!isMapping(own)) continue;
    const duration = field(own, 'duration');
    return [{ population: textField(policy, 'name'), startAfterMs: secondsMs(field(own, 'start_after')) ?? 0, durationMs: secondsMs(duration), iterations: iterationsOf(duration), shape: read(mapping(own)) }];
  }
  return [];
}

/** `scenarios` of an as-code project (public reference, scenario.md and population-policy.md). */
export function readScenarios(scenarios: readonly unknown[]): NeoloadScenario[] {
  return scenarios.filter(isMapping).map((scenario) => ({
    name: textField(scenario, 'name', 'Scenario'), description: textField(scenario, 'description'),
    slaProfile: textField(scenario, 'sla_profile') || undefined, loads: list(field(scenario, 'populations')).flatMap(loadOf),
  }));
}

/** When meeting points let go, as the scenarios say (public reference, rendezvous_policy.md); `manual` says nothing. */
export function readRendezvous(scenarios: readonly unknown[]): RendezvousPolicy[] {
  return scenarios.flatMap((scenario) => list(field(scenario, 'rendezvous_policies'))).flatMap((policy): RendezvousPolicy[] => {
    const [, value, percent] = /^\s*(\d{1,9})\s*(%?)\s*$/.exec(textField(policy, 'when')) ?? [];
    if (value === undefined) return [];
    return [{ name: textField(policy, 'name'), type: percent === '%' ? 'PERCENTAGE' : 'COUNT', value: Number(value), timeoutMs: secondsMs(field(policy, 'timeout')) ?? 30 * SECOND }];
  });
}
