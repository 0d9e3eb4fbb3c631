import { Controller, ForbiddenException, GoneException, HttpCode, Param, Post, Put, Get, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { AGENT_ROUTES, DIGEST_HEADER, Heartbeat, HOLD_MS, Introduction, OrderRequest, type Orders, PROTOCOL_VERSION, ReportBatch, ResultFile, type Welcome } from '../../agent-wire/agent-protocol.js';
import { PublicRoute } from '../../idp/public-route.js';
import { LocalDatabase } from '../../storage/local-database.js';
import { CheckedBody, CheckedQuery } from '../checked-body.js';
import { ProjectFiles } from '../design/project-files/project-files.js';
import { badRequest, notFound, quoted } from '../refusals.js';
import { routerPath } from '../route.js';
import { regionId } from '../workspaces/docker-providers/on-premise-provider.js';
import { AgentRegistry } from './agent-registry.js';
import { Agent, AgentGuard, REVOKED_TOKEN, Speaker } from './agent.guard.js';
import type { AgentRun, LiveAgent } from './live-agent.js';

const FileQuery = z.object({ name: z.string().min(1) });
const ResultQuery = z.object({ name: ResultFile });
const SHA256 = /^[0-9a-f]{64}$/;
const path = (route: keyof typeof AGENT_ROUTES): string => routerPath(AGENT_ROUTES[route]);

/** The door of the load agents: whoever calls here shows an agent token, and reaches the runs it was given and nothing else. */
@PublicRoute('agent')
@UseGuards(AgentGuard)
@Controller()
export class AgentsController {
  constructor(private readonly registry: AgentRegistry, private readonly database: LocalDatabase, private readonly files: ProjectFiles) {}

  /** 403 where the location is gone, 400 where agent and backend are of different versions. */
  @Post(path('register'))
  @HttpCode(200)
  async register(@Speaker() { info, instance }: Speaker, @CheckedBody(Introduction) introduction: Introduction, @Req() request: Request): Promise<Welcome> {
    if (introduction.protocol !== PROTOCOL_VERSION) throw badRequest(`The agent speaks version ${introduction.protocol} of the agent protocol, this backend version ${PROTOCOL_VERSION}. Install the agent from the version of the backend.`);
    const workspaceId = await this.placeOf(info);
    const agent = await this.registry.register({ ...introduction, info, workspaceId, instance, remoteAddr: request.socket.remoteAddress ?? '' });
    // The location may have gone while the agent was let in.
    await this.placeOf(info).catch(async (error: unknown) => { await this.registry.leave(agent); throw error; });
    return { agentId: agent.id, name: agent.name, location: info.region, heartbeatMs: this.registry.heartbeatMs, lostAfterMs: this.registry.lostAfterMs, now: Date.now() };
  }

  @Post(path('heartbeat'))
  @HttpCode(200)
  heartbeat(@Agent() agent: LiveAgent, @CheckedBody(Heartbeat) { roundTripMs }: z.infer<typeof Heartbeat>): { now: number } {
    agent.seen();
    agent.roundTripMs = roundTripMs;
    return { now: Date.now() };
  }

  /** Held until there is an order. */
  @Post(path('orders'))
  @HttpCode(200)
  async orders(@Agent() agent: LiveAgent, @CheckedBody(OrderRequest) { after }: z.infer<typeof OrderRequest>, @Res({ passthrough: true }) response: Response): Promise<Orders> {
    const gone = new AbortController();
    response.once('close', () => { gone.abort(); });
    return { orders: await agent.orders(after, HOLD_MS, gone.signal) };
  }

  @Post(path('leave'))
  async leave(@Agent() agent: LiveAgent): Promise<void> {
    await this.registry.leave(agent);
  }

  /** 410 tells that the run is over: the agent ends its part. */
  @Post(path('reports'))
  @HttpCode(200)
  async reports(@Agent() agent: LiveAgent, @Param('runId') runId: string, @CheckedBody(ReportBatch) batch: z.infer<typeof ReportBatch>): Promise<{ applied: number }> {
    const run = runOf(agent, runId);
    agent.seen();
    try {
      // Reports are what the engine of the same version wrote; what cannot be read of them is refused where it is read.
      await run.apply(batch as unknown as ReportBatch);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw badRequest(`The batch ${batch.batch} cannot be taken: ${error.message}`);
    }
    return { applied: batch.batch };
  }

  @Get(path('file'))
  async file(@Agent() agent: LiveAgent, @Param('runId') runId: string, @CheckedQuery(FileQuery) { name }: z.infer<typeof FileQuery>, @Res() response: Response): Promise<void> {
    const { files, projectId } = runOf(agent, runId);
    if (!files.some((file) => file.name === name)) throw notFound(`The run does not read a file ${quoted(name)}.`);
    const { size, bytes } = await this.files.open(projectId, name);
    response.setHeader('Content-Type', 'application/octet-stream');
    response.setHeader('Content-Length', size);
    await pipeline(bytes, response);
  }

  @Put(path('result'))
  async result(@Agent() agent: LiveAgent, @Param('runId') runId: string, @CheckedQuery(ResultQuery) { name }: z.infer<typeof ResultQuery>, @Req() request: Request): Promise<void> {
    const digest = request.get(DIGEST_HEADER) ?? '';
    if (!SHA256.test(digest)) throw badRequest(`The header ${DIGEST_HEADER} must be the SHA-256 of the file in hex.`);
    await runOf(agent, runId).receive(name, request, digest);
  }

  /** The workspace of the agent's location. */
  private async placeOf({ providerId, region, regionId: wanted }: Speaker['info']): Promise<string> {
    const provider = await this.database.documents.find('provider', providerId);
    if (provider === undefined || regionId(provider.document, region) !== wanted) throw new ForbiddenException(REVOKED_TOKEN);
    return provider.workspaceId;
  }
}

function runOf(agent: LiveAgent, runId: string): AgentRun {
  const run = agent.runs.get(runId);
  if (run === undefined) throw new GoneException('The run is over, or was never given to this agent. End your part of it.');
  return run;
}
