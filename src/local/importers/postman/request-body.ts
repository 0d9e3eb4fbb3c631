import type { Header, MultipartPart, Parameter, PostData } from '../../../contract/post-data.js';
import { baseName } from '../clean-text.js';
import { fieldOf, objectOf, objectsOf, textOf, type LooseObject } from '../loose-json.js';
import { filePart, textPart } from '../multipart-text.js';
import { headerValue, withContentType } from '../request-headers.js';
import { parametersOf } from '../url-parameters.js';
import { type ElementNotes, plainText } from './import-context.js';
import type { VariableNames } from './variable-names.js';

/** A body and the headers that fit it. */
export interface PostmanBody { readonly postData: PostData | null; readonly headers: Header[] }
interface Case { readonly headers: readonly Header[]; readonly names: VariableNames; readonly notes: ElementNotes; readonly files: Set<string> }

/** Content types Postman sends for the language of a raw body; plain text is its default. */
const LANGUAGES: Readonly<Record<string, string>> = { json: 'application/json', xml: 'application/xml', html: 'text/html', javascript: 'application/javascript', text: 'text/plain' };
/** Methods whose body Postman leaves out unless `disableBodyPruning` says otherwise (postman-runtime docs, protocol-profile-behavior). */
const PRUNED: ReadonlySet<string> = new Set(['GET', 'COPY', 'HEAD', 'PURGE', 'UNLOCK']);

const none = ({ headers }: Case): PostmanBody => ({ postData: null, headers: [...headers] });
const isOff = (entry: LooseObject): boolean => fieldOf(entry, 'disabled') === true || fieldOf(entry, 'enabled') === false;

function neededFile(path: string, it: Case): string {
  const name = baseName(it.names.convert(path));
  it.files.add(name);
  it.notes.kept(`upload the file ${name} to the project files: a collection does not carry it`);
  return name;
}

/** Entries that are sent; the names of the others are noted. */
function sentEntries(body: LooseObject, mode: string, { notes }: Case): LooseObject[] {
  return objectsOf(body, mode).filter((entry) => {
    if (isOff(entry)) notes.dropped(`the field ${plainText(fieldOf(entry, 'key')) || '(no name)'} of the body is switched off and was left out`);
    return !isOff(entry);
  });
}

function rawBody(body: LooseObject, it: Case): PostmanBody {
  const text = plainText(fieldOf(body, 'raw'));
  if (text === '') return none(it);
  const language = textOf(objectOf(fieldOf(objectOf(fieldOf(body, 'options')), 'raw')), 'language') ?? '';
  const type = Object.hasOwn(LANGUAGES, language) ? LANGUAGES[language] : undefined;
  return { postData: { '@type': 'RawPostData', text: it.names.convert(text) }, headers: withContentType(it.headers, type ?? 'text/plain') };
}

function formBody(body: LooseObject, it: Case): PostmanBody {
  const written = fieldOf(body, 'urlencoded');
  const parameters = typeof written === 'string'
    ? parametersOf(it.names.convert(written))
    : sentEntries(body, 'urlencoded', it).map((entry): Parameter => ({ name: it.names.convert(plainText(fieldOf(entry, 'key'))), value: it.names.convert(plainText(fieldOf(entry, 'value'))), encoded: true, useEquals: true }));
  if (parameters.length === 0 || written === '') return none(it);
  return { postData: { '@type': 'FormPostData', parameters }, headers: withContentType(it.headers, 'application/x-www-form-urlencoded') };
}

/** The parts of one form field: a file field may name several files. */
function partsOf(entry: LooseObject, it: Case): MultipartPart[] {
  const name = it.names.convert(plainText(fieldOf(entry, 'key')));
  const source = fieldOf(entry, 'src');
  const type = textOf(entry, 'contentType');
  if (textOf(entry, 'type') !== 'file' && (source === undefined || source === null)) return [textPart(name, it.names.convert(plainText(fieldOf(entry, 'value'))), type === undefined ? undefined : it.names.convert(type))];
  const paths = (Array.isArray(source) ? source : [source]).filter((path) => typeof path === 'string' && path !== '');
  if (paths.length === 0) it.notes.changed(`no file is chosen for the field ${name}: set the file name and upload it to the project files`);
  return (paths.length === 0 ? ['file'] : paths).map((path) => filePart(name, neededFile(String(path), it), type ?? ''));
}

