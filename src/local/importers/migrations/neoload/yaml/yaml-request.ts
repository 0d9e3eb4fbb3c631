import type { Header, MultipartPart } from '../../../../../contract/post-data.js';
import { baseName } from '../../../clean-text.js';
import type { ProjectFiles } from '../../project-files.js';
import type { ContentCheck, ExtractorModel, RequestBody, RequestStep } from '../model.js';
import { field, flag, isMapping, list, onlyEntry, text, textField, whole, type Mapping } from './values.js';

function headersOf(own: Mapping): Header[] {
  const headers = field(own, 'headers');
  const entries = Array.isArray(headers) ? headers.flatMap((header) => { const entry = onlyEntry(header); return entry === undefined ? [] : [entry]; }) : isMapping(headers) ? Object.entries(headers) : [];
  return entries.map(([name, value]) => ({ name, value: text(value) }));
}

function partOf(part: unknown): MultipartPart {
  const name = textField(part, 'name');
  const file = textField(part, 'source_filename');
  const type = textField(part, 'content_type');
  if (file !== '') return { '@type': 'MultipartFilePart', name, filename: baseName(file), mimeType: type === '' ? 'application/octet-stream' : type };
  return { '@type': 'MultipartTextPart', name, value: textField(part, 'value'), ...(type === '' ? {} : { contentType: type }) };
}

function bodyOf(own: Mapping): RequestBody | undefined {
  const parts = list(field(own, 'parts'));
  if (parts.length > 0) return { is: 'PARTS', parts: parts.map(partOf) };
  const binary = textField(own, 'bodybinary') || textField(own, 'body_binary');
  if (binary !== '') return { is: 'BINARY', bytes: Buffer.from(binary, 'base64') };
  const body = textField(own, 'body');
  return body === '' ? undefined : { is: 'TEXT', text: body };
}

function queryOf(own: Mapping): ExtractorModel['query'] {
  const [xpath, json] = [textField(own, 'xpath'), textField(own, 'jsonpath')];
  if (json !== '') return { is: 'JSONPATH', expression: json };
  if (xpath !== '') return { is: 'XPATH', expression: xpath };
  const from = textField(own, 'from', 'body');
  return { is: 'REGEXP', expression: textField(own, 'regexp', '(.*)'), from: from === 'header' ? 'HEADERS' : from === 'both' ? 'BOTH' : 'BODY' };
}

/** `extractors` of a request; defaults of the public reference (variable-extractor.md). */
export function extractorsOf(own: Mapping): ExtractorModel[] {
  return list(field(own, 'extractors')).filter(isMapping).flatMap((extractor): ExtractorModel[] => {
    const name = textField(extractor, 'name');
    if (name === '') return [];
    return [{ name, query: queryOf(extractor), matchNumber: Math.max(-1, whole(field(extractor, 'match_number'), 1)), template: textField(extractor, 'template', '$1$'), defaultValue: textField(extractor, 'default', '<NOT FOUND>'), mustMatch: flag(extractor, 'throw_assertion_error', true) }];
  });
}

/** Checks of the content under the three names the reference knows, newest first. */
export function checksOf(own: Mapping): ContentCheck[] {
  const given = [...list(field(own, 'content_assertions')), ...list(field(own, 'assertions')), ...list(field(own, 'assert_content'))];
  return given.filter(isMapping).map((check, index) => ({
    name: textField(check, 'name', `assertion_${index + 1}`), contains: textField(check, 'contains'), regexp: flag(check, 'regexp'), not: flag(check, 'not'),
    xpath: textField(check, 'xpath') || undefined, jsonPath: textField(check, 'jsonpath') || undefined,
  }));
}

const OTHER_CHECKS = [['duration_assertion', 'assertion-duration'], ['assert_duration', 'assertion-duration'], ['size_assertion', 'assertion-size'], ['assert_size', 'assertion-size']] as const;

/** A `request` step (public reference, request.md). */
export function requestOf(own: Mapping): RequestStep {
  const url = textField(own, 'url', '/');
  return {
    kind: 'request', name: textField(own, 'name'), method: textField(own, 'method', 'GET').toUpperCase(), url, server: textField(own, 'server') || undefined,
    parameters: [], headers: headersOf(own), body: bodyOf(own), followRedirects: flag(own, 'follow_redirects', flag(own, 'followRedirects')),
    extractors: extractorsOf(own), checks: checksOf(own), otherChecks: OTHER_CHECKS.filter(([key]) => field(own, key) !== undefined).map(([, tag]) => tag),
    slaProfile: textField(own, 'sla_profile') || undefined,
  };
}

/** A `soap_request`: a POST whose body is a file of the project (public reference, soap_request.md); without it, the envelope is what is missing. */
export function soapRequestOf(own: Mapping, files: ProjectFiles, folder: string): RequestStep {
  const path = textField(field(own, 'content'), 'path');
  const envelope = files.text(`${folder}${path}`) ?? files.text(path);
  const base = requestOf({ ...own, method: 'POST' });
  const typed = base.headers.some(({ name }) => name.toLowerCase() === 'content-type') ? base.headers : [...base.headers, { name: 'Content-Type', value: 'text/xml; charset=utf-8' }];
  return {
    ...base, name: textField(own, 'name', 'soap_request'), headers: typed, body: envelope === undefined ? undefined : { is: 'TEXT', text: envelope },
    nature: envelope === undefined ? { is: 'SOAP', wsdl: path, version: '', style: '', use: '' } : undefined,
  };
}
