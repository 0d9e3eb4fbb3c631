import { z } from 'zod';
import type { ApplicationConfig } from '../config/application-config.js';
import type { EndpointName, ParametersOf } from '../contract/endpoints.js';
import { PresignedUrl, type PresignRequest } from '../contract/presigned.js';
import { AgentError } from '../errors/agent-error.js';
import type { EndpointTable } from './endpoint-table.js';
import type { FileTickets } from './file-tickets.js';
import type { OctoperfClient } from './octoperf-client.js';
import type { UpstreamTokenProvider } from './upstream-token.provider.js';

/** Stands for no call at all: a backend that makes links refuses it as such, one that makes none does not know the endpoint. */
const NOWHERE: PresignRequest = { method: 'GET', path: '/', query: {} };

export interface LinkParts { readonly octoperf: OctoperfClient; readonly endpoints: EndpointTable; readonly tickets: FileTickets; readonly tokens: UpstreamTokenProvider; readonly config: ApplicationConfig }

/**
 * Mints a link that stands for one ordinary REST call, once, for a few minutes: bytes never cross MCP (behaviour.md §5). The backend makes
 * it, or where it makes none and `octoperf.files` allows, this server (docs/files.md).
 */
export class PresignedLinks {
  constructor(private readonly parts: LinkParts) {}

  /** Throws what the client throws; query values that are undefined are left out. */
  async mint<N extends EndpointName>(name: N, values: ParametersOf<N>, query: Readonly<Record<string, string | number | undefined>> = {}): Promise<PresignedUrl> {
    const { octoperf, endpoints, config, tickets } = this.parts;
    const { method, path } = endpoints.locate(name, values);
    const filled = Object.entries(query).filter((entry): entry is [string, string | number] => entry[1] !== undefined).map(([key, value]) => [key, String(value)]);
    const body: PresignRequest = { method: method === 'GET' ? 'GET' : 'POST', path, query: Object.fromEntries(filled) as Record<string, string> };
    const { files } = config.octoperf;
    if (files === 'presigned' || !tickets.isServed) return octoperf.call('presign', PresignedUrl, {}, { body });
    if (files === 'bridge') return this.ticket(name, body);
    const link = await octoperf.offered('presign', PresignedUrl, {}, { body });
    if (link !== undefined) return link;
    // "Not found" may be said of what the link is for: then the refusal is the answer.
    return (await this.backendMakesLinks()) ? octoperf.call('presign', PresignedUrl, {}, { body }) : this.ticket(name, body);
  }

  private async ticket(name: EndpointName, request: PresignRequest): Promise<PresignedUrl> {
    const { octoperf: { caller }, tokens, tickets } = this.parts;
    return tickets.issue({ ...request, subject: caller.subject, token: await tokens.tokenFor(caller), part: name === 'importPlaywright' ? 'files' : 'file' });
  }

  private async backendMakesLinks(): Promise<boolean> {
    try {
      return (await this.parts.octoperf.offered('presign', z.unknown(), {}, { body: NOWHERE })) !== undefined;
    } catch (error) {
      if (error instanceof AgentError) return true;
      throw error;
    }
  }
}
