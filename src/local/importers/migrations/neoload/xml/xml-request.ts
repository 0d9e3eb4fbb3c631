import { isUtf8 } from 'node:buffer';
import type { Header, MultipartPart, Parameter } from '../../../../../contract/post-data.js';
import { baseName } from '../../../clean-text.js';
import type { XmlElement } from '../../../jmx/xml-element.js';
import { childOf, childrenOf } from '../../xml-document.js';
import type { ContentCheck, ExtractorModel, RequestBody, RequestNature, RequestStep } from '../model.js';
import { isTrue, nameOf, textOf, wholeOf } from './attributes.js';

/** How NeoLoad marks a long body that it keeps encoded inside the text element (seen in saved projects). */
const ENCODED = 'Encoded(Base64):';
/** Methods whose `<parameter>` elements are the form; their query stands in `<urlPostParameter>` (public writer of the vendor). */
const WITH_BODY = /^(?:POST|PUT|PATCH)$/;
const POST_TYPES = { FORM: 1, RAW: 2, MULTIPART: 3 } as const;

function parametersOf(action: XmlElement, tag: string): Parameter[] {
  return childrenOf(action, tag).map((parameter) => ({ name: textOf(parameter, 'name'), value: textOf(parameter, 'value'), encoded: isTrue(parameter, 'encodeValue', true), useEquals: textOf(parameter, 'separator', '=') === '=' }));
}

function partOf(part: XmlElement): MultipartPart {
  const type = textOf(part, 'contentType');
  const name = textOf(part, 'name');
  if (part.tag === 'multipart-string') return { '@type': 'MultipartTextPart', name, value: textOf(part, 'value'), ...(type === '' ? {} : { contentType: type }) };
  return { '@type': 'MultipartFilePart', name, filename: baseName(textOf(part, 'attachedFilename', textOf(part, 'filename', 'file'))), mimeType: type === '' ? 'application/octet-stream' : type };
}

/** Bytes kept as Base64 are a text body where they are text. */
const bytesBody = (base64: string): RequestBody => {
  const bytes = Buffer.from(base64, 'base64');
  return isUtf8(bytes) ? { is: 'TEXT', text: bytes.toString('utf8') } : { is: 'BINARY', bytes };
};

function bodyOf(action: XmlElement, method: string): RequestBody | undefined {
  const parts = childOf(action, 'multiparts')?.children ?? [];
  const postType = wholeOf(action, 'postType', 0);
  if (parts.length > 0 && (postType === POST_TYPES.MULTIPART || postType === 0)) return { is: 'PARTS', parts: parts.map(partOf) };
  const text = childOf(action, 'textPostContent')?.text;
  if (text !== undefined && text !== '' && postType !== POST_TYPES.FORM && postType !== POST_TYPES.RAW) return text.startsWith(ENCODED) ? bytesBody(text.slice(ENCODED.length)) : { is: 'TEXT', text };
  const form = WITH_BODY.test(method) ? parametersOf(action, 'parameter') : [];
  if (form.length > 0) return { is: 'FORM', parameters: form };
  const binary = childOf(action, 'binaryPostContentBase64')?.text.trim() ?? '';
  return binary === '' ? undefined : bytesBody(binary);
}

/** `extractType`: 1 headers, 3 XPath, 4 JSONPath, 5 headers and body, else the body (public writer of the vendor). */
function queryOf(extractor: XmlElement): ExtractorModel['query'] {
  const type = wholeOf(extractor, 'extractType', 0);
  if (type === 4) return { is: 'JSONPATH', expression: textOf(extractor, 'jsonpath', '$') };
  if (type === 3) return { is: 'XPATH', expression: textOf(extractor, 'xpath', '/') };
  return { is: 'REGEXP', expression: textOf(extractor, 'regExp', '(.*)'), from: type === 1 ? 'HEADERS' : type === 5 ? 'BOTH' : 'BODY' };
}

