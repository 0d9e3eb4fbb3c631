import { PostData, type MultipartPart, type Parameter } from '../../../../contract/post-data.js';
import type { ActionNode } from '../../../../contract/actions.js';
import { oneLine } from '../../clean-text.js';
import { filePart, textPart } from '../../multipart-text.js';
import type { ImportJob, Place } from '../import-job.js';
import type { Slot } from '../kept-element.js';
import { isRecord, listField, textField } from '../node-fields.js';
import { flagOf, membersOf, propertyOf, valueOf, type PlanElement } from '../plan-element.js';
import { boolProp, collectionProp, elementProp, stringProp, type XmlElement } from '../xml-element.js';
import { queryText } from './http-address.js';

/** Methods whose arguments JMeter puts into the query; all others send them as a form. */
export const WITHOUT_BODY: ReadonlySet<string> = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE']);
const PLAIN_FILE = 'application/octet-stream';

interface Argument extends Parameter { readonly contentType: string }
interface FileArgument { readonly path: string; readonly name: string; readonly mimeType: string }

function argumentOf(xml: XmlElement): Argument {
  const value = valueOf(xml, 'Argument.value') ?? '';
  const useEquals = flagOf(xml, 'HTTPArgument.use_equals', true) || valueOf(xml, 'Argument.metadata') === '=' || value !== '';
  return { name: valueOf(xml, 'Argument.name') ?? '', value, encoded: flagOf(xml, 'HTTPArgument.always_encode'), useEquals, contentType: valueOf(xml, 'HTTPArgument.content_type') ?? '' };
}

/** Files of a request: the list of JMeter 2.4 and later, or the single one of older plans. */
function filesOf(xml: XmlElement): FileArgument[] {
  const listed = membersOf(propertyOf(xml, 'HTTPsampler.Files'), 'HTTPFileArgs.files').map((file) => ({ path: valueOf(file, 'File.path') ?? '', name: valueOf(file, 'File.paramname') ?? '', mimeType: valueOf(file, 'File.mimetype') ?? '' }));
  const single = { path: valueOf(xml, 'HTTPSampler.FILE_NAME') ?? '', name: valueOf(xml, 'HTTPSampler.FILE_FIELD') ?? '', mimeType: valueOf(xml, 'HTTPSampler.mimetype') ?? '' };
  return [...listed, ...(listed.length === 0 ? [single] : [])].filter((file) => file.path !== '');
}

const parameterOf = ({ name, value, encoded, useEquals }: Argument): Parameter => ({ name, value, encoded, useEquals });

/** What a request sends beside its address. */
export interface SentData { readonly postData: PostData | null; readonly query: Parameter[] }

/** Reads arguments and files with JMeter's rules: raw where all arguments are nameless, the file alone where it has no name, else a form or parts. */
export function sentData(element: PlanElement, method: string, job: ImportJob, place: Place): SentData {
  const { xml } = element;
  const own = membersOf(propertyOf(xml, 'HTTPsampler.Arguments'), 'Arguments.arguments');
  const found = [...own, ...place.scope.defaultArguments()].map(argumentOf);
  const raw = flagOf(xml, 'HTTPSampler.postBodyRaw') || (!WITHOUT_BODY.has(method) && found.length > 0 && found.every(({ name }) => name === ''));
  if (raw) return { postData: found.some(({ value }) => value !== '') ? { '@type': 'RawPostData', text: found.map(({ value }) => value).join('') } : null, query: [] };
  const files = filesOf(xml).map((file) => ({ ...file, filename: job.file(file.path, xml, place.names) }));
  if (WITHOUT_BODY.has(method)) {
    if (files.length > 0) job.note('changed', xml, place.names, `${method} sends no files: they are kept, but not sent`);
    return { postData: null, query: found.filter(({ name }) => name !== '').map(parameterOf) };
  }
  const [first] = files;
  if (first?.name === '') return { postData: { '@type': 'FilePostData', filename: first.filename, mimeType: first.mimeType || PLAIN_FILE }, query: [] };
  if (files.length === 0 && !flagOf(xml, 'HTTPSampler.DO_MULTIPART_POST')) return { postData: found.length === 0 ? null : { '@type': 'FormPostData', parameters: found.filter(({ name }) => name !== '').map(parameterOf) }, query: [] };
  const texts = found.map(({ name, value, contentType }) => textPart(name, value, contentType === '' ? undefined : contentType));
  const parts: MultipartPart[] = [...texts, ...files.map(({ name, filename, mimeType }) => filePart(oneLine(name).text, filename, mimeType))];
  return { postData: parts.length === 0 ? null : { '@type': 'MultipartPostData', parts }, query: [] };
}

