import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { RequestHandler } from 'express';
import type { ApplicationConfig } from '../config/application-config.js';
import { ConfigurationError } from '../config/configuration-error.js';
import type { Happenings } from '../scope/happenings.js';
import { AuditChain, type ChainEnd } from './audit-chain.js';
import { AuditFile } from './audit-file.js';
import { AuditLog } from './audit-log.js';
import { CallLog } from './call-log.js';
import { CallerNames } from './caller-names.js';
import { LineWriter } from './line-writer.js';
import { answerMetrics, ManagementServer, METRICS_PATH } from './management-server.js';
import { namedFile } from './named-file.js';
import { OpenRequests } from './open-requests.js';
import type { PrometheusMetrics } from './prometheus.js';
import type { SpanExport } from './span-export.js';
import { StatisticsFile } from './statistics-file.js';
import { ToolStatistics } from './tool-statistics.js';

const EXIT = 'exit';

/** Everything that watches the bridge, as the configuration asks for it. What it does not ask for is not loaded. */
export class Observation implements OnApplicationShutdown {
  readonly statistics: ToolStatistics;
  /** Stands before the MCP endpoint: counts what is open, where anybody may ask for it. */
  readonly counting: RequestHandler;
  private management: ManagementServer | undefined;
  private readonly closing: (() => void | Promise<void>)[] = [];

  private constructor(private readonly config: ApplicationConfig, private readonly happenings: Happenings, private readonly metrics: PrometheusMetrics | undefined) {
    this.statistics = new ToolStatistics(happenings);
    const open = new OpenRequests();
    this.counting = metrics === undefined ? (_request, _response, next): void => { next(); } : open.middleware;
    metrics?.gauge('octoperf_mcp_open_requests', 'Requests of the protocol that are being answered.', () => open.count);
    metrics?.gauge('octoperf_mcp_open_streams', 'Those of them that are answered as server-sent events.', () => open.streams);
  }

  /**
   * Begins to watch. Throws ConfigurationError where a file cannot be written, or is another process's.
   * @param version of this server. @param out where lines about calls go.
   */
  static async start(config: ApplicationConfig, happenings: Happenings, version: string, out: { write(text: string): unknown } = process.stdout): Promise<Observation> {
    const metrics = config.servesMetrics ? new (await import('./prometheus.js')).PrometheusMetrics(happenings, { version, mode: config.runMode }) : undefined;
    const observation = new Observation(config, happenings, metrics);
    if (config.statistics.file !== undefined) observation.keepCounts(namedFile(config.statistics.file));
    if (config.traces.endpoint !== undefined) observation.exportSpans(new (await import('./span-export.js')).SpanExport(happenings, config, version));
    if (config.audit.file !== undefined) observation.keepBooks(namedFile(config.audit.file));
    if (config.logsCalls) observation.logCalls(out);
    return observation;
  }

  /** Counts in memory and does nothing besides, whatever the configuration asks for: another process may be at work with the same files and port. */
  static idle(config: ApplicationConfig, happenings: Happenings): Observation { return new Observation(config, happenings, undefined); }

  /** Answers /metrics on the main port, where that was asked for: ahead of everything else, also of an embedded backend. */
  readonly metricsDoor: RequestHandler = (request, response, next) => {
    if (this.metrics !== undefined && this.config.management.port === undefined && request.path === METRICS_PATH) void answerMetrics(this.metrics, request, response);
    else next();
  };

  /** A figure of another part that is read whenever somebody looks. */
  gauge(name: string, help: string, read: () => number): void { this.metrics?.gauge(name, help, read); }

  /** Opens the management port, where there is one. @param probes answers the probes. @returns its port. */
  async listen(probes: RequestHandler): Promise<number | undefined> {
    const { management: { port }, managementAddress } = this.config;
    if (port === undefined) return undefined;
    this.management = new ManagementServer(this.metrics, probes);
    const bound = await this.management.listen(port, managementAddress).catch((error: unknown) => { throw new ConfigurationError([`management.port: ${managementAddress}:${port} cannot be had (${wordsOf(error)}): name a free port of its own`]); });
    new Logger('Management').log(`listening on ${managementAddress}:${bound}: probes${this.metrics === undefined ? '' : ` and ${METRICS_PATH}`}`);
    return bound;
  }

  /** When all that is to be seen has been seen. */
  async onApplicationShutdown(): Promise<void> {
    for (const close of this.closing) await close();
    this.management?.close();
  }

  private keepCounts(file: string): void {
    const store = opened('statistics.file', file, (name) => new StatisticsFile(name, this.config.statistics.saveSeconds, this.statistics));
    this.closing.push(() => store.close());
  }

  private exportSpans(spans: SpanExport): void { this.closing.push(() => spans.close()); }

  private keepBooks(file: string): void {
    const { audit } = this.config;
    const logger = new Logger('Audit');
    const chain = new AuditChain(audit.key);
    const anchored = (what: string, { seq, hash }: ChainEnd): void => { logger.log(`${file} ${what}; anchor ${seq}:${hash}`); };
    const kept = opened('audit.file', file, () => new AuditFile(chain, { file, maxBytes: audit.maxBytes, keep: audit.keep, anchored }));
    const log = new AuditLog(this.happenings, kept, audit.onFailure === 'refuse');
    this.metrics?.gauge('octoperf_mcp_audit_lines_lost', 'Lines of the audit log that could not be written since the start.', () => log.failures);
    this.closing.push(() => { log.close(); });
  }

  private logCalls(out: { write(text: string): unknown }): void {
    const writer = new LineWriter(out);
    const { logging } = this.config;
    new CallLog(this.happenings, new CallerNames(logging.callers, logging.callersKey), writer, logging.json);
    const flush = (): void => { writer.flush(); };
    process.once(EXIT, flush);
    this.closing.push(() => { flush(); process.off(EXIT, flush); });
  }
}

/** Throws ConfigurationError, in words that an operator can act on, for whatever the disk says. */
function opened<T>(key: string, file: string, open: (file: string) => T): T {
  try {
    return open(file);
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    throw new ConfigurationError([`${key}: ${file} cannot be written (${wordsOf(error)}): name a file in a folder that this process may write, or leave the key empty`]);
  }
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
