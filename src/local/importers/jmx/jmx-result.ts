import type { z } from 'zod';
import type { ActionNode } from '../../../contract/actions.js';
import type { ServerAuthorization } from '../../../contract/http-server.js';
import type { UserProfileLoad } from '../../../contract/load.js';
import type { Variable } from '../../../contract/variable.js';
import type { ServerDraft } from '../import-result.js';
import type { KeptGroup, KeptPlan } from './kept-plan.js';

/** What the platform's JMX import takes (octoperf-rest-api.md §4 "JmxDesignImportRequest": names documented). */
export interface JmxImportOptions { readonly resources: 'KEEP_ALL' | 'REMOVE'; readonly adBlocking: 'ENABLED' | 'DISABLED' }

/** `kept` = written out again by an export but not executed as it stands; `changed` = executed, but not exactly so; `dropped` = gone. */
export interface JmxNote {
  readonly level: 'kept' | 'changed' | 'dropped';
  /** Class of the JMeter element. */
  readonly type: string;
  readonly name: string;
  /** Names of the elements above it and its own, outermost first, joined by ` > `. */
  readonly place: string;
  readonly reason: string;
}

/** A server of the plan with what its requests and authorization managers say about it. */
export interface JmxServerDraft extends ServerDraft {
  readonly authorizations: z.infer<typeof ServerAuthorization>[];
  /** Milliseconds; undefined where no request names one. */
  readonly connectTimeoutMs?: number;
  readonly responseTimeoutMs?: number;
  readonly resourcesPool?: number;
}

/** A variable to create in the project; `name` is the `${name}`, for CSV only a label. Unique in one import. */
export interface VariableDraft { readonly name: string; readonly description: string; readonly variable: z.infer<typeof Variable> }

/** How a thread group shapes its load; `OPEN_MODEL` is JMeter 5.5's schedule text, the plugin kinds have their own properties in `raw`. */
export const LOAD_KINDS = ['THREADS', 'STEPPING', 'ULTIMATE', 'CONCURRENCY', 'ARRIVALS', 'FREE_FORM_ARRIVALS', 'OPEN_MODEL', 'OTHER'] as const;

/**
 * What a thread group says about load, for a scenario to be made later. Numbers are null where the plan holds an expression
 * without a default; the texts of the plan are in `raw`. Never negative, never NaN. `loops` -1 = for ever.
 */
export interface ScenarioHint {
  /** Position of its Virtual User in `virtualUsers`. */
  readonly virtualUser: number;
  readonly kind: (typeof LOAD_KINDS)[number];
  readonly role: 'MAIN' | 'SETUP' | 'TEARDOWN';
  readonly enabled: boolean;
  readonly threads: number | null;
  readonly rampUpSeconds: number | null;
  readonly loops: number | null;
  readonly scheduler: boolean;
  readonly durationSeconds: number | null;
  readonly delaySeconds: number | null;
  readonly onSampleError: string;
  readonly sameUserOnEachIteration: boolean;
  /** The shape as a scenario holds it; null where the plan does not say how long it runs or cannot be expressed. */
  readonly load: UserProfileLoad | null;
  /** Rows of plugin schedules, as texts. */
  readonly schedule: readonly (readonly string[])[];
  readonly raw: Readonly<Record<string, string>>;
  /** Cookie and cache behaviour in its scope, for the engine settings of a profile; null where the plan has no manager. */
  readonly cookies: { readonly clearEachIteration: boolean; readonly policy: string } | null;
  readonly cache: { readonly clearEachIteration: boolean; readonly useExpires: boolean } | null;
  /** Throughput timers in its scope: class and properties. */
  readonly throughput: readonly { readonly type: string; readonly raw: Readonly<Record<string, string>> }[];
}

/** One Virtual User: a thread group, a test fragment, or the requests of a file without either. */
export interface JmxVirtualUser {
  /** Links of this import name their target by it until `bindLinks` replaces it. */
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly type: 'JMETER' | 'FRAGMENTS';
  /** Whether the thread group was enabled; a disabled one is imported, too, but not part of the load. */
  readonly enabled: boolean;
  readonly role: 'MAIN' | 'SETUP' | 'TEARDOWN';
  readonly children: ActionNode[];
  /** Originals, to be stored with the Virtual User as its field `jmx`: an export needs them. */
  readonly jmx: KeptGroup;
}

/** A test plan as Virtual Users, servers, variables, load, and what to know about it. */
export interface JmxImport {
  readonly virtualUsers: JmxVirtualUser[];
  readonly servers: JmxServerDraft[];
  readonly variables: VariableDraft[];
  /** Base names of the files the plan reads: data, uploads, scripts, included plans. To be uploaded to the project. */
  readonly files: string[];
  readonly scenarioHints: ScenarioHint[];
  readonly notes: JmxNote[];
  /** The plan around the thread groups; every Virtual User carries it, too. */
  readonly plan: KeptPlan;
}
