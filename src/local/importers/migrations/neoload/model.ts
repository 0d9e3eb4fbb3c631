import type { Header, MultipartPart, Parameter } from '../../../../contract/post-data.js';
import type { Conditions } from '../conditions.js';

/**
 * A NeoLoad project as both of its public forms say it: the XML that the Controller saves and as-code YAML. One converter reads
 * this model, so that a construct becomes the same wherever it was written.
 */
export interface NeoloadProject {
  readonly userPaths: UserPath[];
  readonly servers: NeoloadServer[];
  readonly variables: NeoloadVariable[];
  readonly slaProfiles: NeoloadSlaProfile[];
  readonly populations: Population[];
  readonly scenarios: NeoloadScenario[];
  readonly rendezvous: RendezvousPolicy[];
  /** Names of the project's own JavaScript libraries. */
  readonly libraries: string[];
}

/** A pause in milliseconds, or a text with a variable. */
export type Pause = { readonly minMs: number; readonly maxMs: number } | { readonly text: string };
/** A minimum duration of an iteration, in milliseconds. */
export interface PacingRange { readonly minMs: number; readonly maxMs: number }

export interface Sequence { readonly steps: Step[]; readonly pacing?: PacingRange | undefined; readonly slaProfile?: string | undefined; readonly assertions: ContentCheck[] }
export interface UserPath { readonly name: string; readonly description: string; readonly init?: Sequence | undefined; readonly actions: Sequence; readonly end?: Sequence | undefined; readonly assertions: ContentCheck[] }

/** How a container plays its elements: all in order, all shuffled, or so many drawn ones. */
export interface Execution { readonly order: 'IN_ORDER' | 'RANDOM_ORDER' | 'DRAW'; readonly drawn: number; readonly weights: { readonly element: string; readonly weight: number }[] }

interface Named { readonly name: string; readonly enabled?: boolean | undefined }
export interface RequestStep extends Named {
  readonly kind: 'request';
  readonly method: string;
  /** Whole address, or a path below `server`. */
  readonly url: string;
  readonly server?: string | undefined;
  readonly parameters: Parameter[];
  readonly headers: Header[];
  readonly body: RequestBody | undefined;
  readonly followRedirects: boolean;
  readonly extractors: ExtractorModel[];
  readonly checks: ContentCheck[];
  /** Checks with no counterpart, by the tag NeoLoad writes. */
  readonly otherChecks: string[];
  readonly slaProfile?: string | undefined;
  /** What the request is besides a request. */
  readonly nature?: RequestNature | undefined;
}
export type RequestNature =
  | { readonly is: 'PUSH'; readonly pushType: string; readonly messageSplitter: string }
  | { readonly is: 'SOAP'; readonly wsdl: string; readonly version: string; readonly style: string; readonly use: string }
  | { readonly is: 'PLUGIN'; readonly plugin: string; readonly transport: string };
export type RequestBody =
  | { readonly is: 'TEXT'; readonly text: string }
  | { readonly is: 'FORM'; readonly parameters: Parameter[] }
  | { readonly is: 'PARTS'; readonly parts: MultipartPart[] }
  | { readonly is: 'BINARY'; readonly bytes: Buffer };

export interface ExtractorModel {
  readonly name: string;
  readonly query: { readonly is: 'REGEXP'; readonly expression: string; readonly from: 'BODY' | 'HEADERS' | 'BOTH' } | { readonly is: 'JSONPATH' | 'XPATH'; readonly expression: string };
  readonly matchNumber: number;
  readonly template: string;
  readonly defaultValue: string;
  readonly mustMatch: boolean;
}
export interface ContentCheck { readonly name: string; readonly contains: string; readonly regexp: boolean; readonly not: boolean; readonly xpath?: string | undefined; readonly jsonPath?: string | undefined }

