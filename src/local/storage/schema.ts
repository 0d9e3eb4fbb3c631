import type { CollectionName } from './collections.js';

/**
 * The tables as both dialects hold them. Free text from outside stands inside JSON columns only (PostgreSQL refuses NUL in
 * text, JSON escapes it); everything that is searched by has a column of its own. Times are epoch milliseconds unless said.
 */
export interface Schema {
  account: AccountRow;
  credential: CredentialRow;
  member: MemberRow;
  document: DocumentRow;
  recording: { virtual_user_id: string; action_id: string; position: number; request: string; response: string; code: number };
  task: { id: string; account_id: string; created: number; result: string | null };
  presigned_ticket: TicketRow;
  validation: { virtual_user_id: string; bench_result_id: string; created: number };
  validation_sample: ValidationSampleRow;
  metric_run: MetricRunRow;
  /** One stretch of time of a run: of all its actions, of its sums over actions, or of its users (see metric-layout.ts). */
  metric_slab: { bench_result_id: string; part: number; level: number; bucket: number; body: Bytes };
  /** Whole-run measures, a piece per part; of sums over actions under their negative numbers. */
  metric_whole: WholeColumns & { bench_result_id: string; series_id: number };
  metric_series: { bench_result_id: string; series_id: number; key: string };
  /** Seconds, totals and user load of runs in the format before slabs: read by their update alone. */
  metric_row: MeasureColumns & { bench_result_id: string; series_id: number; second: number };
  metric_total: MeasureColumns & { bench_result_id: string; series_id: number };
  user_load: { bench_result_id: string; second: number; profile_id: string; users: number; region: string; injector_id: string };
  generator_second: { bench_result_id: string; second: number; figures: string };
  error_sample: { bench_result_id: string; action_id: string; timestamp: number; sample: string; exchange: string };
  bench_log: { bench_result_id: string; at: number; line: string };
  live_bench: { bench_result_id: string };
  /** What a launch was asked for under a key of its caller, and the report it answered. */
  launch_key: { account_id: string; key_hash: string; asked: string; report_id: string; created: number };
  job_firing: { job_id: string; due: number };
  oidc_payload: OidcPayloadRow;
  signing_key: { kid: string; jwk: string; created: number; retired: number | null };
  server_secret: { name: string; value: string };
}

export interface AccountRow { id: string; username: string; password_hash: string; platform_admin: number; created: number }
export interface CredentialRow { hash: string; kind: 'session' | 'apiKey'; account_id: string; name: string; created: number; expires_at: number | null }
/** `more`: fields of a member that this backend does not know, as JSON. */
export interface MemberRow { id: string; workspace_id: string; account_id: string; role: string; created: number; more: string }

export interface DocumentRow {
  collection: CollectionName;
  id: string;
  workspace_id: string;
  parent_id: string;
  doc: string;
  /** Rises by one with each write: what an optimistic write compares. */
  revision: number;
  /** Rising number of insertion, for listings in a stable order. */
  inserted: number;
}

export interface TicketRow { hash: string; account_id: string; method: string; call: string; expires_at: number; used_at: number | null }

export interface ValidationSampleRow { virtual_user_id: string; action_id: string; timestamp: number; success: number; message: string; exchange: string }

/** The embedded database answers an ArrayBuffer, PostgreSQL a Buffer. */
export type Bytes = Uint8Array | ArrayBuffer;

/** How the data of a run is kept. Times in epoch seconds: `rolled_until` = up to where its sums over longer stretches are written. */
export interface MetricRunRow { bench_result_id: string; format: number; origin: number; first_second: number; last_second: number; rolled_until: number; ended: number }

export interface WholeColumns { figures: Bytes; labels: Bytes; elapsed_histogram: Bytes; latency_histogram: Bytes; connect_histogram: Bytes }

/** A measure in the format before slabs: its plain figures as JSON, its histograms encoded and apart, so that a reader decodes only those it looks at. */
export interface MeasureColumns { figures: string; elapsed_histogram: string; latency_histogram: string; connect_histogram: string }

export interface OidcPayloadRow {
  model: string;
  id: string;
  payload: string;
  grant_id: string | null;
  user_code: string | null;
  uid: string | null;
  account_id: string | null;
  expires_at: number | null;
  consumed_at: number | null;
  inserted: number;
}
