import { PresignedUrl, type PresignRequest } from '../contract/presigned.js';
import type { EndpointTable } from './endpoint-table.js';
import type { EndpointName, ParametersOf } from '../contract/endpoints.js';
import type { OctoperfClient } from './octoperf-client.js';

/** Mints a link that stands for one ordinary REST call, once, for a few minutes: bytes never cross this server (behaviour.md §5). */
export class PresignedLinks {
  constructor(private readonly octoperf: OctoperfClient, private readonly endpoints: EndpointTable) {}

  /** Throws what the client throws; query values that are undefined are left out. */
  async mint<N extends EndpointName>(name: N, values: ParametersOf<N>, query: Readonly<Record<string, string | number | undefined>> = {}): Promise<PresignedUrl> {
    const { method, path } = this.endpoints.locate(name, values);
    const filled = Object.entries(query).filter((entry): entry is [string, string | number] => entry[1] !== undefined).map(([key, value]) => [key, String(value)]);
    const body: PresignRequest = { method: method === 'GET' ? 'GET' : 'POST', path, query: Object.fromEntries(filled) as Record<string, string> };
    return this.octoperf.call('presign', PresignedUrl, {}, { body });
  }
}
