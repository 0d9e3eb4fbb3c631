import type { ActionNode } from '../../../contract/actions.js';
import type { UserProfileLoad } from '../../../contract/load.js';
import type { UserProfile } from '../../../contract/scenario.js';
import type { ThinktimeOverride } from '../../../contract/think-time.js';
import type { VirtualUser } from '../../../contract/virtual-user.js';
import type { PlannedProfile } from '../../vocabulary/load-plan.js';

/** Answers are not known before the run: a request is taken to be answered within these, seconds. */
export const FASTEST_SEC = 0.1;
export const SLOWEST_SEC = 1;
const LINKS_MAX = 10;
const NUMBER = /^\d{1,9}$/;
const UNITS = { MILLISECONDS: 0.001, SECONDS: 1, MINUTES: 60 } as const;

/** One iteration of one user: its requests, its pauses in seconds, and why these may be wrong. */
export interface Iteration { readonly hits: number; readonly pauseSec: number; readonly doubts: ReadonlySet<string> }
/** Requests of a whole run; the two ends stand for the slowest and the fastest answers. */
export interface Traffic { readonly hitsFrom: number; readonly hitsTo: number; readonly peakHitsPerSecFrom: number; readonly peakHitsPerSecTo: number; readonly doubts: readonly string[] }

type Trees = ReadonlyMap<string, VirtualUser>;
interface Walk { readonly trees: Trees; readonly override: ThinktimeOverride | null; readonly doubts: Set<string>; readonly depth: number }

/** What the profiles would send together, from their requests, think times, pacing and load shapes. */
export function trafficOf(profiles: readonly PlannedProfile[], trees: Trees): Traffic {
  const parts = profiles.map((planned) => trafficOfProfile(planned, trees));
  const sum = (pick: (part: Traffic) => number): number => Math.round(parts.reduce((total, part) => total + pick(part), 0));
  return {
    hitsFrom: sum(({ hitsFrom }) => hitsFrom), hitsTo: sum(({ hitsTo }) => hitsTo),
    peakHitsPerSecFrom: sum(({ peakHitsPerSecFrom }) => peakHitsPerSecFrom), peakHitsPerSecTo: sum(({ peakHitsPerSecTo }) => peakHitsPerSecTo),
    doubts: [...new Set(parts.flatMap(({ doubts }) => doubts))],
  };
}

function trafficOfProfile({ profile, users, virtualUser }: PlannedProfile, trees: Trees): Traffic {
  const { thinkTime: { thinktime }, iterations } = profile.engine.settings;
  const userSec = userSecondsOf(profile.load);
  if (thinktime?.['@type'] === 'ThinktimeThroughput') {
    const { hitsPerSecond } = thinktime;
    return { hitsFrom: 0, hitsTo: hitsPerSecond * userSec, peakHitsPerSecFrom: 0, peakHitsPerSecTo: hitsPerSecond * users, doubts: ['a profile paces itself to hits per second, which is the most it sends'] };
  }
  const { hits, pauseSec, doubts } = iterationOf(virtualUser?.children ?? [], trees, thinktime);
  if (hits === 0) return { hitsFrom: 0, hitsTo: 0, peakHitsPerSecFrom: 0, peakHitsPerSecTo: 0, doubts: [...doubts] };
  const most = iterations === null || iterations === undefined ? Infinity : iterations * users * hits;
  const lasting = (answerSec: number): number => Math.max(pauseSec + hits * answerSec, pacingSec(profile));
  return {
    hitsFrom: Math.min(most, (userSec / lasting(SLOWEST_SEC)) * hits), hitsTo: Math.min(most, (userSec / lasting(FASTEST_SEC)) * hits),
    peakHitsPerSecFrom: (users / lasting(SLOWEST_SEC)) * hits, peakHitsPerSecTo: (users / lasting(FASTEST_SEC)) * hits,
    doubts: [...doubts],
  };
}

function pacingSec({ engine }: UserProfile): number {
  const { pacing } = engine.settings.thinkTime;
  return pacing === null ? 0 : ((pacing.min + pacing.max) / 2) * UNITS[pacing.unit];
}

/** The area below the curve: how many seconds all users play together. */
export function userSecondsOf(load: UserProfileLoad): number {
  switch (load['@type']) {
    case 'UserProfileLoadRampUp': return (load.plateauVus * (load.rampUpMs / 2 + load.plateauMs)) / 1000;
    case 'UserProfileLoadRampUpThenRampDown': return (load.plateauVus * (load.rampUpMs / 2 + load.plateauMs + load.rampDownMs / 2)) / 1000;
    // Steps of equal height and length: on average the first and the last together make one whole.
    case 'UserProfileLoadAscendingStairs': return (load.plateauVus * ((load.rampUpMs * (load.stepCount + 1)) / (2 * load.stepCount) + load.plateauMs)) / 1000;
    case 'UserProfileLoadCustom': {
      const points = [...load.points].sort((a, b) => a.timeInMs - b.timeInMs);
      return points.slice(1).reduce((area, point, index) => {
        const before = points[index] ?? point;
        return area + ((point.timeInMs - before.timeInMs) * (point.threadsCount + before.threadsCount)) / 2000;
      }, 0);
    }
  }
}

