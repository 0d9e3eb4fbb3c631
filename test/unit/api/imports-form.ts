import { readFileSync } from 'node:fs';
import type { ImportReport } from '../../../src/contract/design-import.js';
import type { VariableWrapper } from '../../../src/contract/variable.js';
import type { VirtualUser } from '../../../src/contract/virtual-user.js';
import type { House } from './house.js';
import type { Answer } from './running-backend.js';

export type Reported = VirtualUser & { importReport: ImportReport };
export interface Part { readonly name: string; readonly content: string | Uint8Array<ArrayBuffer>; readonly filename?: string; readonly type?: string }

/** Bytes of a committed fixture. */
export const fixture = (path: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(new URL(`../../fixtures/${path}`, import.meta.url)));

/** A multipart form; parts without a file name are fields. */
export function formOf(...parts: readonly Part[]): FormData {
  const form = new FormData();
  for (const { name, content, filename, type = 'application/octet-stream' } of parts) {
    if (filename === undefined && typeof content === 'string') form.append(name, content);
    else form.append(name, new Blob([content], { type }), filename);
  }
  return form;
}

/** Everything of a project that an import could change, to be compared before and after. */
export async function contentOf(house: House, projectId: string): Promise<unknown> {
  const paths = ['/design/virtual-users/by-project/', '/design/http-servers/by-project/', '/design/variables/by-project/', '/design/project-files/list/', '/runtime/scenarios/by-project/', '/design/sla-profiles/by-project/'];
  return Promise.all(paths.map(async (path) => (await house.call('GET', path + projectId)).json));
}

/** An import that has to work. */
export async function imported<T>(house: House, path: string, form: unknown): Promise<T> {
  const answer: Answer = await house.call('POST', path, form);
  if (answer.status !== 201) throw new Error(`${path} answered ${answer.status}: ${answer.text.slice(0, 500)}`);
  return answer.json as T;
}

export const variablesOf = async (house: House, projectId: string): Promise<VariableWrapper[]> => (await house.call('GET', `/design/variables/by-project/${projectId}`)).json as VariableWrapper[];

/** A test plan around the content of one thread group; `beside` stands next to it. */
export const jmxPlan = (inner: string, beside = '', name = 'Group one'): string => `<?xml version="1.0" encoding="UTF-8"?><jmeterTestPlan version="1.2" properties="5.0" jmeter="5.6.3"><hashTree><TestPlan guiclass="TestPlanGui" testclass="TestPlan" testname="Plan"/><hashTree>${beside}<ThreadGroup guiclass="ThreadGroupGui" testclass="ThreadGroup" testname="${name}"><stringProp name="ThreadGroup.num_threads">3</stringProp><stringProp name="ThreadGroup.ramp_time">5</stringProp></ThreadGroup><hashTree>${inner}</hashTree></hashTree></hashTree></jmeterTestPlan>`;
export const jmxRequest = (path: string, more = '', host = 'shop.test'): string => `<HTTPSamplerProxy guiclass="HttpTestSampleGui" testclass="HTTPSamplerProxy" testname="${path}"><stringProp name="HTTPSampler.domain">${host}</stringProp><stringProp name="HTTPSampler.protocol">https</stringProp><stringProp name="HTTPSampler.path">${path}</stringProp><stringProp name="HTTPSampler.method">GET</stringProp></HTTPSamplerProxy><hashTree>${more}</hashTree>`;
export const jmxConstants = (values: Readonly<Record<string, string>>): string => `<Arguments guiclass="ArgumentsPanel" testclass="Arguments" testname="User Defined Variables"><collectionProp name="Arguments.arguments">${Object.entries(values).map(([name, value]) => `<elementProp name="${name}" elementType="Argument"><stringProp name="Argument.name">${name}</stringProp><stringProp name="Argument.value">${value}</stringProp><stringProp name="Argument.metadata">=</stringProp></elementProp>`).join('')}</collectionProp></Arguments><hashTree/>`;