const extractorsOf = (action: XmlElement): ExtractorModel[] => childrenOf(action, 'variable-extractor').map((extractor) => ({
  name: nameOf(extractor), query: queryOf(extractor), matchNumber: Math.max(-1, wholeOf(extractor, 'matchNumber', 1)), template: textOf(extractor, 'template', '$1$'),
  defaultValue: isTrue(extractor, 'setDefaultValue') ? textOf(extractor, 'defaultValue') : '<NOT FOUND>', mustMatch: isTrue(extractor, 'assertionOnNoMatch'),
}));

/** Checks of the content, plain (`…-content`) or regular expression (`…-response`), on the whole, an XPath or a JSONPath node. */
const CONTENT_CHECK = /^assertion-(?:(?:plugin|json)-)?(?:content|response)$/;

/** Checks of `<assertions>`, and the tags of those with no counterpart. */
export function checksOf(element: XmlElement): { checks: ContentCheck[]; others: string[] } {
  const all = childOf(element, 'assertions')?.children ?? [];
  const checks = all.filter(({ tag }) => CONTENT_CHECK.test(tag)).map((check): ContentCheck => ({
    name: textOf(check, 'name', 'assertion'), regexp: check.tag.endsWith('response'), not: isTrue(check, 'notType'),
    contains: check.tag.endsWith('response') ? (childOf(check, 'testString')?.text ?? '') : textOf(check, 'pattern'),
    xpath: isTrue(check, 'byXPath') ? textOf(check, 'xPath') || undefined : undefined, jsonPath: isTrue(check, 'byJsonPath') ? textOf(check, 'jsonPath') || undefined : undefined,
  }));
  return { checks, others: all.filter(({ tag }) => !CONTENT_CHECK.test(tag)).map(({ tag }) => tag) };
}

/** Anything with a method, a server and a path that is no `http-action` is a request of a protocol plugin or a push. */
function natureOf(action: XmlElement): RequestNature | undefined {
  if (action.tag === 'http-action') return undefined;
  const push = textOf(action, 'pushType');
  return push === '' ? { is: 'PLUGIN', plugin: action.tag, transport: 'HTTP' } : { is: 'PUSH', pushType: push, messageSplitter: textOf(action, 'messageSplitter') };
}

/** Whether an element is a request, of whatever protocol. */
export const isRequest = (element: XmlElement): boolean => element.tag === 'http-action' || (element.attributes.some(([name]) => name === 'serverUid') && element.attributes.some(([name]) => name === 'path'));

/** One request of a saved project: `http-action` as the vendor's public writer makes it and saved projects show it. */
export function requestOf(action: XmlElement): RequestStep {
  const method = textOf(action, 'customMethod', textOf(action, 'method', 'GET')).toUpperCase();
  const headers = childrenOf(action, 'header').map((header): Header => ({ name: textOf(header, 'name'), value: textOf(header, 'value') }));
  const contentType = textOf(action, 'contentType');
  const typed = contentType === '' || headers.some(({ name }) => name.toLowerCase() === 'content-type') ? headers : [...headers, { name: 'Content-Type', value: contentType }];
  const { checks, others } = checksOf(action);
  const nature = natureOf(action);
  return {
    kind: 'request', name: nameOf(action), enabled: isTrue(action, 'enabled', true), method, url: textOf(action, 'path', '/'), server: textOf(action, 'serverUid') || undefined,
    parameters: parametersOf(action, WITH_BODY.test(method) ? 'urlPostParameter' : 'parameter'), headers: typed, body: nature?.is === 'PLUGIN' ? undefined : bodyOf(action, method),
    followRedirects: isTrue(action, 'followRedirects'), extractors: extractorsOf(action), checks, otherChecks: others, nature,
    slaProfile: isTrue(action, 'slaProfileEnabled') ? textOf(action, 'slaProfileName') || undefined : undefined,
  };
}
