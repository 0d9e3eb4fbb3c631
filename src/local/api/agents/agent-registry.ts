import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { ApplicationConfig } from '../../../config/application-config.js';
import type { Introduction } from '../../agent-wire/agent-protocol.js';
import type { AgentRecord } from '../../storage/collections.js';
import { LocalDatabase } from '../../storage/local-database.js';
import { newId } from '../ids.js';
import type { AgentInfo } from './agent-tokens.js';
import { LiveAgent } from './live-agent.js';

/** Everything known of an agent that asks to be let in. */
export interface Applicant extends Introduction { readonly info: AgentInfo; readonly workspaceId: string; readonly instance: string; readonly remoteAddr: string }

/** The agents that this process hears. Who is silent for longer than `lostAfterMs` is DOWN, and its runs hear of it. */
@Injectable()
export class AgentRegistry implements OnModuleDestroy {
  readonly heartbeatMs: number;
  readonly lostAfterMs: number;
  /** The backend is going down: agents are sent away, to come back later. */
  isClosed = false;
  private readonly agents = new Map<string, LiveAgent>();
  private readonly watch: NodeJS.Timeout;
  private readonly logger = new Logger(AgentRegistry.name);

  constructor(private readonly database: LocalDatabase, config: ApplicationConfig) {
    const { heartbeatMs, missedHeartbeats } = config.local.agents;
    this.heartbeatMs = heartbeatMs;
    this.lostAfterMs = heartbeatMs * missedHeartbeats;
    this.watch = setInterval(() => { this.look(); }, Math.max(20, heartbeatMs / 2));
    this.watch.unref();
  }

  /** The agent of this id, if the same process speaks as before. */
  find(agentId: string, instance: string): LiveAgent | undefined {
    const agent = this.agents.get(agentId);
    return agent?.instance === instance ? agent : undefined;
  }

  /** Agents of a location that can take load now, the oldest first. */
  up(providerId: string, location: string): LiveAgent[] {
    return this.live().filter(({ record, isUp }) => isUp && record.providerId === providerId && record.location === location);
  }

  /** All that are heard. */
  live(): LiveAgent[] {
    return [...this.agents.values()].sort((a, b) => a.record.firstSeen - b.record.firstSeen || a.id.localeCompare(b.id));
  }

  /** Lets an agent in. Who was here before with the same command, name and host is the same agent, unless that one is still heard. */
  async register(applicant: Applicant): Promise<LiveAgent> {
    const { info, workspaceId, instance } = applicant;
    const known = await this.database.documents.listByParent('agent', workspaceId);
    const before = known.find((record) => isSame(record, applicant) && !this.isHeardElsewhere(record.id, instance));
    const record = recordOf(applicant, before);
    if (before === undefined) await this.database.documents.insert('agent', record, { workspaceId, parentId: workspaceId });
    else await this.database.documents.replace('agent', record);
    this.agents.get(record.id)?.drop('was started anew');
    this.agents.get(record.id)?.close();
    const agent = new LiveAgent(record, instance, applicant.memoryMb);
    this.agents.set(record.id, agent);
    this.logger.log(`The agent ${record.name} is UP at ${info.region} (${record.host})`);
    return agent;
  }

  /** The agent goes by itself: it is not listed any more. */
  async leave(agent: LiveAgent): Promise<void> {
    this.remove(agent, 'was shut down');
    await this.database.documents.delete('agent', agent.id);
  }

  /** Takes out the agents whose location is not there any more; their tokens are good for nothing. */
  async disconnect(records: readonly AgentRecord[], why: string): Promise<void> {
    for (const { id } of records) {
      const agent = this.agents.get(id);
      if (agent !== undefined) this.remove(agent, why);
      await this.database.documents.delete('agent', id);
    }
  }

  onModuleDestroy(): void {
    this.close();
  }

  /** Answers the calls that are held, so that the server can be taken down. */
  close(): void {
    this.isClosed = true;
    clearInterval(this.watch);
    for (const agent of this.agents.values()) agent.close();
  }

  private remove(agent: LiveAgent, why: string): void {
    if (this.agents.get(agent.id) === agent) this.agents.delete(agent.id);
    agent.drop(why);
    agent.close();
  }

  private isHeardElsewhere(agentId: string, instance: string): boolean {
    const agent = this.agents.get(agentId);
    return agent !== undefined && agent.isUp && agent.instance !== instance;
  }

  private look(): void {
    const limit = Date.now() - this.lostAfterMs;
    for (const agent of this.agents.values()) {
      if (!agent.isUp || agent.lastSeen >= limit) continue;
      this.logger.warn(`The agent ${agent.name} is DOWN: nothing was heard of it for ${this.lostAfterMs} ms`);
      agent.drop(`was not heard of for ${this.lostAfterMs / 1000} s`);
      void this.database.documents.replace('agent', { ...agent.record, lastSeen: agent.lastSeen }).catch((error: unknown) => { this.logger.error(error); });
    }
  }
}

const isSame = (record: AgentRecord, { info, host, name }: Applicant): boolean => record.tokenId === info.id && record.host === host && record.name === (name ?? info.name) && record.providerId === info.providerId;

function recordOf({ info, name, host, remoteAddr, container, pid }: Applicant, before: AgentRecord | undefined): AgentRecord {
  const now = Date.now();
  return { id: before?.id ?? newId(), name: name ?? info.name, providerId: info.providerId, location: info.region, host, remoteAddr, tokenId: info.id, container, pid, firstSeen: before?.firstSeen ?? now, lastSeen: now };
}
