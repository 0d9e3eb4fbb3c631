import { Injectable } from '@nestjs/common';
import { peakOf } from '../../../../contract/load.js';
import type { DockerProvider } from '../../../../contract/provider.js';
import type { Scenario, UserProfile } from '../../../../contract/scenario.js';
import { countsOf, type UserShare } from '../../../engine/load/deal.js';
import { AgentRegistry } from '../../agents/agent-registry.js';
import { memoryFor, memoryOfUser, memorySettings } from '../../agents/capacity.js';
import type { LiveAgent } from '../../agents/live-agent.js';
import { forbidden, quoted } from '../../refusals.js';
import { LOCAL_PROVIDER } from '../../workspaces/docker-providers/local-provider.js';
import { Locations } from '../../workspaces/docker-providers/locations.js';

/** One profile's part of one agent: `profile` = its place in the scenario. */
export interface Part { readonly profile: number; readonly share: UserShare | undefined; readonly users: number }
/** What one agent plays of a run. `agent` is undefined for the one inside the backend. */
export interface Seat { readonly agent: LiveAgent | undefined; readonly location: string; readonly parts: readonly Part[]; readonly users: number; readonly memoryMb: number; readonly usersElsewhere: number }

/** Decides which agent plays which users: of each profile, those that are UP at its location. */
@Injectable()
export class LoadPlacement {
  constructor(private readonly locations: Locations, private readonly registry: AgentRegistry) {}

  /** 403 with the numbers and the cure where a location has no agent UP or too little room. Nothing is promised yet: the seats must be taken in the same turn. */
  async seatsFor(workspaceId: string, scenario: Scenario): Promise<() => Seat[]> {
    const providers = new Map<string, DockerProvider>();
    for (const profile of scenario.userProfiles) providers.set(profile.providerId, await this.locations.require(workspaceId, profile));
    return () => this.seats(scenario.userProfiles, providers);
  }

  private seats(profiles: readonly UserProfile[], providers: ReadonlyMap<string, DockerProvider>): Seat[] {
    const seats: Seat[] = [];
    let seated = 0;
    for (const group of byPlace(profiles)) {
      const provider = providers.get(group.providerId) ?? LOCAL_PROVIDER;
      const made = provider.id === LOCAL_PROVIDER.id ? [localSeat(group)] : this.remoteSeats(group, provider);
      const before = seated;
      seats.push(...made.filter(({ users }) => users > 0).map((seat) => ({ ...seat, usersElsewhere: before })));
      seated += group.members.reduce((sum, { profile }) => sum + peakOf(profile.load), 0);
    }
    return seats;
  }

  private remoteSeats(group: Group, provider: DockerProvider): Seat[] {
    requireNoBrowser(group, provider);
    const room = this.roomAt(group, provider);
    const parts: Part[][] = room.map(() => []);
    for (const { profile, at } of group.members) {
      const perUser = memoryOfUser(provider, profile);
      const weights = room.map(({ freeMb }) => Math.max(0, Math.floor(freeMb / perUser)));
      const users = peakOf(profile.load);
      const fit = weights.reduce((sum, weight) => sum + weight, 0);
      if (users > fit) throw forbidden(this.tooFew(group, provider, { profile, users, fit, perUser, agents: room.length }));
      for (const [index, count] of countsOf(users, weights).entries()) {
        const seat = room[index];
        if (seat === undefined || count === 0) continue;
        seat.freeMb -= count * perUser;
        seat.usedMb += count * perUser;
        parts[index]?.push({ profile: at, share: { weights, index }, users: count });
      }
    }
    return room.map(({ agent, usedMb }, index) => ({ agent, location: group.location, parts: parts[index] ?? [], users: usersOf(parts[index] ?? []), memoryMb: usedMb, usersElsewhere: 0 }));
  }

  private roomAt({ location }: Group, provider: DockerProvider): Room[] {
    const { maxSlots } = memorySettings(provider);
    const up = this.registry.up(provider.id, location);
    const open = up.filter(({ runs }) => maxSlots === 0 || runs.size < maxSlots);
    if (open.length > 0) return open.map((agent) => ({ agent, freeMb: memoryFor(provider, agent.memoryMb) - agent.memoryUsed, usedMb: 0 }));
    if (up.length > 0) throw forbidden(`The scenario cannot be launched: each of the ${up.length} agent(s) of the location ${quoted(location)} of ${quoted(provider.name)} has its ${maxSlots} run(s) at once (maxSlots). Wait for a run to end, or install an agent on another machine.`);
    throw forbidden(`The scenario cannot be launched: no agent is UP at the location ${quoted(location)} of the provider ${quoted(provider.name)}. See list_provider_agents; start one with the command of get_onpremise_agent_command, or give the profile another location with update_user_profile.`);
  }

  private tooFew({ location }: Group, provider: DockerProvider, { profile, users, fit, perUser, agents }: { profile: UserProfile; users: number; fit: number; perUser: number; agents: number }): string {
    const whole = Math.floor(memoryFor(provider, Infinity) / perUser);
    const more = whole === 0 ? 'raise ramMb of the provider' : `install ${Math.ceil((users - fit) / whole)} more agent(s) of ${whole} users each (get_onpremise_agent_command)`;
    return `The scenario cannot be launched: the profile ${quoted(profile.name)} asks for ${users} users and the ${agents} agent(s) UP at ${quoted(location)} of ${quoted(provider.name)} have room for ${fit} of ${perUser} MB now. Lower the users, or ${more}. See get_provider_usage.`;
  }
}

/** What a real browser plays is code: an operator allows it for the machine of the backend, and for no other. */
function requireNoBrowser({ members }: Group, { name }: DockerProvider): void {
  const found = members.find(({ profile }) => profile.engine['@type'] !== 'JmeterUserProfileEngine');
  if (found !== undefined) throw forbidden(`The scenario cannot be launched: the profile ${quoted(found.profile.name)} plays a real browser, which agents of ${quoted(name)} do not. Give it the provider ${quoted(LOCAL_PROVIDER.id)} with update_user_profile.`);
}

interface Room { readonly agent: LiveAgent; freeMb: number; usedMb: number }
interface Group { readonly providerId: string; readonly location: string; readonly members: { readonly profile: UserProfile; readonly at: number }[] }

function byPlace(profiles: readonly UserProfile[]): Group[] {
  const groups = new Map<string, Group>();
  for (const [at, profile] of profiles.entries()) {
    const { providerId, location } = profile;
    const key = JSON.stringify([providerId, location]);
    const group = groups.get(key) ?? { providerId, location, members: [] };
    group.members.push({ profile, at });
    groups.set(key, group);
  }
  return [...groups.values()];
}

function localSeat({ location, members }: Group): Seat {
  const parts = members.map(({ profile, at }) => ({ profile: at, share: undefined, users: peakOf(profile.load) }));
  return { agent: undefined, location, parts, users: usersOf(parts), memoryMb: 0, usersElsewhere: 0 };
}

const usersOf = (parts: readonly Part[]): number => parts.reduce((sum, { users }) => sum + users, 0);
