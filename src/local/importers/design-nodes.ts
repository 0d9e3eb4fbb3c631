import type { ActionNode } from '../../contract/actions.js';
import type { JsonAssertion, ResponseAssertion } from '../../contract/assertions.js';
import type { Header, Parameter, PostData } from '../../contract/post-data.js';
import { elementName } from './clean-text.js';

/** What varies between requests of hand-written tests; the rest has the platform's defaults. */
export interface RequestDraft {
  readonly name: string;
  readonly serverId: string;
  readonly method: string;
  readonly path: string;
  readonly queryParameters: Parameter[];
  readonly headers: Header[];
  readonly postData: PostData | null;
  readonly followRedirects: boolean;
  readonly enabled?: boolean;
}

/** One HTTP sampler (entities.md §3.4); named by its path where it has no name. */
export function requestNode(id: string, draft: RequestDraft, children: ActionNode[]): ActionNode {
  const { name, enabled = true, ...rest } = draft;
  return { '@type': 'HttpRequestAction', id, name: elementName(name, elementName(draft.path, '/')), enabled, ...rest, downloadResources: false, encoding: '', keepAlive: true, children };
}

export function containerNode(id: string, name: string, children: ActionNode[]): ActionNode {
  return { '@type': 'ContainerAction', id, name: elementName(name, 'Container'), enabled: true, includeTimers: false, children };
}

/** Where an assertion looks and what it wants. */
export type ResponseCheck = Pick<ResponseAssertion, 'location' | 'values' | 'rule'> & Partial<Pick<ResponseAssertion, 'negate' | 'any'>>;
export type JsonCheck = Pick<JsonAssertion, 'path'> & Partial<Pick<JsonAssertion, 'validateValue' | 'value' | 'expectNull' | 'negate'>>;

/** Whether a check wants a code that counts as a failure otherwise: the sample is then a success if only the check holds. */
const wantsFailure = ({ location, values, negate }: ResponseCheck): boolean => location === 'STATUS_CODE' && negate !== true && values.some((value) => /^\[?[45]/.test(value));

/** An assertion on the answer of a request itself. */
export function responseAssertion(id: string, name: string, enabled: boolean, check: ResponseCheck): ActionNode {
  const { location, values, rule, negate = false, any = false } = check;
  return { '@type': 'ResponseAssertion', id, name: elementName(name, 'Response assertion'), enabled, type: 'REQUEST_ONLY', location, values, rule, negate, assumeSuccess: wantsFailure(check), any };
}

export function jsonAssertion(id: string, name: string, enabled: boolean, check: JsonCheck): ActionNode {
  const { path, validateValue = false, value = '', expectNull = false, negate = false } = check;
  return { '@type': 'JsonAssertion', id, name: elementName(name, 'JSON assertion'), enabled, path, validateValue, value, regex: false, expectNull, negate };
}

/** First value at a JSONPath of the answer as a variable. */
export function jsonExtractor(id: string, variable: string, path: string): ActionNode {
  return { '@type': 'JsonVariableExtractor', id, name: variable, enabled: true, defaultValue: '', matchNumber: 1, applyTo: 'REQUEST_ONLY', path };
}

/** A header of the answer as a variable. */
export function headerExtractor(id: string, variable: string, header: string): ActionNode {
  const regexp = `(?i)${header.replace(/[^A-Za-z0-9]/g, '\\$&')}:\\s*([^\\r\\n]*)`;
  return { '@type': 'RegexpVariableExtractor', id, name: variable, enabled: true, defaultValue: '', matchNumber: 1, applyTo: 'REQUEST_ONLY', regexp, template: '$1$', from: 'HEADERS' };
}

/** A script that is kept to be read, not run: always disabled (its language has no sandbox of the original tool here). */
export function keptScript(type: 'JSR223Action' | 'JSR223PreProcessor' | 'JSR223PostProcessor', id: string, name: string, script: string): ActionNode {
  const children = type === 'JSR223Action' ? { children: [] } : {};
  return { '@type': type, id, name: elementName(name, 'Script'), enabled: false, language: 'javascript', script, parameters: '', filename: '', ...children };
}

/** A pause between two steps; both in ms, equal for a constant one. */
export function delayNode(ids: readonly [string, string], minMs: number, maxMs: number): ActionNode {
  const own = { id: ids[1], name: 'Think time', enabled: true };
  const thinktime: ActionNode = minMs === maxMs ? { '@type': 'ThinktimeConstant', ...own, value: minMs } : { '@type': 'ThinktimeUniform', ...own, min: minMs, max: maxMs };
  return { '@type': 'DelayAction', id: ids[0], name: 'Delay', enabled: true, thinktime };
}
