import { HttpModule } from '@nestjs/axios';
import { Module, Scope } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { confirmationIdOf, currentCaller, currentSignal, type ToolRequest } from '../auth/current-caller.js';
import { ApplicationConfig } from '../config/application-config.js';
import { ChangeUndoer } from './change-undoer.js';
import { DeepLinks } from './deep-links.js';
import { EndpointTable } from './endpoint-table.js';
import { IdempotencyKey } from './idempotency-key.js';
import { OctoperfClient } from './octoperf-client.js';
import { OctoperfClients } from './octoperf-clients.js';
import { OctoperfHttp } from './octoperf-http.js';
import { OctoperfProbe } from './octoperf-probe.js';
import { OperationCalls } from './operations/operation-calls.js';
import { OperationCatalog } from './operations/operation-catalog.js';
import { OperationTargets } from './operations/operation-targets.js';
import { ResultLimit } from './operations/result-limit.js';
import { PresignedLinks } from './presigned-links.js';
import { ProjectLocator } from './project-locator.js';
import { UndoCopies } from './undo-copies.js';
import { UpstreamTokenProvider } from './upstream-token.provider.js';

const KEEP_ALIVE = { keepAlive: true, maxSockets: 256 };

/** Everything a tool needs to reach OctoPerf as its caller. */
@Module({
  imports: [HttpModule.registerAsync({
    inject: [ApplicationConfig],
    useFactory: ({ octoperf }: ApplicationConfig) => ({
      timeout: octoperf.timeoutMs,
      maxRedirects: 0,
      proxy: false as const,
      maxContentLength: octoperf.maxResponseBytes,
      responseType: 'text' as const,
      transformResponse: (data: string) => data,
      validateStatus: () => true,
      httpAgent: new HttpAgent(KEEP_ALIVE),
      httpsAgent: new HttpsAgent(KEEP_ALIVE),
    }),
  })],
  providers: [
    OctoperfHttp, OctoperfProbe, EndpointTable, UpstreamTokenProvider, DeepLinks, OctoperfClients, OperationCatalog, OperationTargets, ResultLimit,
    { provide: OperationCalls, scope: Scope.REQUEST, inject: [OperationCatalog, OctoperfHttp, UpstreamTokenProvider, REQUEST], useFactory: (catalog: OperationCatalog, http: OctoperfHttp, tokens: UpstreamTokenProvider, host: ToolRequest) => new OperationCalls({ catalog, http, tokens }, currentCaller(host), currentSignal(host)) },
    { provide: OctoperfClient, scope: Scope.REQUEST, inject: [OctoperfClients, REQUEST], useFactory: (clients: OctoperfClients, host: ToolRequest) => clients.of(host) },
    { provide: IdempotencyKey, scope: Scope.REQUEST, inject: [REQUEST], useFactory: (host: ToolRequest) => new IdempotencyKey(() => confirmationIdOf(host)) },
    { provide: ProjectLocator, scope: Scope.REQUEST, inject: [OctoperfClient], useFactory: (octoperf: OctoperfClient) => new ProjectLocator(octoperf) },
    { provide: PresignedLinks, scope: Scope.REQUEST, inject: [OctoperfClient, EndpointTable], useFactory: (octoperf: OctoperfClient, endpoints: EndpointTable) => new PresignedLinks(octoperf, endpoints) },
    { provide: UndoCopies, scope: Scope.REQUEST, inject: [OctoperfClient, ApplicationConfig], useFactory: (octoperf: OctoperfClient, config: ApplicationConfig) => new UndoCopies(octoperf, config) },
    { provide: ChangeUndoer, scope: Scope.REQUEST, inject: [OctoperfClient, UndoCopies], useFactory: (octoperf: OctoperfClient, copies: UndoCopies) => new ChangeUndoer(octoperf, copies) },
  ],
  exports: [OctoperfClient, OctoperfClients, OperationCalls, OperationTargets, ResultLimit, IdempotencyKey, DeepLinks, ProjectLocator, PresignedLinks, UndoCopies, ChangeUndoer, OctoperfProbe],
})
export class OctoperfModule {}
