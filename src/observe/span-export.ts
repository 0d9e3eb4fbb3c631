import { Logger } from '@nestjs/common';
import { diag, type DiagLogger, DiagLogLevel } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace';
import { hostname } from 'node:os';
import type { ApplicationConfig } from '../config/application-config.js';
import type { Happenings } from '../scope/happenings.js';
import { beginSpan } from '../scope/trace-context.js';
import { operationSpan, type SpanOrigin, upstreamSpan } from './spans.js';

const PATH = '/v1/traces';
const SCOPE = 'octoperf-mcp-server';
/** As many as a number holds exactly. */
const SAMPLED_DIGITS = 13;
const COMPLAIN_MS = 60_000;

/** Sends a span per operation and per exchange with the REST API to a collector. Loaded only where one is configured. */
export class SpanExport {
  private readonly processor: BatchSpanProcessor;

  constructor(happenings: Happenings, { traces }: ApplicationConfig, version: string) {
    diag.setLogger(quietened(), { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
    const exporter = new OTLPTraceExporter({ url: tracesUrl(traces.endpoint ?? ''), headers: headersOf(traces.headers ?? '') });
    this.processor = new BatchSpanProcessor({ exporter });
    const origin: SpanOrigin = {
      name: SCOPE, version,
      resource: resourceFromAttributes({ 'service.name': traces.serviceName, 'service.version': version, 'service.instance.id': `${hostname()}:${process.pid}`, 'host.name': hostname() }),
    };
    happenings.beginSpan = (parent) => beginSpan(parent, (traceId) => isWithin(traceId, traces.sampleRatio));
    happenings.on('operation', (operation) => { this.end(operationSpan(operation, origin)); });
    happenings.on('upstream', (exchange) => { this.end(upstreamSpan(exchange, origin)); });
  }

  /** Sends what is left. A collector that is away does not hold the stop up for longer than its own deadline. */
  async close(): Promise<void> { await this.processor.shutdown().catch(() => undefined); }

  private end(span: ReadableSpan | undefined): void { if (span !== undefined) this.processor.onEnd(span); }
}

/** What the exporter says of a collector that is away, at most once a minute: it says so with every batch. */
function quietened(): DiagLogger {
  const logger = new Logger('Traces');
  let said = 0;
  const say = (message: string): void => {
    if (Date.now() - said < COMPLAIN_MS) return;
    said = Date.now();
    logger.warn(`spans are being lost: ${message.slice(0, 300)}`);
  };
  const ignore = (): void => undefined;
  return { error: say, warn: say, info: ignore, debug: ignore, verbose: ignore };
}

const tracesUrl = (endpoint: string): string => (endpoint.endsWith(PATH) ? endpoint : `${endpoint.replace(/\/$/, '')}${PATH}`);

function headersOf(text: string): Record<string, string> {
  return Object.fromEntries(text.split(',').filter((pair) => pair.trim() !== '').map((pair) => {
    const [name = '', ...value] = pair.split('=');
    return [name.trim(), decoded(value.join('=').trim())];
  }));
}

/** OpenTelemetry writes them percent-encoded; a plain value that is no such text is meant as it is. */
function decoded(value: string): string {
  try { return decodeURIComponent(value); } catch { return value; }
}

/** Decided by the trace id, which is random: so that every server with one ratio decides alike. */
const isWithin = (traceId: string, ratio: number): boolean => parseInt(traceId.slice(-SAMPLED_DIGITS), 16) < ratio * 16 ** SAMPLED_DIGITS;
