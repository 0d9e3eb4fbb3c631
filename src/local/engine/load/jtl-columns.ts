import { hostname } from 'node:os';
import type { Sample } from '../interpreter/sample.js';

/** How many users are alive, in the sample's own profile and in all. */
export interface Crowd { readonly group: number; readonly all: number }

/** One line before it is written. */
export interface JtlLine { readonly sample: Sample; readonly startedAt: number; readonly threadName: string; readonly crowd: Crowd }

interface Column { readonly header: string; readonly setting: string; readonly byDefault: boolean; readonly value: (line: JtlLine) => string | number | boolean }

const HOST = hostname();
const column = (header: string, setting: string, value: Column['value'], byDefault = true): Column => ({ header, setting, value, byDefault });

/** Columns of JMeter 5's CSV result file in its order, each with the name it has in `jtl.settings` (entities.md §4.4). */
const COLUMNS: readonly Column[] = [
  column('timeStamp', 'TIMESTAMP', ({ startedAt }) => Math.floor(startedAt)),
  column('elapsed', 'ELAPSED_TIME', ({ sample }) => Math.round(sample.elapsedMs)),
  column('label', 'LABEL', ({ sample }) => sample.action.actionName),
  column('responseCode', 'RESPONSE_CODE', ({ sample }) => (isUnanswered(sample) ? `Non HTTP response code: ${exceptionOf(sample.reason)}` : sample.code)),
  column('responseMessage', 'RESPONSE_MESSAGE', ({ sample }) => (isUnanswered(sample) ? `Non HTTP response message: ${sample.reason}` : sample.reason)),
  column('threadName', 'THREAD_NAME', ({ threadName }) => threadName),
  column('dataType', 'DATA_TYPE', ({ sample }) => (isTextual(sample.mediaType) ? 'text' : 'bin')),
  column('success', 'IS_SUCCESS', ({ sample }) => sample.success),
  column('failureMessage', 'ASSERTION_FAILURE_MESSAGE', ({ sample }) => sample.failedAssertions.map(({ message }) => message).join(' ')),
  column('bytes', 'RECEIVED_BYTES_COUNT', ({ sample }) => sample.receivedBytes),
  column('sentBytes', 'SENT_BYTES_COUNT', ({ sample }) => sample.sentBytes),
  column('grpThreads', 'ACTIVE_THREAD_COUNT', ({ crowd }) => crowd.group),
  column('allThreads', 'ACTIVE_THREAD_COUNT', ({ crowd }) => crowd.all),
  column('URL', 'URL', ({ sample }) => (sample.url === '' ? 'null' : sample.url)),
  column('Latency', 'LATENCY', ({ sample }) => Math.round(sample.latencyMs)),
  column('Encoding', 'ENCODING', ({ sample }) => /charset\s*=\s*"?([^";\s]+)/i.exec(sample.contentType ?? '')?.[1] ?? 'ISO-8859-1', false),
  column('SampleCount', 'SAMPLE_AND_ERROR_COUNTS', () => 1, false),
  column('ErrorCount', 'SAMPLE_AND_ERROR_COUNTS', ({ sample }) => (sample.success ? 0 : 1), false),
  column('Hostname', 'HOSTNAME', () => HOST, false),
  column('IdleTime', 'IDLE_TIME', () => 0),
  column('Connect', 'CONNECT_TIME', ({ sample }) => Math.round(sample.connectMs)),
];
const SETTINGS: ReadonlySet<string> = new Set(COLUMNS.map(({ setting }) => setting));

/** Names among these that are no column here. */
export const unknownColumns = (settings: readonly string[]): string[] => settings.filter((setting) => !SETTINGS.has(setting));

/**
 * The columns of a file: all that any of its profiles asks for, since a file has one header. A profile that asks for none gets those
 * that JMeter writes by default.
 */
export function jtlColumns(profiles: readonly (readonly string[])[]): readonly Column[] {
  const asked = new Set(profiles.flat());
  const withDefaults = profiles.some((settings) => settings.every((setting) => !SETTINGS.has(setting)));
  return COLUMNS.filter(({ setting, byDefault }) => asked.has(setting) || (withDefaults && byDefault));
}

const isUnanswered = ({ code, failure, url }: Sample): boolean => code === '-1' && url !== '' && failure !== '';
const isTextual = (mediaType: string | undefined): boolean => mediaType === undefined || mediaType.startsWith('text/') || /json|xml|javascript|x-www-form-urlencoded/.test(mediaType);

/** The Java class that JMeter would name for what went wrong with a connection; our sentences begin with it in plain words. */
const EXCEPTIONS: readonly [RegExp, string][] = [
  [/^Connection refused/, 'org.apache.http.conn.HttpHostConnectException'], [/^Connect timed out/, 'org.apache.http.conn.ConnectTimeoutException'], [/^Read timed out/, 'java.net.SocketTimeoutException'],
  [/^Unknown host/, 'java.net.UnknownHostException'], [/^Connection lost/, 'org.apache.http.NoHttpResponseException'], [/is not a URL|^Only http and https/, 'java.net.MalformedURLException'],
];
const exceptionOf = (reason: string): string => EXCEPTIONS.find(([pattern]) => pattern.test(reason))?.[1] ?? 'java.io.IOException';
