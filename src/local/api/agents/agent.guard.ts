import { type CanActivate, createParamDecorator, type ExecutionContext, ForbiddenException, Injectable, ServiceUnavailableException, UnauthorizedException } from '@nestjs/common';
import type { Request, Response } from 'express';
import { INSTANCE_HEADER } from '../../agent-wire/agent-protocol.js';
import { notFound } from '../refusals.js';
import { AgentRegistry } from './agent-registry.js';
import { type AgentInfo, AgentTokens } from './agent-tokens.js';
import type { LiveAgent } from './live-agent.js';

const BEARER = /^Bearer +([\w.-]+) *$/i;
const INSTANCE = /^[A-Za-z0-9-]{8,64}$/;
export const UNKNOWN_TOKEN = 'The agent token is not one of this backend. Take a command from get_onpremise_agent_command and start the agent with it.';
export const REVOKED_TOKEN = 'The location of this agent was removed or renamed, which took its token back. Take a new command from get_onpremise_agent_command.';

interface Spoken { readonly info: AgentInfo; readonly instance: string; agent?: LiveAgent }
const speakers = new WeakMap<object, Spoken>();

/** Lets agents in by their token. But for the registration they must be known: 404 tells them to register (again). */
@Injectable()
export class AgentGuard implements CanActivate {
  constructor(private readonly tokens: AgentTokens, private readonly registry: AgentRegistry) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    if (this.registry.isClosed) {
      context.switchToHttp().getResponse<Response>().setHeader('Connection', 'close');
      throw new ServiceUnavailableException('The backend is stopping: come back later.');
    }
    const info = await this.tokens.read(BEARER.exec(request.headers.authorization ?? '')?.[1] ?? '');
    if (info === undefined) throw new UnauthorizedException(UNKNOWN_TOKEN);
    const instance = request.get(INSTANCE_HEADER) ?? '';
    if (!INSTANCE.test(instance)) throw new ForbiddenException(`The header ${INSTANCE_HEADER} must name the agent's process.`);
    const { agentId } = request.params;
    const spoken: Spoken = { info, instance };
    if (typeof agentId === 'string') spoken.agent = this.known(agentId, spoken);
    speakers.set(request, spoken);
    return true;
  }

  private known(agentId: string, { info, instance }: Spoken): LiveAgent {
    const agent = this.registry.find(agentId, instance);
    if (agent === undefined || agent.record.tokenId !== info.id) throw notFound('This agent is not known here (any more): register.');
    return agent;
  }
}

function spokenBy(context: ExecutionContext): Spoken {
  const spoken = speakers.get(context.switchToHttp().getRequest<object>());
  if (spoken === undefined) throw new UnauthorizedException(UNKNOWN_TOKEN);
  return spoken;
}

/** What the token of the request says, and which process sent it. */
export const Speaker = createParamDecorator((_: unknown, context: ExecutionContext): Spoken => spokenBy(context));
/** The agent that sent the request. */
export const Agent = createParamDecorator((_: unknown, context: ExecutionContext): LiveAgent => {
  const { agent } = spokenBy(context);
  if (agent === undefined) throw new UnauthorizedException(UNKNOWN_TOKEN);
  return agent;
});
export type Speaker = Spoken;
