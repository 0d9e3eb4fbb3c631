import { HttpService } from '@nestjs/axios';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { type AxiosResponse, isAxiosError } from 'axios';
import { firstValueFrom } from 'rxjs';
import { ApplicationConfig } from '../../config/application-config.js';
import { OutageError } from '../../errors/outage-error.js';
import { EndpointTable } from '../endpoint-table.js';
import type { Operation } from './operation.js';
import { readOperations } from './read-operations.js';

const DEFAULT_PATH = '/v3/api-docs';
const DOCUMENT_MAX_BYTES = 16_777_216;
const MINUTE_MS = 60_000;
/** After a failed reading the last good one holds for a while, before the document is asked for again. */
const RETRY_MS = 60_000;

/** The operations of one reading of the document. The same object until it is read again. */
export interface Operations { readonly all: readonly Operation[]; readonly byId: ReadonlyMap<string, Operation>; readonly beyond: number }

/** The backend's OpenAPI document, read when it is first needed and kept: it is the same for every caller. */
@Injectable()
export class OperationCatalog implements OnModuleInit {
  private readonly logger = new Logger('Operations');
  private known: { readonly operations: Operations; readonly until: number } | undefined;
  private reading: Promise<Operations> | undefined;

  constructor(private readonly http: HttpService, private readonly config: ApplicationConfig, private readonly endpoints: EndpointTable) {}

  onModuleInit(): void {
    const { enabled, preload } = this.config.mcp.dynamic;
    if (enabled && preload) this.read(undefined).catch(() => undefined);
  }

  /** What may be called. @param token shown to the REST API's own host only. Throws OutageError where the document cannot be had. */
  async read(token: string | undefined): Promise<Operations> {
    if (this.known !== undefined && this.known.until > Date.now()) return this.known.operations;
    return (this.reading ??= this.refreshed(token).finally(() => { this.reading = undefined; }));
  }

  private async refreshed(token: string | undefined): Promise<Operations> {
    try {
      const operations = await this.fetched(token);
      this.known = { operations, until: Date.now() + this.config.mcp.dynamic.cacheMinutes * MINUTE_MS };
      return operations;
    } catch (error) {
      this.logger.warn(`the OpenAPI document of the backend cannot be read: ${error instanceof Error ? error.message : 'unknown'}`);
      if (this.known === undefined) throw new OutageError('The OpenAPI document of the OctoPerf backend cannot be read.', { next: 'Tell the user that the operator should check mcp.dynamic.openapi-url. The other tools do not need it.' }, { cause: error });
      this.known = { operations: this.known.operations, until: Date.now() + RETRY_MS };
      return this.known.operations;
    }
  }

  private async fetched(token: string | undefined): Promise<Operations> {
    const { dynamic } = this.config.mcp;
    const url = new URL(dynamic.openapiUrl ?? this.config.apiUrl + DEFAULT_PATH);
    const isOurs = url.origin === new URL(this.config.apiUrl).origin;
    const answer = await this.got(url, isOurs ? token : undefined);
    if (answer.status !== 200) throw new Error(`HTTP ${answer.status}`);
    const { operations, beyond } = readOperations(JSON.parse(answer.data), { ...dynamic, isCovered: (method, path) => this.endpoints.covers(method, path) });
    return { all: operations, byId: new Map(operations.map((operation) => [operation.id, operation])), beyond };
  }

  /** Like every read it is repeated where it is lost in transit. */
  private async got(url: URL, token: string | undefined): Promise<AxiosResponse<string>> {
    for (let left = this.config.octoperf.readRetries; ; left--) {
      try {
        return await firstValueFrom(this.http.get<string>(url.href, { maxContentLength: DOCUMENT_MAX_BYTES, headers: { Accept: 'application/json', ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }) } }));
      } catch (error) {
        if (left === 0 || !isAxiosError(error) || error.code !== 'ECONNRESET') throw error;
      }
    }
  }
}
