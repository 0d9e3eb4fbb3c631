import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { BREAKER_STATES, type BreakerTurned, type Happenings, LIMITS, type OperationAnswered, type RequestRefused, type UpstreamAnswered, UPSTREAMS } from '../scope/happenings.js';
import { BoundedLabel, listed } from './bounded-label.js';

/** As OpenTelemetry's conventions ask for operations of MCP and for HTTP calls, in seconds. */
const OPERATION_SECONDS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300];
const UPSTREAM_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const RESULT_BYTES = [256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 8_388_608];
const VERSIONS: ReadonlySet<string> = new Set(['2025-03-26', '2025-06-18', '2025-11-25', '2026-07-28']);
/** More than there are endpoints, reasons and codes in the code: a bound for mistakes, not for use. */
const ROUTES = 400;
const REASONS = 40;
const CODES = 20;
/** Told as 0 from the start: only so the first one counts as a rise. */
const EXPECTED_REASONS = ['missing', 'malformed', 'expired', 'not-active', 'audience', 'issuer', 'signature', 'algorithm', 'scope', 'keys-unavailable', 'rate-limit', 'api-key', 'api-key-unavailable', 'narrowed', 'forbidden'];
/** Of the convention, for a call whose result says isError. */
const TOOL_ERROR = 'tool_error';

export interface BuildFacts { readonly version: string; readonly mode: string }

/**
 * Counts what happens, for Prometheus. Names are those of OpenTelemetry's conventions (dots written as underscores) where there are any.
 * Labels hold names of tools, methods, routes and reasons that the code knows; never an id, a caller or what a client made up.
 */
export class PrometheusMetrics {
  private readonly registry = new Registry();
  private readonly routes = new BoundedLabel(ROUTES);
  private readonly reasons = new BoundedLabel(REASONS);
  private readonly codes = new BoundedLabel(CODES);
  private readonly operations = this.histogram('mcp_server_operation_duration_seconds', 'Requests of the protocol, from read to answered.', ['mcp_method_name', 'gen_ai_tool_name', 'error_type'], OPERATION_SECONDS);
  private readonly results = this.histogram('octoperf_mcp_tool_result_bytes', 'Text of the results of tools, as an agent reads it.', ['gen_ai_tool_name'], RESULT_BYTES);
  private readonly failures = this.counter('octoperf_mcp_tool_failures_total', 'Failed calls by who can mend it: agent, outage (of what is behind), defect (of this server).', ['gen_ai_tool_name', 'kind']);
  private readonly requests = this.counter('octoperf_mcp_requests_total', 'Requests of the protocol by its version.', ['mcp_protocol_version']);
  private readonly upstream = this.histogram('http_client_request_duration_seconds', 'Exchanges with the OctoPerf REST API; a repeated read is several.', ['http_request_method', 'url_template', 'http_response_status_code', 'error_type'], UPSTREAM_SECONDS);
  private readonly upstreamBytes = this.counter('octoperf_mcp_upstream_response_bytes_total', 'Read from the OctoPerf REST API.', ['url_template']);
  private readonly rejected = this.counter('octoperf_mcp_rejected_requests_total', 'Requests turned away, by reason.', ['reason']);
  private readonly confirmations = this.counter('octoperf_mcp_confirmations_total', 'Confirmations asked, given and refused.', ['gen_ai_tool_name', 'outcome']);
  private readonly limited = this.counter('octoperf_mcp_limited_total', 'Requests, REST calls and connections for which there was no room, by the limit they met.', ['limit']);
  private readonly turns = this.counter('octoperf_mcp_breaker_turns_total', 'Changes of the breaker before an upstream, by the state it came to.', ['upstream', 'state']);
  private readonly breaker = new Gauge({ name: 'octoperf_mcp_breaker_state', help: '1 for the state that the breaker before an upstream is in, 0 for the others.', labelNames: ['upstream', 'state'], registers: [this.registry] });

  constructor(happenings: Happenings, { version, mode }: BuildFacts) {
    collectDefaultMetrics({ register: this.registry });
    this.expect();
    new Gauge({ name: 'octoperf_mcp_build_info', help: 'Always 1.', labelNames: ['version', 'node_version', 'mode'], registers: [this.registry] }).set({ version, node_version: process.version, mode }, 1);
    happenings.on('operation', (operation) => { this.operation(operation); });
    happenings.on('upstream', (exchange) => { this.exchange(exchange); });
    happenings.on('refused', ({ reason }: RequestRefused) => { this.rejected.inc({ reason: this.reasons.of(reason) }); });
    happenings.on('limited', ({ limit }) => { this.limited.inc({ limit }); });
    happenings.on('breaker', (turned) => { this.turned(turned); });
    happenings.on('confirmation', ({ tool, outcome }) => { this.confirmations.inc({ gen_ai_tool_name: tool, outcome }); });
  }

  get contentType(): string { return this.registry.contentType; }

  /** Everything in Prometheus' text format. */
  text(): Promise<string> { return this.registry.metrics(); }

  /** A figure that is asked for whenever somebody looks. */
  gauge(name: string, help: string, read: () => number): void {
    new Gauge({ name, help, registers: [this.registry], collect() { this.set(read()); } });
  }

  /** Tells what may come as 0, and breakers as they are at the start. */
  private expect(): void {
    for (const reason of EXPECTED_REASONS) this.rejected.inc({ reason: this.reasons.of(reason) }, 0);
    for (const limit of LIMITS) this.limited.inc({ limit }, 0);
    for (const upstream of UPSTREAMS) {
      for (const state of BREAKER_STATES) this.turns.inc({ upstream, state }, 0);
      this.show({ upstream, state: 'closed' });
    }
  }

  private turned(turned: BreakerTurned): void {
    this.turns.inc({ ...turned });
    this.show(turned);
  }

  private show({ upstream, state }: BreakerTurned): void {
    for (const one of BREAKER_STATES) this.breaker.set({ upstream, state: one }, one === state ? 1 : 0);
  }

  private operation({ method, tool = '', failure, code, ms, bytes, protocolVersion }: OperationAnswered): void {
    this.operations.observe({ mcp_method_name: method, gen_ai_tool_name: tool, error_type: this.errorType(failure, code) }, ms / 1000);
    this.requests.inc({ mcp_protocol_version: protocolVersion === undefined ? '' : listed(VERSIONS, protocolVersion) });
    if (tool === '') return;
    this.results.observe({ gen_ai_tool_name: tool }, bytes);
    if (failure !== undefined && failure !== 'protocol') this.failures.inc({ gen_ai_tool_name: tool, kind: failure });
  }

  /** The code of JSON-RPC where the protocol itself answered an error, as the convention asks. */
  private errorType(failure: OperationAnswered['failure'], code: number | undefined): string {
    if (failure === undefined) return '';
    return code === undefined ? TOOL_ERROR : this.codes.of(String(code));
  }

  private exchange({ method, route, status, failure = '', ms, bytes }: UpstreamAnswered): void {
    const template = this.routes.of(route ?? '_OTHER');
    const failed = failure !== '' ? failure : status !== undefined && status >= 400 ? String(status) : '';
    this.upstream.observe({ http_request_method: method, url_template: template, http_response_status_code: status === undefined ? '' : String(status), error_type: failed }, ms / 1000);
    this.upstreamBytes.inc({ url_template: template }, bytes);
  }

  private histogram<L extends string>(name: string, help: string, labelNames: L[], buckets: number[]): Histogram<L> {
    return new Histogram({ name, help, labelNames, buckets, registers: [this.registry] });
  }

  private counter<L extends string>(name: string, help: string, labelNames: L[]): Counter<L> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }
}