export type Step =
  | RequestStep
  | (Named & { readonly kind: 'container'; readonly steps: Step[]; readonly execution?: Execution | undefined; readonly slaProfile?: string | undefined; readonly assertions: ContentCheck[]; readonly parallel?: boolean | undefined; readonly thinkTime?: Pause | undefined })
  | (Named & { readonly kind: 'delay'; readonly pause: Pause })
  | (Named & { readonly kind: 'javascript'; readonly script: string })
  | (Named & { readonly kind: 'if'; readonly conditions: Conditions; readonly then: Step[]; readonly otherwise: Step[] })
  | (Named & { readonly kind: 'while'; readonly conditions: Conditions; readonly steps: Step[] })
  | (Named & { readonly kind: 'loop'; readonly count: string; readonly steps: Step[] })
  | (Named & { readonly kind: 'switch'; readonly value: string; readonly cases: SwitchCase[]; readonly otherwise: Step[] })
  | (Named & { readonly kind: 'try'; readonly steps: Step[]; readonly recovery: Step[]; readonly catchesErrors: boolean; readonly catchesAssertions: boolean })
  | (Named & { readonly kind: 'fork'; readonly steps: Step[]; readonly copiedVariables: boolean })
  | (Named & { readonly kind: 'custom'; readonly plugin: string; readonly parameters: Record<string, string>; readonly encrypted: string[] })
  | (Named & { readonly kind: 'rendezvous' })
  | (Named & { readonly kind: 'wait'; readonly conditions: Conditions; readonly timeoutSeconds: number })
  | (Named & { readonly kind: 'queue'; readonly queue: string; readonly put: string | undefined; readonly into: string })
  | (Named & { readonly kind: 'next' })
  | (Named & { readonly kind: 'log' })
  | (Named & { readonly kind: 'stop'; readonly startNew: boolean })
  | (Named & { readonly kind: 'websocket'; readonly pushedMessages: number })
  | (Named & { readonly kind: 'unknown'; readonly tag: string });
export interface SwitchCase { readonly value: string; readonly breaks: boolean; readonly enabled: boolean; readonly steps: Step[] }

export interface NeoloadServer { readonly id: string; readonly host: string; readonly port: string; readonly https: boolean; readonly credentials?: { readonly scheme: string; readonly user: string; readonly domain: string; /** A `${reference}` or empty: passwords never travel. */ readonly password: string } | undefined }

export type NeoloadVariable = { readonly name: string; readonly description: string } & (
  | { readonly is: 'CONSTANT'; readonly value: string }
  | { readonly is: 'FILE'; readonly path: string; readonly columns: string[]; readonly firstLineIsHeader: boolean; readonly startLine: number; readonly delimiter: string; readonly scope: VariableReach; readonly random: boolean; readonly atEnd: 'CYCLE' | 'STOP' | 'NO_VALUE' }
  | { readonly is: 'LIST'; readonly columns: string[]; readonly rows: string[][]; readonly scope: VariableReach; readonly random: boolean; readonly atEnd: 'CYCLE' | 'STOP' | 'NO_VALUE' }
  | { readonly is: 'SERIALIZED'; readonly columns: string[] }
  | { readonly is: 'COUNTER'; readonly start: number; readonly end: number; readonly increment: number; readonly scope: VariableReach; readonly eachIteration: boolean }
  | { readonly is: 'RANDOM_NUMBER'; readonly min: number; readonly max: number }
  | { readonly is: 'PASSWORD' }
  | { readonly is: 'GENERATED'; readonly source: string; readonly replacement: string; readonly script: string }
  | { readonly is: 'SQL'; readonly database: string; readonly query: string }
  | { readonly is: 'QUEUE'; readonly size: number; readonly pollTimeoutMs: number }
);
export type VariableReach = 'LOCAL' | 'GLOBAL' | 'UNIQUE';

export interface NeoloadSlaProfile { readonly name: string; readonly thresholds: SlaLine[] }
/** One line of a profile. `kpi` in NeoLoad's XML words; times in seconds as NeoLoad states them. */
export interface SlaLine { readonly kpi: string; readonly percentile: number | undefined; readonly alarms: { readonly severity: 'WARNING' | 'CRITICAL'; readonly operator: string; readonly value: number; readonly hold: { readonly times: number } | { readonly seconds: number } }[] }

/** When a meeting point lets its users go, by its name. */
export interface RendezvousPolicy { readonly name: string; readonly type: 'PERCENTAGE' | 'COUNT'; readonly value: number; readonly timeoutMs: number }
export interface Population { readonly name: string; readonly splits: { readonly userPath: string; readonly share: number | undefined }[] }
export interface NeoloadScenario { readonly name: string; readonly description: string; readonly slaProfile: string | undefined; readonly loads: PopulationLoad[] }
/** Load of one population; times in milliseconds, `durationMs` undefined = no end or so many iterations. */
export interface PopulationLoad { readonly population: string; readonly startAfterMs: number; readonly durationMs: number | undefined; readonly iterations: number | undefined; readonly shape: LoadShape }
export type LoadShape =
  | { readonly is: 'CONSTANT'; readonly users: number; readonly rampUpMs: number }
  | { readonly is: 'RAMP'; readonly from: number; readonly by: number; readonly everyMs: number; readonly most: number | undefined }
  | { readonly is: 'PEAKS'; readonly low: { readonly users: number; readonly ms: number }; readonly high: { readonly users: number; readonly ms: number }; readonly startsLow: boolean }
  | { readonly is: 'CURVE'; readonly points: { readonly ms: number; readonly users: number }[] };
