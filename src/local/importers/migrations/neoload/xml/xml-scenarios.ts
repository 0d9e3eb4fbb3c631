import type { XmlElement } from '../../../jmx/xml-element.js';
import { childOf, childrenOf } from '../../xml-document.js';
import type { LoadShape, NeoloadScenario, NeoloadSlaProfile, Population, PopulationLoad, SlaLine } from '../model.js';
import { descriptionOf, isTrue, nameOf, textOf, wholeOf } from './attributes.js';

const SECOND = 1000;
/** `type` of a duration: 0 without end, 1 so many iterations, 2 a time in seconds; 1 of a delay between steps: seconds (public writer of the vendor). */
const TIME = 2;
const ITERATIONS = 1;

function constant(policy: XmlElement, runtime: XmlElement | undefined): LoadShape {
  return { is: 'CONSTANT', users: Math.max(1, wholeOf(policy, 'userNumber', 1)), rampUpMs: runtime === undefined || wholeOf(runtime, 'vuStartMode', 0) === 0 ? 0 : wholeOf(runtime, 'vuStartDelay', 0) };
}

function ramp(policy: XmlElement): LoadShape {
  const most = wholeOf(policy, 'maxUserNumber', 0);
  return { is: 'RAMP', from: Math.max(0, wholeOf(policy, 'initialUserNumber', 1)), by: Math.max(1, wholeOf(policy, 'userIncrement', 1)), everyMs: Math.max(1, wholeOf(policy, 'delayIncrement', 60)) * SECOND, most: most > 0 ? most : undefined };
}

function curve(nodes: readonly XmlElement[]): LoadShape {
  return { is: 'CURVE', points: nodes.map((node) => ({ ms: wholeOf(node, 'time', 0) * SECOND, users: Math.max(0, wholeOf(node, 'users', 0)) })) };
}

function shapeOf(volume: XmlElement | undefined, runtime: XmlElement | undefined): LoadShape | undefined {
  const [policy] = volume?.children ?? [];
  if (policy === undefined) return undefined;
  if (policy.tag === 'constant-volume-policy') return constant(policy, runtime);
  if (policy.tag === 'rampup-volume-policy') return ramp(policy);
  const nodes = childrenOf(policy, 'custom-load-node');
  return nodes.length === 0 ? undefined : curve(nodes);
}

function loadOf(policy: XmlElement): PopulationLoad[] {
  const volume = childOf(policy, 'volume-policy-entry');
  const shape = shapeOf(volume, childOf(policy, 'runtime-policy'));
  if (shape === undefined) return [];
  const duration = childOf(policy, 'duration-policy-entry');
  const start = childOf(policy, 'start-stop-policy-entry');
  const type = duration === undefined ? 0 : wholeOf(duration, 'type', 0);
  const count = wholeOf(volume?.children[0] ?? policy, 'iterationNumber', 1);
  return [{
    population: nameOf(policy), shape, startAfterMs: start !== undefined && wholeOf(start, 'start-type', 0) === 1 ? Math.max(0, wholeOf(start, 'start-delay', 0)) : 0,
    durationMs: duration !== undefined && type === TIME ? Math.max(0, wholeOf(duration, 'time', 0)) * SECOND : undefined, iterations: type === ITERATIONS ? Math.max(1, count) : undefined,
  }];
}

/** `scenario` elements of scenario.xml. */
export function readScenarios(elements: readonly XmlElement[]): NeoloadScenario[] {
  return elements.filter(({ tag }) => tag === 'scenario').map((scenario) => ({
    name: nameOf(scenario), description: descriptionOf(scenario), loads: childrenOf(scenario, 'population-policy').flatMap(loadOf),
    slaProfile: isTrue(scenario, 'slaProfileEnabled') ? textOf(scenario, 'slaProfileName') || undefined : undefined,
  }));
}

/** `population` elements: which user path takes which share. */
export function readPopulations(elements: readonly XmlElement[]): Population[] {
  return elements.filter(({ tag }) => tag === 'population').map((population) => ({
    name: nameOf(population),
    splits: childrenOf(population, 'split').map((split) => {
      const share = Number(textOf(split, 'factor'));
      return { userPath: textOf(split, 'virtualUserUid'), share: Number.isFinite(share) ? Math.max(0, share) : undefined };
    }),
  }));
}

function lineOf(threshold: XmlElement): SlaLine {
  const alarms = childrenOf(threshold, 'threshold-condition').map((condition): SlaLine['alarms'][number] => {
    const number = Math.max(1, wholeOf(condition, 'durationNumber', 1));
    const value = Number(textOf(condition, 'valueMin', '0'));
    return {
      severity: textOf(condition, 'severity') === 'HIGH' ? 'CRITICAL' : 'WARNING', operator: textOf(condition, 'operator', 'GREATER_THAN'),
      value: Number.isFinite(value) ? value : 0, hold: textOf(condition, 'durationKind') === 'NB_OF_TIMES' ? { times: number } : { seconds: number },
    };
  });
  const percent = wholeOf(threshold, 'percent', 0);
  return { kpi: textOf(threshold, 'identifier'), percentile: percent > 1 ? percent : undefined, alarms };
}

/** `sla-profile` elements; lines that are switched off watch nothing and are left out. */
export function readSlaProfiles(elements: readonly XmlElement[]): NeoloadSlaProfile[] {
  return elements.filter(({ tag }) => tag === 'sla-profile').map((profile) => ({ name: nameOf(profile), thresholds: childrenOf(profile, 'sla-threshold').filter((threshold) => isTrue(threshold, 'enabled', true)).map(lineOf) }));
}