function multipartBody(body: LooseObject, it: Case): PostmanBody {
  const parts = sentEntries(body, 'formdata', it).flatMap((entry) => partsOf(entry, it));
  if (parts.length === 0) return none(it);
  return { postData: { '@type': 'MultipartPostData', parts }, headers: withContentType(it.headers, null) };
}

function fileBody(body: LooseObject, it: Case): PostmanBody {
  const file = fieldOf(body, 'file');
  const object = objectOf(file);
  const content = textOf(object, 'content');
  if (content !== undefined && content !== '') return { postData: { '@type': 'RawPostData', text: it.names.convert(content) }, headers: withContentType(it.headers, 'application/octet-stream') };
  const source = object === undefined ? file : fieldOf(object, 'src');
  const paths = (Array.isArray(source) ? source : [source]).filter((path) => typeof path === 'string' && path !== '');
  if (paths.length === 0) {
    it.notes.changed('the body is a file, but none is chosen: set the file name and upload it to the project files');
    return none(it);
  }
  if (paths.length > 1) it.notes.changed(`the body names ${paths.length} files, only the first one can be sent`);
  return { postData: { '@type': 'FilePostData', filename: neededFile(String(paths[0]), it), mimeType: headerValue(it.headers, 'content-type') ?? 'application/octet-stream' }, headers: [...it.headers] };
}

/** `variables` of a GraphQL body as JSON text; Postman keeps them as a text in which references may stand without quotes. */
function graphqlVariables(value: unknown, it: Case): string {
  const text = typeof value === 'string' ? value.trim() : value === undefined || value === null ? '' : JSON.stringify(value);
  if (text === '') return '{}';
  try {
    JSON.parse(text.replace(/\{\{[^{}]*\}\}/g, '0'));
  } catch {
    it.notes.changed('the variables of the GraphQL body are not valid JSON; they are kept as they were written');
  }
  return it.names.convert(text);
}

function graphqlBody(body: LooseObject, it: Case): PostmanBody {
  const written = fieldOf(body, 'graphql');
  const object = objectOf(written);
  const query = typeof written === 'string' ? written : plainText(fieldOf(object, 'query'));
  if (query === '' && object === undefined) return none(it);
  const operation = textOf(object, 'operationName') ?? '';
  const operationName = operation === '' ? '' : `"operationName":${it.names.convert(JSON.stringify(operation))},`;
  const text = `{${operationName}"query":${it.names.convert(JSON.stringify(query))},"variables":${graphqlVariables(fieldOf(object, 'variables'), it)}}`;
  return { postData: { '@type': 'RawPostData', text }, headers: withContentType(it.headers, 'application/json') };
}

function bodyOf(body: LooseObject, mode: string, it: Case): PostmanBody {
  switch (mode) {
    case 'raw': return rawBody(body, it);
    case 'urlencoded': return formBody(body, it);
    case 'formdata': return multipartBody(body, it);
    case 'file': return fileBody(body, it);
    case 'graphql': return graphqlBody(body, it);
    default:
      it.notes.dropped(`the body is of the unknown kind ${mode.slice(0, 40)} and was left out`);
      return none(it);
  }
}

/** The body a request of a collection sends; what Postman would not send is left out and noted (entities.md §3.4 "PostData"). */
export function postmanBody(body: unknown, method: string, keepBody: boolean, it: Case): PostmanBody {
  const object = objectOf(body);
  const mode = textOf(object, 'mode') ?? '';
  if (object === undefined || mode === '' || mode === 'none') return none(it);
  if (fieldOf(object, 'disabled') === true) {
    it.notes.dropped('the body is switched off and was left out');
    return none(it);
  }
  const made = bodyOf(object, mode, it);
  if (made.postData === null || keepBody || !PRUNED.has(method)) return made;
  it.notes.dropped(`the body of a ${method} request was left out, as Postman does without disableBodyPruning`);
  return none(it);
}
