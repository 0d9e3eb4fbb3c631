import { Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import { ApplicationConfig } from '../config/application-config.js';
import { AgentError } from '../errors/agent-error.js';
import { TokenExchange } from './token-exchange.js';

/**
 * How the token for the REST API is obtained (`octoperf.token`). `forward`: the caller's own goes on, and only when its audience covers
 * the API as well: the identity provider of OctoPerf stamps several audiences for one public origin (on-premise page, documented).
 * A token meant for another resource is never passed on (MCP authorization specification). `exchange`: one is got for it that is meant
 * for the API alone. An API key is the API's own and always goes on.
 */
@Injectable()
export class UpstreamTokenProvider {
  constructor(private readonly config: ApplicationConfig, private readonly exchange: TokenExchange) {}

  /** The bearer token to call the REST API with. Throws AgentError where the caller's token is not meant for it, OutageError where none can be got. */
  tokenFor(caller: Caller): string | Promise<string> {
    if (caller.isApiKey === true) return caller.token;
    if (this.config.octoperf.token === 'exchange') return this.exchange.tokenFor(caller);
    if (!caller.audiences.some((audience) => this.config.tokenAudiences.includes(audience))) {
      throw new AgentError('Your access token is valid for this server but not for the OctoPerf REST API, so it is not passed on.', 'Ask the operator to check idp.audiences and octoperf.token-audiences.', { retry: 'never' });
    }
    return caller.token;
  }

  /** The API refused the token of this caller. */
  refused(caller: Caller): void {
    if (this.config.octoperf.token === 'exchange') this.exchange.forget(caller);
  }
}
