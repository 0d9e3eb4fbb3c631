import { z } from 'zod';
import { InjectionTarget } from './correlation-rule.js';
import { typed } from './wire.js';

/** Everything a NeoLoad migration may leave to do (contract/resources.yaml, documented); each is a section of the neoload-migration skill. */
export const NEOLOAD_KINDS = [
  'HTTP_PUSH', 'MEDIA_STREAM', 'SOAP_ENVELOPE', 'PLUGIN_REQUEST', 'JAVASCRIPT_ACTION', 'TRY_CATCH', 'FORK', 'CUSTOM_ACTION', 'ENCRYPTED_VARIABLE', 'CONTAINER_EXECUTION',
  'SWITCH_FALL_THROUGH', 'RENDEZVOUS_POLICY', 'SERVER_CREDENTIALS', 'GENERATED_VARIABLE', 'WAIT_UNTIL', 'PREDEFINED_VARIABLE', 'SERIALIZED_VARIABLE', 'MISSING_DATA_FILE', 'BINARY_BODY',
  'WEBSOCKET_PUSH', 'MONITOR', 'SLA_PROFILE', 'SLA_THRESHOLD', 'XPATH_ASSERTION', 'STOP_VIRTUAL_USER', 'USER_PATH_SEQUENCE', 'UNKNOWN_ELEMENT', 'CONVERSION_FAILED', 'CORRELATION_CANDIDATE',
] as const;

/** The same for LoadRunner (contract/resources.yaml, documented). */
export const LOADRUNNER_KINDS = [
  'UNSUPPORTED_PROTOCOL', 'SOCKET_PROTOCOL', 'SAP_PROTOCOL', 'RDP_PROTOCOL', 'TERMINAL_PROTOCOL', 'CUSTOM_C_CODE', 'UNSUPPORTED_FUNCTION', 'THINK_TIME_NOT_LITERAL', 'CONDITION_NOT_SUPPORTED',
  'LOOP_BOUND_NOT_LITERAL', 'CONTROL_FLOW', 'PARAMETERISED_SERVER', 'RECORDED_COOKIE', 'MISSING_SNAPSHOT', 'MISSING_DATA_FILE', 'MISSING_SCRIPT', 'PARAMETER_TYPE', 'SCRIPT_SEQUENCE',
  'ITERATION_COUNT', 'RENDEZVOUS_POLICY', 'SCENARIO_TYPE', 'SCHEDULED_START', 'SCHEDULE_DURATION', 'LOAD_GENERATOR', 'ITERATION_PACING', 'SAVED_PARAMETER', 'STEP_NAME_PARAMETER', 'SLA_RULE',
  'WAN_EMULATION', 'DATE_PARAMETER', 'TRANSPORT_OPTION', 'SERVER_AUTHORIZATION', 'CONVERSION_FAILED',
] as const;

/** One of the kinds; a newer server may know more. */
export const kindOf = <K extends readonly [string, ...string[]]>(kinds: K) => z.union([z.enum(kinds), z.string()]);

const names = z.array(z.string());
const flag = z.boolean().optional();
const count = z.union([z.number(), z.string()]);

/** A range of a monitored counter; an empty bound is open. */
const MonitorAlarm = z.looseObject({ minimum: z.string(), maximum: z.string(), duration: z.string(), durationKind: z.string().describe('SECONDS or OCCURRENCES'), severity: z.string(), comment: z.string() });
const MonitorCounter = z.looseObject({ name: z.string(), unit: z.string(), alarms: z.array(MonitorAlarm) });

/** Facts whose type is named in public material (contract/resources.yaml, documented names and fields; the types of fields inferred). */
export const NeoloadNamedFacts = z.discriminatedUnion('@type', [
  typed('NeoLoadElementFacts', {}).describe('Names an element of the tree; its fields are not published.'),
  typed('NeoLoadMonitorFacts', {
    monitor: z.string(), connector: z.string(), noEquivalent: flag, host: z.string(), port: z.string(), login: z.string(),
    intervalMs: z.number(), passwordEncrypted: flag, counters: z.array(MonitorCounter),
  }),
  typed('NeoLoadSlaProfileFacts', { profile: z.string(), metrics: z.number(), alarms: z.number(), boundTo: names.describe('elements it was measured on; empty: switched off everywhere') }),
  typed('NeoLoadMediaFacts', { bufferSeconds: z.number(), durationStrategy: z.string(), durationSeconds: z.number() }),
  typed('NeoLoadGeneratedVariableFacts', { source: z.string(), function: z.string().describe('the expression that replaces it; may be empty'), script: z.string() }),
  typed('NeoLoadSqlFacts', { database: z.string(), query: z.string() }),
  typed('NeoLoadQueueFacts', { name: z.string(), size: z.number(), pollTimeoutMs: z.number() }),
  typed('NeoLoadSequenceFacts', { sequence: z.string().describe('init or end'), virtualUser: z.string() }),
  typed('NeoLoadCorrelationFacts', {
    variable: z.string(), expression: z.string(), extractFrom: z.enum(['BODY', 'HEADERS']), targets: z.array(InjectionTarget), occurrences: z.number(), virtualUsers: names,
  }),
]).meta({ id: 'NeoloadNamedFacts' });

