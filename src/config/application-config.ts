import 'reflect-metadata';
import { networkInterfaces } from 'node:os';
import { IsArray, IsIn, IsInt, IsObject, IsOptional, IsString, Matches, Max, Min, MinLength } from 'class-validator';
import { Auth } from './auth-settings.js';
import { amount, DAY_MS, nested, optionalUrl, proxies, strings, TEN_GIB } from './checks.js';
import { Dynamic } from './dynamic-settings.js';
import { Imports } from './import-settings.js';
import { Limits } from './limits-settings.js';
import { Local } from './local-settings.js';
import { Audit, Logging, Management, Statistics, Traces } from './observe-settings.js';
import { Breaker, Exchange } from './upstream-settings.js';

/** An empty string means "derive it": it is read as absent. */
const absent = (value: string): string | undefined => (value === '' ? undefined : value);

class PublicServer {
  @IsOptional() @IsInt() @Min(1) @Max(65535) port?: number;
}
class Server {
  @IsIn(['http', 'https']) scheme!: 'http' | 'https';
  @IsOptional() @Matches(/^[A-Za-z0-9.-]+$|^\[[0-9A-Fa-f:]+\]$/, { message: 'hostname must be a bare host name or address, without scheme, port or path' }) hostname?: string;
  @nested(() => PublicServer) public!: PublicServer;
  @amount(0, 65535) port!: number;
  @IsOptional() @IsString() bindAddress?: string;
  @Matches(/^(\/[A-Za-z0-9._~-]+)+$/, { message: 'mcp-context-path must start with / and not end with one' }) mcpContextPath!: string;
  @amount(0, DAY_MS) shutdownGraceMs!: number;
  @proxies() trustedProxies!: string[];
  @amount(100, 3_600_000) headersTimeoutMs!: number;
  @amount(100, DAY_MS) requestTimeoutMs!: number;
  @amount(0, DAY_MS) keepAliveTimeoutMs!: number;
  @amount(0, 1_000_000) maxConnections!: number;
  @amount(1024, 1_048_576) maxHeaderBytes!: number;
}
class IdentityProvider {
  @optionalUrl() issuer?: string;
  @optionalUrl() jwksUri?: string;
  @strings() audiences!: string[];
  @IsArray() @IsIn(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'], { each: true }) algorithms!: string[];
  @strings() requiredScopes!: string[];
  @amount(0, 300) clockToleranceSeconds!: number;
  @amount(0, 3600) tokenCacheSeconds!: number;
  @amount(100, 60_000) timeoutMs!: number;
}
class Octoperf {
  @optionalUrl() apiUrl?: string;
  @optionalUrl() uiUrl?: string;
  @strings() tokenAudiences!: string[];
  @amount(100, 600_000) timeoutMs!: number;
  @amount(1024, TEN_GIB) maxResponseBytes!: number;
  @amount(0, 10) readRetries!: number;
  @IsIn(['auto', 'presigned', 'bridge']) files!: 'auto' | 'presigned' | 'bridge';
  @IsObject() endpoints!: Record<string, string>;
  @amount(1_000, DAY_MS) deadlineMs!: number;
  @amount(1, 100_000) maxConcurrent!: number;
  @amount(1, 100_000) maxConcurrentPerCaller!: number;
  @amount(0, 100_000) maxWaiting!: number;
  @amount(0, 600_000) maxWaitMs!: number;
  @nested(() => Breaker) breaker!: Breaker;
  @IsIn(['forward', 'exchange']) token!: 'forward' | 'exchange';
  @nested(() => Exchange) exchange!: Exchange;
  @optionalUrl() proxy?: string;
  @IsOptional() @IsString() noProxy?: string;
}
/** `off`: done at once; `ask`: only after it was shown and confirmed; `forbid`: not offered at all. */
export type Asking = 'off' | 'ask' | 'forbid';
const asking = (): PropertyDecorator => (target, key) => {
  IsOptional()(target, key);
  IsIn(['off', 'ask', 'forbid'])(target, key);
};
class Confirmation {
  @asking() spend?: Asking;
  @asking() remove?: Asking;
  @asking() overwrite?: Asking;
  @amount(10, 3600) seconds!: number;
  @IsOptional() @IsString() @MinLength(32) secret?: string;
}
class Mcp {
  @strings() areas!: string[];
  @IsIn(['full', 'read-only']) mode!: 'full' | 'read-only';
  @strings() allowedHosts!: string[];
  @strings() allowedOrigins!: string[];
  @amount(1024, TEN_GIB) maxRequestBytes!: number;
  @amount(0, 10_000) pageSize!: number;
  @amount(0, DAY_MS) listTtlMs!: number;
  @amount(1, 1_099_511_627_776) fileSourceMaxBytes!: number;
  @nested(() => Confirmation) confirmation!: Confirmation;
  @nested(() => Dynamic) dynamic!: Dynamic;
}
/** How this process was started: before a real OctoPerf, with the embedded backend in it, or as that backend alone. */
export type RunMode = 'bridge' | 'local' | 'backend';

/** The whole configuration, typed and checked; keys are those of config/application.yml in camel case. */
export class ApplicationConfig {
  @nested(() => Server) server!: Server;
  @nested(() => IdentityProvider) idp!: IdentityProvider;
  @nested(() => Auth) auth!: Auth;
  @nested(() => Limits) limits!: Limits;
  @nested(() => Octoperf) octoperf!: Octoperf;
  @nested(() => Mcp) mcp!: Mcp;
  @nested(() => Imports) imports!: Imports;
  @nested(() => Logging) logging!: Logging;
  @nested(() => Management) management!: Management;
  @nested(() => Traces) traces!: Traces;
  @nested(() => Audit) audit!: Audit;
  @nested(() => Statistics) statistics!: Statistics;
  @nested(() => Local) local!: Local;

