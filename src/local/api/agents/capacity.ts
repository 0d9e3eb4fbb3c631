import { AGENT_BASE_MB, type DockerProvider, ON_PREMISE_DEFAULTS } from '../../../contract/provider.js';
import type { UserProfile } from '../../../contract/scenario.js';

/** The settings of a provider, those it leaves out by default. */
export function memorySettings({ ramMb, usablePercent, vuMb, heavyVuMb, realBrowserVuMb, maxSlots }: DockerProvider) {
  const given = ON_PREMISE_DEFAULTS;
  return {
    ramMb: ramMb ?? given.ramMb, usablePercent: usablePercent ?? given.usablePercent, baseMb: AGENT_BASE_MB, vuMb: vuMb ?? given.vuMb, heavyVuMb: heavyVuMb ?? null,
    realBrowserVuMb: realBrowserVuMb ?? given.realBrowserVuMb, maxSlots: maxSlots ?? given.maxSlots,
  };
}

/** Memory that users may have on one machine, in MB (behaviour.md §8.4): what the provider says of its machines, or what this one has if that is less. */
export function memoryFor(provider: DockerProvider, machineMb: number): number {
  const { ramMb, usablePercent, baseMb } = memorySettings(provider);
  return Math.max(0, Math.floor((Math.min(ramMb, machineMb) * usablePercent) / 100) - baseMb);
}

/** Memory of one user of a profile, in MB: what the profile says, or what the provider says of its kind. */
export function memoryOfUser(provider: DockerProvider, { memory, engine }: UserProfile): number {
  const { vuMb, realBrowserVuMb } = memorySettings(provider);
  return memory.vuMb !== null && memory.vuMb > 0 ? memory.vuMb : engine['@type'] === 'JmeterUserProfileEngine' ? vuMb : realBrowserVuMb;
}
