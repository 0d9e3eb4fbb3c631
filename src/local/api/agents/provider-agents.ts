import { Injectable } from '@nestjs/common';
import { hostname } from 'node:os';
import { ApplicationConfig } from '../../../config/application-config.js';
import { type DockerAgent, type DockerProvider, ON_PREMISE_DEFAULTS, type ProviderUsage } from '../../../contract/provider.js';
import type { AgentRecord } from '../../storage/collections.js';
import { LocalDatabase } from '../../storage/local-database.js';
import { LiveBenches } from '../runtime/bench-results/live-benches.js';
import { LOCAL_AGENT, LOCAL_LOCATION, LOCAL_PROVIDER } from '../workspaces/docker-providers/local-provider.js';
import { AgentRegistry } from './agent-registry.js';
import { memoryFor, memorySettings } from './capacity.js';

/** An agent that is silent for so long is not listed any more. */
const FORGOTTEN_MS = 7 * 24 * 3_600_000;

/** Agents of a provider as people see them: who is there, and what the places carry. */
@Injectable()
export class ProviderAgents {
  constructor(private readonly database: LocalDatabase, private readonly registry: AgentRegistry, private readonly benches: LiveBenches, private readonly config: ApplicationConfig) {}

  async list(provider: DockerProvider, workspaceId: string): Promise<DockerAgent[]> {
    if (provider.id === LOCAL_PROVIDER.id) return [LOCAL_ONE];
    return (await this.records(provider, workspaceId)).map((record) => this.shown(record));
  }

  /** Those whose location is none of these names. */
  async outside(provider: DockerProvider, workspaceId: string, locations: ReadonlySet<string>): Promise<AgentRecord[]> {
    return (await this.records(provider, workspaceId)).filter(({ location }) => !locations.has(location));
  }

  usage(provider: DockerProvider): ProviderUsage {
    if (provider.id === LOCAL_PROVIDER.id) return this.localUsage();
    const memory = memorySettings(provider);
    const locations = Object.keys(provider.regions).map((name) => {
      const agents = this.registry.up(provider.id, name);
      const [total, used] = [sum(agents.map((agent) => memoryFor(provider, agent.memoryMb))), sum(agents.map((agent) => agent.memoryUsed))];
      const free = sum(agents.map((agent) => Math.max(0, Math.floor((memoryFor(provider, agent.memoryMb) - agent.memoryUsed) / memory.vuMb))));
      return { name, agents: agents.length, memoryUsed: used, memoryTotal: total, usersRunning: sum(agents.map((agent) => agent.usersRunning)), usersFree: free };
    });
    return { locations, memory };
  }

  /** The engine in the backend is bounded by users, not by memory: its memory is that of so many users of the usual size. */
  private localUsage(): ProviderUsage {
    const { vuMb } = ON_PREMISE_DEFAULTS;
    const [most, running] = [this.config.local.engine.maxUsers, this.benches.taken().users];
    return { locations: [{ name: LOCAL_LOCATION, agents: 1, memoryUsed: running * vuMb, memoryTotal: most * vuMb, usersRunning: running, usersFree: Math.max(0, most - running) }], memory: { vuMb } };
  }

  private async records(provider: DockerProvider, workspaceId: string): Promise<AgentRecord[]> {
    const all = (await this.database.documents.listByParent('agent', workspaceId)).filter(({ providerId }) => providerId === provider.id);
    const live = new Set(this.registry.live().map(({ id }) => id));
    const forgotten = all.filter(({ id, lastSeen }) => !live.has(id) && lastSeen < Date.now() - FORGOTTEN_MS);
    for (const { id } of forgotten) await this.database.documents.delete('agent', id);
    return all.filter((record) => !forgotten.includes(record));
  }

  private shown({ id, name, host, remoteAddr, providerId, location, container, pid }: AgentRecord): DockerAgent {
    const live = this.registry.live().filter(({ isUp }) => isUp);
    const isUp = live.some((agent) => agent.id === id);
    const duplicateOnHost = isUp && live.filter((agent) => agent.record.host === host).length > 1;
    return { id, name, state: isUp ? 'UP' : 'DOWN', host, remoteAddr, providerId, location, duplicateOnHost, uninstallCommand: container ? `sudo docker rm -f ${name}` : `kill ${pid}` };
  }
}

/** The agent that every backend has: it is there for as long as it answers. */
const LOCAL_ONE: DockerAgent = {
  id: LOCAL_AGENT, name: LOCAL_AGENT, state: 'UP', host: hostname(), remoteAddr: '127.0.0.1', providerId: LOCAL_PROVIDER.id, location: LOCAL_LOCATION, duplicateOnHost: false,
  uninstallCommand: 'None: it is a part of the backend and ends with it.',
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
