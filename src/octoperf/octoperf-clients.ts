import { Injectable } from '@nestjs/common';
import { currentCaller, currentSignal, type ToolRequest } from '../auth/current-caller.js';
import { EndpointTable } from './endpoint-table.js';
import { OctoperfClient } from './octoperf-client.js';
import { OctoperfHttp } from './octoperf-http.js';
import { UpstreamTokenProvider } from './upstream-token.provider.js';

/** Makes the client of one call, for that call's own caller. */
@Injectable()
export class OctoperfClients {
  constructor(private readonly http: OctoperfHttp, private readonly endpoints: EndpointTable, private readonly tokens: UpstreamTokenProvider) {}

  of(host: ToolRequest): OctoperfClient {
    const { http, endpoints, tokens } = this;
    return new OctoperfClient({ http, endpoints, tokens }, currentCaller(host), currentSignal(host));
  }
}
