import { type Kysely, type Migration, type MigrationProvider, sql } from 'kysely';
import type { Schema } from './schema.js';

const MEASURE = 'figures text not null, elapsed_histogram text not null, latency_histogram text not null, connect_histogram text not null';

/** Written once and never edited: a change of the tables is a further entry. Types that mean the same in SQLite and PostgreSQL. */
const FIRST: readonly string[] = [
  `create table account (id text primary key, username text not null unique, password_hash text not null, platform_admin smallint not null, created bigint not null)`,
  `create table credential (hash text primary key, kind text not null, account_id text not null, name text not null, created bigint not null, expires_at bigint)`,
  `create table member (id text primary key, workspace_id text not null, account_id text not null, role text not null, created bigint not null, unique (workspace_id, account_id))`,
  `create index member_of_account on member (account_id)`,
  `create table document (collection text not null, id text not null, workspace_id text not null, parent_id text not null, doc text not null, revision bigint not null, inserted bigint not null, primary key (collection, id))`,
  `create index document_of_parent on document (parent_id, collection)`,
  `create index document_of_workspace on document (workspace_id, collection)`,
  `create table recording (virtual_user_id text not null, action_id text not null, position integer not null, request text not null, response text not null, code integer not null, primary key (virtual_user_id, action_id))`,
  `create table task (id text primary key, account_id text not null, created bigint not null, result text)`,
  `create table presigned_ticket (hash text primary key, account_id text not null, method text not null, call text not null, expires_at bigint not null, used_at bigint)`,
  `create table validation (virtual_user_id text primary key, bench_result_id text not null, created bigint not null)`,
  `create table validation_sample (virtual_user_id text not null, action_id text not null, timestamp bigint not null, success smallint not null, message text not null, exchange text not null, primary key (virtual_user_id, action_id, timestamp))`,
  `create table metric_series (bench_result_id text not null, series_id integer not null, key text not null, primary key (bench_result_id, series_id))`,
  `create table metric_row (bench_result_id text not null, series_id integer not null, second bigint not null, ${MEASURE})`,
  `create index metric_row_of_series on metric_row (bench_result_id, series_id, second)`,
  `create table metric_total (bench_result_id text not null, series_id integer not null, ${MEASURE}, primary key (bench_result_id, series_id))`,
  `create table user_load (bench_result_id text not null, second bigint not null, profile_id text not null, users integer not null, region text not null, injector_id text not null)`,
  `create index user_load_of_bench on user_load (bench_result_id, second)`,
  `create table error_sample (bench_result_id text not null, action_id text not null, timestamp bigint not null, sample text not null, exchange text not null)`,
  `create index error_sample_of_bench on error_sample (bench_result_id, action_id, timestamp)`,
  `create table bench_log (bench_result_id text not null, at bigint not null, line text not null)`,
  `create index bench_log_of_bench on bench_log (bench_result_id, at)`,
  `create table live_bench (bench_result_id text primary key)`,
  `create table oidc_payload (model text not null, id text not null, payload text not null, grant_id text, user_code text, uid text, account_id text, expires_at bigint, consumed_at bigint, inserted bigint not null, primary key (model, id))`,
  `create index oidc_payload_of_grant on oidc_payload (grant_id)`,
  `create index oidc_payload_of_user_code on oidc_payload (user_code)`,
  `create index oidc_payload_of_uid on oidc_payload (uid)`,
  `create index oidc_payload_of_account on oidc_payload (account_id, model)`,
  `create table signing_key (kid text primary key, jwk text not null, created bigint not null, retired bigint)`,
  `create table server_secret (name text primary key, value text not null)`,
];

const LAUNCH_KEYS: readonly string[] = [
  `create table launch_key (account_id text not null, key_hash text not null, asked text not null, report_id text not null, created bigint not null, primary key (account_id, key_hash))`,
  `create index launch_key_by_age on launch_key (created)`,
];

/** When each armed job is due. A row is there exactly while the job is to run. */
const SCHEDULES: readonly string[] = [
  `create table job_firing (job_id text primary key, due bigint not null)`,
  `create index job_firing_by_due on job_firing (due)`,
];

/** What load generators measured of themselves, as JSON. */
const GENERATORS: readonly string[] = [
  `create table generator_second (bench_result_id text not null, second bigint not null, figures text not null)`,
  `create index generator_second_of_bench on generator_second (bench_result_id, second)`,
];
/** A member keeps what a newer client or backend says of it. */
const MEMBER_FIELDS: readonly string[] = [`alter table member add column more text not null default '{}'`];

/** Runs by stretches of time. SQLite keeps bytes as bytes in a column of any type, so PostgreSQL's name for them does for both. */
const SLABS: readonly string[] = [
  `create table metric_run (bench_result_id text primary key, format integer not null, origin bigint not null, first_second bigint not null, last_second bigint not null, rolled_until bigint not null, ended smallint not null)`,
  `create table metric_slab (bench_result_id text not null, part integer not null, level integer not null, bucket bigint not null, body bytea not null)`,
  `create index metric_slab_of_bench on metric_slab (bench_result_id, part, level, bucket)`,
  `create table metric_whole (bench_result_id text not null, series_id integer not null, figures bytea not null, labels bytea not null, elapsed_histogram bytea not null, latency_histogram bytea not null, connect_histogram bytea not null, primary key (bench_result_id, series_id))`,
];

const running = (statements: readonly string[]): Migration => ({
  up: async (database: Kysely<Schema>) => {
    for (const statement of statements) await sql.raw(statement).execute(database);
  },
});

/** Every migration in order, embedded so that it is there in any build. */
export const MIGRATIONS: MigrationProvider = {
  getMigrations: async () => ({
    '0001-first-tables': running(FIRST),
    '0002-launch-keys': running(LAUNCH_KEYS),
    '0003-schedules': running(SCHEDULES),
    '0004-generator-seconds': running(GENERATORS),
    '0005-member-fields': running(MEMBER_FIELDS),
    '0006-metric-slabs': running(SLABS),
  }),
};