/** A field that a kind is known to carry in facts whose type is not published. */
const of = (words: string): z.ZodOptional<z.ZodUnknown> => z.unknown().optional().describe(words);

/** Facts of a type not named above: the fields that each kind is known to carry (contract/resources.yaml "facts_fields_seen"). */
export const NeoloadOtherFacts = z.looseObject({
  '@type': z.string(),
  pushType: of('HTTP_PUSH'), messageSplitter: of('HTTP_PUSH'),
  wsdl: of('SOAP_ENVELOPE'), version: of('SOAP_ENVELOPE'), style: of('SOAP_ENVELOPE'), use: of('SOAP_ENVELOPE'),
  plugin: of('PLUGIN_REQUEST, CUSTOM_ACTION'), transport: of('PLUGIN_REQUEST'), parameters: of('CUSTOM_ACTION'), encrypted: of('CUSTOM_ACTION: names of parameters whose value did not travel'),
  libraries: of('JAVASCRIPT_ACTION'), catchesErrors: of('TRY_CATCH'), catchesAssertions: of('TRY_CATCH'), copiedVariables: of('FORK'),
  drawn: of('CONTAINER_EXECUTION'), weighted: of('CONTAINER_EXECUTION: [{element, weight}]'), caseValue: of('SWITCH_FALL_THROUGH'),
  server: of('SERVER_CREDENTIALS'), scheme: of('SERVER_CREDENTIALS'), user: of('SERVER_CREDENTIALS'), timeoutSeconds: of('WAIT_UNTIL'),
  reference: of('PREDEFINED_VARIABLE'), closest: of('PREDEFINED_VARIABLE'), columns: of('SERIALIZED_VARIABLE'), filename: of('MISSING_DATA_FILE'), bytes: of('BINARY_BODY'),
  connection: of('WEBSOCKET_PUSH'), pushedMessages: of('WEBSOCKET_PUSH'), profile: of('SLA_THRESHOLD'), identifier: of('SLA_THRESHOLD'), expression: of('XPATH_ASSERTION'), failure: of('CONVERSION_FAILED'),
}).meta({ id: 'NeoloadOtherFacts' });

/** The fourteen types of the LoadRunner migration (contract/resources.yaml, documented). Where public words name no key, it is left open. */
export const LoadRunnerNamedFacts = z.discriminatedUnion('@type', [
  typed('LoadRunnerThinkTimeFacts', {}).describe('The duration as the script wrote it; key not published.'),
  typed('LoadRunnerConditionFacts', {}).describe('The condition in C; key not published.'),
  typed('LoadRunnerServerFacts', { url: z.string(), scheme: z.string(), port: count }),
  typed('ImportFileFacts', { filename: z.string() }),
  typed('LoadRunnerIterationFacts', { runLogic: count.describe('count of default.usp'), settings: count.describe('count of default.cfg') }),
  typed('ImportRendezVousFacts', {}).describe('The policy that was chosen; keys not published.'),
  typed('LoadRunnerPacingFacts', { type: z.string() }).describe('Its bounds are in seconds; keys not published.'),
  typed('LoadRunnerSaveFacts', { values: names }).describe('Every value the script writes to a parameter; the key of its name is not published.'),
  typed('LoadRunnerSlaFacts', {}).describe('The SLA profiles that were created; key not published.'),
  typed('LoadRunnerWanFacts', { group: z.string(), downKbps: count }).describe('Also the name of the location, upload rate, latency and packet loss; keys not published.'),
  typed('LoadRunnerDateFacts', { expression: z.string(), pattern: z.string() }),
  typed('LoadRunnerTransportFacts', { option: z.string(), value: z.string() }),
  typed('LoadRunnerAuthorizationFacts', { username: z.string(), domain: z.string(), target: z.string(), server: z.string().describe('empty: none could be found') }),
  typed('ImportFailureFacts', {}).describe('What went wrong; key not published.'),
]).meta({ id: 'LoadRunnerNamedFacts' });

/** Facts of a type that a newer server may add. */
export const LoadRunnerOtherFacts = z.looseObject({ '@type': z.string() }).meta({ id: 'LoadRunnerOtherFacts' });
