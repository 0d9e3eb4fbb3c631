import { Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import { ApplicationConfig } from '../config/application-config.js';
import { AgentError } from '../errors/agent-error.js';

/**
 * How the token for the REST API is obtained. Today the caller's own token is forwarded, and only when its audience covers the
 * API as well: the identity provider of OctoPerf stamps several audiences for one public origin (on-premise page, documented).
 * A token meant for another resource is never passed on (MCP authorization specification).
 */
@Injectable()
export class UpstreamTokenProvider {
  constructor(private readonly config: ApplicationConfig) {}

  /** The bearer token to call the REST API with. Throws AgentError where the caller's token is not meant for it. */
  tokenFor(caller: Caller): string {
    if (!caller.audiences.some((audience) => this.config.tokenAudiences.includes(audience))) {
      throw new AgentError('Your access token is valid for this server but not for the OctoPerf REST API, so it is not passed on.', 'Ask the operator to check idp.audiences and octoperf.token-audiences.', { retry: 'never' });
    }
    return caller.token;
  }
}
