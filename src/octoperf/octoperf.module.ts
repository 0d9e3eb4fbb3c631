import { HttpModule } from '@nestjs/axios';
import { Module, Scope } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import { KeyOwner } from '../auth/api-keys.js';
import { confirmationIdOf, currentCaller, currentSignal, type ToolRequest } from '../auth/current-caller.js';
import { ApplicationConfig } from '../config/application-config.js';
import { ForeignFiles } from '../outgoing/foreign/foreign-files.js';
import { Outgoing } from '../outgoing/outgoing.js';
import { ApiKeyOwner } from './api-key-owner.js';
import { ChangeUndoer } from './change-undoer.js';
import { DeepLinks } from './deep-links.js';
import { EndpointTable } from './endpoint-table.js';
import { FilePassage } from './file-passage.js';
import { FileTickets } from './file-tickets.js';
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
import { TokenExchange } from './token-exchange.js';
import { UndoCopies } from './undo-copies.js';
import { UpstreamTokenProvider } from './upstream-token.provider.js';
import { UpstreamTraffic } from './upstream-traffic.js';
import { UrlImports } from './url-imports.js';

/** Everything a tool needs to reach OctoPerf as its caller. */
@Module({
  imports: [HttpModule.registerAsync({
    inject: [ApplicationConfig, Outgoing],
    useFactory: ({ octoperf, apiUrl }: ApplicationConfig, outgoing: Outgoing) => ({
      timeout: octoperf.timeoutMs,
      maxRedirects: 0,
      proxy: false as const,
      maxContentLength: octoperf.maxResponseBytes,
      responseType: 'text' as const,
      transformResponse: (data: string) => data,
      validateStatus: () => true,
      ...outgoing.agentsFor(apiUrl),
    }),
  })],
  providers: [
    OctoperfHttp, OctoperfProbe, EndpointTable, UpstreamTokenProvider, TokenExchange, UpstreamTraffic, { provide: KeyOwner, useClass: ApiKeyOwner }, DeepLinks, OctoperfClients, FileTickets, FilePassage, OperationCatalog, OperationTargets, ResultLimit,
    { provide: OperationCalls, scope: Scope.REQUEST, inject: [OperationCatalog, OctoperfHttp, UpstreamTokenProvider, REQUEST], useFactory: (catalog: OperationCatalog, http: OctoperfHttp, tokens: UpstreamTokenProvider, host: ToolRequest) => new OperationCalls({ catalog, http, tokens }, currentCaller(host), currentSignal(host)) },
    { provide: OctoperfClient, scope: Scope.REQUEST, inject: [OctoperfClients, REQUEST], useFactory: (clients: OctoperfClients, host: ToolRequest) => clients.of(host) },
    { provide: IdempotencyKey, scope: Scope.REQUEST, inject: [REQUEST], useFactory: (host: ToolRequest) => new IdempotencyKey(() => confirmationIdOf(host)) },
    { provide: ProjectLocator, scope: Scope.REQUEST, inject: [OctoperfClient], useFactory: (octoperf: OctoperfClient) => new ProjectLocator(octoperf) },
    { provide: PresignedLinks, scope: Scope.REQUEST, inject: [OctoperfClient, EndpointTable, FileTickets, UpstreamTokenProvider, ApplicationConfig], useFactory: (octoperf: OctoperfClient, endpoints: EndpointTable, tickets: FileTickets, tokens: UpstreamTokenProvider, config: ApplicationConfig) => new PresignedLinks({ octoperf, endpoints, tickets, tokens, config }) },
    { provide: UrlImports, scope: Scope.REQUEST, inject: [OctoperfClient, ForeignFiles, ApplicationConfig, REQUEST], useFactory: (octoperf: OctoperfClient, files: ForeignFiles, config: ApplicationConfig, host: ToolRequest) => new UrlImports({ octoperf, files, config, signal: currentSignal(host) }) },
    { provide: UndoCopies, scope: Scope.REQUEST, inject: [OctoperfClient, ApplicationConfig], useFactory: (octoperf: OctoperfClient, config: ApplicationConfig) => new UndoCopies(octoperf, config) },
    { provide: ChangeUndoer, scope: Scope.REQUEST, inject: [OctoperfClient, UndoCopies], useFactory: (octoperf: OctoperfClient, copies: UndoCopies) => new ChangeUndoer(octoperf, copies) },
  ],
  exports: [OctoperfClient, OctoperfClients, OperationCalls, OperationTargets, ResultLimit, IdempotencyKey, DeepLinks, ProjectLocator, PresignedLinks, UrlImports, UndoCopies, ChangeUndoer, OctoperfProbe, KeyOwner, UpstreamTraffic, FileTickets, FilePassage],
})
export class OctoperfModule {}