function argumentXml({ name, value, encoded, useEquals }: Parameter, contentType = ''): XmlElement {
  return elementProp(name, 'HTTPArgument', [
    boolProp('HTTPArgument.always_encode', encoded), stringProp('Argument.value', value), stringProp('Argument.metadata', useEquals ? '=' : ''),
    boolProp('HTTPArgument.use_equals', useEquals), stringProp('Argument.name', name), ...(contentType === '' ? [] : [stringProp('HTTPArgument.content_type', contentType)]),
  ]);
}

const PANEL: readonly (readonly [string, string])[] = [['guiclass', 'HTTPArgumentsPanel'], ['testclass', 'Arguments'], ['testname', 'User Defined Variables'], ['enabled', 'true']];
const argumentsXml = (members: readonly XmlElement[]): XmlElement => elementProp('HTTPsampler.Arguments', 'Arguments', [collectionProp('Arguments.arguments', members)], PANEL);
const rawXml = (text: string): XmlElement => elementProp('HTTPsampler.Arguments', 'Arguments', [
  collectionProp('Arguments.arguments', [elementProp('', 'HTTPArgument', [boolProp('HTTPArgument.always_encode', false), stringProp('Argument.value', text), stringProp('Argument.metadata', '=')])]),
]);
const filesXml = (files: readonly FileArgument[]): XmlElement => elementProp('HTTPsampler.Files', 'HTTPFileArgs', [
  collectionProp('HTTPFileArgs.files', files.map((file) => elementProp(file.path, 'HTTPFileArg', [stringProp('File.path', file.path), stringProp('File.paramname', file.name), stringProp('File.mimetype', file.mimeType)]))),
]);

/** Query parameters of a node, whatever an editor left in it. */
export const parametersField = (node: ActionNode | Record<string, unknown>, name: string): Parameter[] => listField(node, name).map((entry) => ({
  name: textField(entry, 'name'), value: textField(entry, 'value'), encoded: entry['encoded'] === true, useEquals: entry['useEquals'] === true,
}));

interface BodyXml { readonly list: XmlElement; readonly raw?: boolean; readonly files?: XmlElement; readonly multipart?: boolean }

function multipartXml(parts: readonly MultipartPart[]): BodyXml {
  const texts = parts.flatMap((part) => (part['@type'] === 'MultipartTextPart' ? [argumentXml({ name: part.name, value: part.value, encoded: false, useEquals: true }, part.contentType ?? '')] : []));
  const files = parts.flatMap((part) => (part['@type'] === 'MultipartFilePart' ? [{ path: part.filename, name: part.name, mimeType: part.mimeType }] : []));
  return { list: argumentsXml(texts), multipart: true, ...(files.length > 0 ? { files: filesXml(files) } : {}) };
}

function bodyXml(postData: PostData, method: string): BodyXml {
  switch (postData['@type']) {
    case 'RawPostData': return { list: rawXml(postData.text), raw: true };
    case 'FilePostData': return { list: argumentsXml([]), files: filesXml([{ path: postData.filename, name: '', mimeType: postData.mimeType }]) };
    case 'MultipartPostData': return multipartXml(postData.parts);
    // A form in the body of a GET can only be written as text: JMeter would put its arguments into the address.
    case 'FormPostData': return WITHOUT_BODY.has(method) ? { list: rawXml(queryText(postData.parameters)), raw: true } : { list: argumentsXml(postData.parameters.map((parameter) => argumentXml(parameter))) };
  }
}

/** Arguments, files and the query that goes into the path, as a node says them. */
export function dataSlots(node: ActionNode, method: string): { readonly slots: readonly Slot[]; readonly pathQuery: string } {
  const query = parametersField(node, 'queryParameters');
  const parsed = isRecord(node['postData']) ? PostData.safeParse(node['postData']) : undefined;
  const body = parsed?.success === true ? bodyXml(parsed.data, method) : undefined;
  const inArguments = body === undefined && WITHOUT_BODY.has(method);
  const list = body?.list ?? argumentsXml(inArguments ? query.map((parameter) => argumentXml(parameter)) : []);
  return {
    slots: [
      ['HTTPSampler.postBodyRaw', body?.raw === true ? boolProp('HTTPSampler.postBodyRaw', true) : undefined],
      ['HTTPsampler.Arguments', list],
      ['HTTPsampler.Files', body?.files],
      ['HTTPSampler.DO_MULTIPART_POST', boolProp('HTTPSampler.DO_MULTIPART_POST', body?.multipart === true)],
      ['HTTPSampler.FILE_NAME', undefined], ['HTTPSampler.FILE_FIELD', undefined], ['HTTPSampler.mimetype', undefined],
    ],
    pathQuery: inArguments ? '' : queryText(query),
  };
}
