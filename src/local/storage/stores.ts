import type { Kysely } from 'kysely';
import { BenchLogStore } from './bench-log-store.js';
import { DatabaseAccountStore } from './database-account-store.js';
import { DatabaseOidcPayloadStore } from './database-oidc-payload-store.js';
import { DatabaseSigningKeyStore } from './database-signing-key-store.js';
import { DocumentStore } from './document-store.js';
import { ErrorSampleStore } from './error-sample-store.js';
import { FiringStore } from './firing-store.js';
import type { IdentityStore } from './identity-store.js';
import { LaunchKeyStore } from './launch-key-store.js';
import { MemberStore } from './member-store.js';
import { MetricFormat } from './metric-format.js';
import { MetricStore } from './metric-store.js';
import { RecordingStore } from './recording-store.js';
import type { Schema } from './schema.js';
import { TaskStore } from './task-store.js';
import { TicketStore } from './ticket-store.js';
import { ValidationStore } from './validation-store.js';

/** Every store over one connection: the database itself, or a transaction on it. */
export class Stores implements IdentityStore {
  readonly documents: DocumentStore;
  readonly members: MemberStore;
  readonly recordings: RecordingStore;
  readonly tasks: TaskStore;
  readonly tickets: TicketStore;
  readonly validations: ValidationStore;
  readonly metrics: MetricStore;
  readonly metricFormat: MetricFormat;
  readonly errors: ErrorSampleStore;
  readonly benchLogs: BenchLogStore;
  readonly launchKeys: LaunchKeyStore;
  readonly firings: FiringStore;
  readonly accounts: DatabaseAccountStore;
  readonly oidc: DatabaseOidcPayloadStore;
  readonly keys: DatabaseSigningKeyStore;

  constructor(kysely: Kysely<Schema>) {
    this.documents = new DocumentStore(kysely);
    this.members = new MemberStore(kysely);
    this.recordings = new RecordingStore(kysely);
    this.tasks = new TaskStore(kysely);
    this.tickets = new TicketStore(kysely);
    this.validations = new ValidationStore(kysely);
    this.metrics = new MetricStore(kysely);
    this.metricFormat = new MetricFormat(kysely, this.metrics);
    this.errors = new ErrorSampleStore(kysely);
    this.benchLogs = new BenchLogStore(kysely);
    this.launchKeys = new LaunchKeyStore(kysely);
    this.firings = new FiringStore(kysely);
    this.accounts = new DatabaseAccountStore(kysely);
    this.oidc = new DatabaseOidcPayloadStore(kysely);
    this.keys = new DatabaseSigningKeyStore(kysely);
  }
}
