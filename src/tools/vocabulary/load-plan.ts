import { z } from 'zod';
import { type ActionNode, walkActions } from '../../contract/actions.js';
import { baseUrlOf, HttpServer } from '../../contract/http-server.js';
import { durationOf, peakOf } from '../../contract/load.js';
import type { Scenario, UserProfile } from '../../contract/scenario.js';
import { VirtualUser } from '../../contract/virtual-user.js';
import type { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { inParallel } from './in-parallel.js';

/** Virtual Users read for one scenario, those reached by links included. */
const TREES_MAX = 100;

/** One profile of a scenario beside what it plays; no tree where the Virtual User is gone. */
export interface PlannedProfile { readonly profile: UserProfile; readonly users: number; readonly durationSec: number; readonly virtualUser: VirtualUser | undefined }

/** What a scenario would do, as far as it is written down. */
export interface LoadPlan {
  readonly profiles: readonly PlannedProfile[];
  /** Users if every profile peaks at the same time: never fewer than there will be. */
  readonly peakUsers: number;
  readonly plannedDurationSec: number;
  /** Servers that enabled requests are bound to, `scheme://host[:port]`, sorted. Where a browser script or a raw element goes is not known. */
  readonly hosts: readonly string[];
  /** Every tree that was read, by id. */
  readonly trees: ReadonlyMap<string, VirtualUser>;
  readonly servers: readonly HttpServer[];
}

/** Reads what a scenario plays: its Virtual Users, those they link to, and the servers of the project. */
export async function loadPlan(octoperf: OctoperfClient, scenario: Scenario): Promise<LoadPlan> {
  const [trees, servers] = await Promise.all([
    treesOf(octoperf, scenario.userProfiles.map(({ virtualUserId }) => virtualUserId)),
    octoperf.call('httpServers', z.array(HttpServer), { projectId: scenario.projectId }),
  ]);
  const profiles = scenario.userProfiles.map((profile) => ({ profile, users: peakOf(profile.load), durationSec: durationOf(profile.load) / 1000, virtualUser: trees.get(profile.virtualUserId) }));
  return {
    profiles, trees, servers,
    peakUsers: profiles.reduce((sum, { users }) => sum + users, 0),
    plannedDurationSec: Math.max(0, ...profiles.map(({ durationSec }) => durationSec)),
    hosts: hostsOf([...trees.values()], servers),
  };
}

/** The trees of these Virtual Users and, in turn, of those they link to; one that is gone is left out. */
async function treesOf(octoperf: OctoperfClient, virtualUserIds: readonly string[]): Promise<Map<string, VirtualUser>> {
  const trees = new Map<string, VirtualUser>();
  const asked = new Set<string>();
  for (let next = [...new Set(virtualUserIds)]; next.length > 0 && asked.size < TREES_MAX;) {
    const ids = next.slice(0, TREES_MAX - asked.size);
    for (const id of ids) asked.add(id);
    const found = (await inParallel(ids, (virtualUserId) => octoperf.find('virtualUser', VirtualUser, { virtualUserId }))).flatMap((tree) => tree ?? []);
    for (const tree of found) trees.set(tree.id, tree);
    next = [...new Set(found.flatMap(({ children }) => enabledActions(children).map((node) => node['virtualUserId'])))].filter((id): id is string => typeof id === 'string' && id !== '' && !asked.has(id));
  }
  return trees;
}

/** The actions that are played: those that are enabled, below actions that are. */
export const enabledActions = (nodes: readonly ActionNode[]): ActionNode[] => [...walkActions(nodes)].filter(({ node, above }) => [node, ...above].every(({ enabled }) => enabled === true)).map(({ node }) => node);

function hostsOf(trees: readonly VirtualUser[], servers: readonly HttpServer[]): string[] {
  const used = new Set(trees.flatMap(({ children }) => enabledActions(children).map((node) => node['serverId'])));
  return [...new Set(servers.filter(({ id }) => used.has(id)).map(baseUrlOf))].sort();
}

/** `2 h 5 min`, `90 s`. */
export function spokenSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 120) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  const parts = [[Math.floor(minutes / 60), 'h'], [minutes % 60, 'min'], [whole % 60, 's']] as const;
  return parts.filter(([amount]) => amount > 0).map(([amount, unit]) => `${amount} ${unit}`).join(' ');
}