  /** Set by the loader, not by a key. */
  runMode: RunMode = 'bridge';
  /** What the operator gave and we make nothing of, one sentence each. Set by the loader. */
  notices: readonly string[] = [];

  /** `scheme://hostname[:port]`, the port left out where it is the scheme's default. */
  get publicOrigin(): string {
    const { scheme, port } = this.server;
    const shown = this.server.public.port ?? port;
    return `${scheme}://${this.publicHostname}${shown === (scheme === 'https' ? 443 : 80) ? '' : `:${shown}`}`;
  }
  get publicHostname(): string { return this.server.hostname ?? machineAddress(); }
  /** Public URL of the MCP endpoint: also the `resource` of RFC 9728 and the audience asked for (RFC 8707). */
  get mcpUrl(): string { return this.publicOrigin + this.server.mcpContextPath; }
  get issuer(): string { return this.idp.issuer ?? `${this.publicOrigin}/auth`; }
  /** Where tokens are exchanged, one for the REST API is none for this server. */
  get audiences(): readonly string[] {
    if (this.idp.audiences.length > 0) return this.idp.audiences;
    return this.octoperf.token === 'exchange' ? [this.mcpUrl] : [this.mcpUrl, this.publicOrigin];
  }
  /** What an exchanged token is for: the REST API. */
  get exchangeAudience(): string { return this.octoperf.exchange.audience ?? this.publicOrigin; }
  /** A token reaches the REST API only when it carries one of these. */
  get tokenAudiences(): readonly string[] { return this.octoperf.tokenAudiences.length > 0 ? this.octoperf.tokenAudiences : this.audiences; }
  get apiUrl(): string { return (this.octoperf.apiUrl ?? this.publicOrigin).replace(/\/$/, ''); }
  get uiUrl(): string { return (this.octoperf.uiUrl ?? `${this.publicOrigin}/ui`).replace(/\/$/, ''); }
  get bindAddress(): string { return absent(this.server.bindAddress ?? '') ?? (this.runMode === 'bridge' ? '0.0.0.0' : '127.0.0.1'); }
  get managementAddress(): string { return this.management.bindAddress ?? this.bindAddress; }
  /** On the main port metrics are served only where they were asked for: whoever reaches it could read them. */
  get servesMetrics(): boolean { return (this.management.metrics ?? (this.management.port === undefined ? 'off' : 'on')) === 'on'; }
  get logsCalls(): boolean { return (this.logging.calls ?? (this.runMode === 'bridge' ? 'on' : 'off')) === 'on'; }
  get allowedHosts(): string[] { return this.mcp.allowedHosts.length > 0 ? this.mcp.allowedHosts : [this.publicHostname, ...LOOPBACK]; }
  get allowedOrigins(): string[] { return this.mcp.allowedOrigins.length > 0 ? this.mcp.allowedOrigins : [this.publicHostname, ...LOOPBACK]; }
  /** What is asked before a tool of an effect acts. A backend of this machine that loads this machine only can harm nobody: nothing is asked there. */
  get confirmations(): Readonly<Record<'spend' | 'remove' | 'overwrite', Asking>> {
    const { spend, remove, overwrite } = this.mcp.confirmation;
    const isReal = this.runMode === 'bridge';
    const reachesOthers = isReal || this.local.engine.allowedHosts.length > 0;
    return { spend: spend ?? (reachesOthers ? 'ask' : 'off'), remove: remove ?? (isReal ? 'ask' : 'off'), overwrite: overwrite ?? 'off' };
  }
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** First address of this machine that others can reach; loopback where there is none. */
function machineAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.find((address) => address.family === 'IPv4' && !address.internal)?.address ?? '127.0.0.1';
}