/** Walks a tree as one user would, once. What cannot be known before the run is played once, and said. */
export function iterationOf(children: readonly ActionNode[], trees: Trees, override: ThinktimeOverride | null = null): Iteration {
  const doubts = new Set<string>();
  return { ...played(children, 0, { trees, override, doubts, depth: 0 }), doubts };
}

interface Played { readonly hits: number; readonly pauseSec: number }
const NOTHING: Played = { hits: 0, pauseSec: 0 };
const times = ({ hits, pauseSec }: Played, count: number): Played => ({ hits: hits * count, pauseSec: pauseSec * count });
const isOn = ({ enabled }: ActionNode): boolean => enabled === true;

/** @param aboveSec think times in scope from above: they stand before every request. */
function played(nodes: readonly ActionNode[], aboveSec: number, walk: Walk): Played {
  const live = nodes.filter(isOn);
  const timersSec = aboveSec + live.reduce((sum, node) => sum + thinkSec(node, walk), 0);
  return live.reduce((sum, node) => {
    const { hits, pauseSec } = one(node, timersSec, walk);
    return { hits: sum.hits + hits, pauseSec: sum.pauseSec + pauseSec };
  }, NOTHING);
}

function one(node: ActionNode, timersSec: number, walk: Walk): Played {
  const children = node.children ?? [];
  switch (node['@type']) {
    case 'HttpRequestAction':
      if (node['downloadResources'] === true) walk.doubts.add('resources that pages embed are not counted');
      return { hits: 1, pauseSec: timersSec + children.filter(isOn).reduce((sum, child) => sum + thinkSec(child, walk), 0) };
    case 'DelayAction': return { hits: 0, pauseSec: thinkSec(node['thinktime'] as ActionNode, walk) };
    case 'LoopContainerAction': return times(played(children, timersSec, walk), countOf(node['count'], walk));
    case 'RandomContainerAction': return times(played(children, timersSec, walk), 1 / Math.max(1, children.filter(isOn).length));
    case 'OnceOnlyContainerAction': walk.doubts.add('what a user does only once is not counted'); return NOTHING;
    case 'IfContainerAction': case 'WhileContainerAction': case 'ForEachContainerAction': case 'FlowControlContainerAction':
      walk.doubts.add('conditions and loops of unknown length are counted as played once');
      return played(children, timersSec, walk);
    case 'LinkAction': return linked(node, timersSec, walk);
    case 'PlaywrightSpecAction': case 'WebDriverAction': walk.doubts.add('what browser scripts request is not counted'); return NOTHING;
    case 'GenericAction': walk.doubts.add('raw JMeter elements are not counted'); return played(children, timersSec, walk);
    default: return played(children, timersSec, walk);
  }
}

function linked(node: ActionNode, timersSec: number, walk: Walk): Played {
  const target = find(walk.trees.get(String(node['virtualUserId']))?.children ?? [], String(node['actionId']));
  if (target === undefined || walk.depth >= LINKS_MAX) {
    walk.doubts.add('some links lead nowhere and are not counted');
    return NOTHING;
  }
  return one(target, timersSec, { ...walk, depth: walk.depth + 1 });
}

function find(nodes: readonly ActionNode[], id: string): ActionNode | undefined {
  for (const node of nodes) {
    const found = node.id === id ? node : find(node.children ?? [], id);
    if (found !== undefined) return found;
  }
  return undefined;
}

function countOf(count: unknown, { doubts }: Walk): number {
  if (typeof count === 'string' && NUMBER.test(count)) return Number(count);
  doubts.add('conditions and loops of unknown length are counted as played once');
  return 1;
}

/** The pause of a think time on average; 0 for any other node. */
function thinkSec(node: ActionNode, { override, doubts }: Walk): number {
  const type = node['@type'];
  if (!type.startsWith('Thinktime')) return 0;
  const { '@type': kind, value, min, max, mean } = (override ?? node) as { '@type': string; value?: unknown; min?: unknown; max?: unknown; mean?: unknown };
  if (kind === 'ThinktimeUniform') return (Number(min) + Number(max)) / 2000;
  if (kind === 'ThinktimeGaussian') return Number(mean) / 1000;
  if (NUMBER.test(String(value))) return Number(value) / 1000;
  doubts.add('think times that hang on variables are counted as none');
  return 0;
}
