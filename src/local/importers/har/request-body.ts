import type { Header, MultipartPart, Parameter, PostData } from '../../../contract/post-data.js';
import { oneLine } from '../clean-text.js';
import { fieldOf, objectsOf, textOf, type LooseObject } from '../loose-json.js';
import { filePart, headerParameter, multipartParts, textPart } from '../multipart-text.js';
import { headerValue, withContentType } from '../request-headers.js';
import { meaningOf, parametersOf } from '../url-parameters.js';

/** A body to replay. `text` is what was recorded; `encoding` the character set the text must be written in ('' = UTF-8). */
export interface RequestBody {
  readonly postData: PostData | null;
  readonly headers: Header[];
  readonly text: string;
  readonly encoding: string;
  readonly warnings: readonly string[];
}

const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;
/** Already percent-encoded, as some browsers write the params of a form: sent as it stands. */
const ENCODED_ALREADY = /^(?=.*%[0-9A-Fa-f]{2})(?:[A-Za-z0-9_.~!*'()+-]|%[0-9A-Fa-f]{2})+$/;

/** Text of a `postData`, base64 undone. Bytes that are no UTF-8 become ISO-8859-1, where each byte is a character. */
function decodedText(postData: LooseObject, warnings: string[]): { text: string; encoding: string } {
  const text = textOf(postData, 'text') ?? '';
  const isBase64 = textOf(postData, 'encoding') === 'base64' || fieldOf(postData, '_base64') === true;
  if (!isBase64) return { text, encoding: '' };
  const packed = text.replace(/\s+/g, '');
  if (!BASE64.test(packed)) {
    warnings.push('the body is marked as base64 but is not; it is kept as it was written');
    return { text, encoding: '' };
  }
  const bytes = Buffer.from(packed, 'base64');
  const decoded = bytes.toString('utf8');
  return Buffer.from(decoded, 'utf8').equals(bytes) ? { text: decoded, encoding: '' } : { text: bytes.toString('latin1'), encoding: 'ISO-8859-1' };
}

function formParameter(param: LooseObject): Parameter {
  const name = textOf(param, 'name') ?? '';
  const value = textOf(param, 'value') ?? '';
  const raw = ENCODED_ALREADY.test(value) && /^[A-Za-z0-9_.%[\]-]*$/.test(name);
  return { name, value, encoded: !raw, useEquals: true };
}

function partOfParam(param: LooseObject): MultipartPart {
  const name = textOf(param, 'name') ?? '';
  const filename = textOf(param, 'fileName') ?? textOf(param, 'filename');
  const type = textOf(param, 'contentType');
  return filename === undefined || filename === '' ? textPart(name, textOf(param, 'value') ?? '', type) : filePart(name, filename, type ?? '');
}

/** Whether the params list says the same as the text that was really sent. */
function agree(parameters: readonly Parameter[], params: readonly LooseObject[]): boolean {
  const written = params.map(formParameter);
  if (written.length !== parameters.length) return false;
  return parameters.every((parameter, at) => {
    const other = written[at];
    if (other === undefined) return false;
    const [left, right] = [meaningOf(parameter), meaningOf(other)];
    return left.name === right.name && left.value === right.value;
  });
}

function formBody(text: string, params: readonly LooseObject[], warnings: string[]): PostData {
  if (text === '') return { '@type': 'FormPostData', parameters: params.map(formParameter) };
  if (!text.includes('=')) return { '@type': 'RawPostData', text };
  const parameters = parametersOf(text.trimEnd());
  if (params.length > 0 && !agree(parameters, params)) warnings.push('postData.params disagree with postData.text; the text was imported');
  return { '@type': 'FormPostData', parameters };
}

function multipartBody(text: string, contentType: string, params: readonly LooseObject[], warnings: string[]): PostData {
  const fromText = multipartParts(text, headerParameter(contentType, 'boundary'));
  const parts = fromText.length > 0 ? fromText : params.map(partOfParam);
  if (parts.length === 0) {
    warnings.push('the multipart body has no usable boundary; it is kept as raw text');
    return { '@type': 'RawPostData', text };
  }
  if (fromText.length > 0 && params.length > 0 && params.length !== fromText.length) warnings.push('postData.params disagree with postData.text; the text was imported');
  for (const part of parts) if (part['@type'] === 'MultipartFilePart') warnings.push(`upload the file ${part.filename} to the project files: the recording does not carry it`);
  return { '@type': 'MultipartPostData', parts };
}

/**
 * Turns a HAR `postData` into a body (entities.md §3.4 "PostData"): forms and multipart by their parts, everything else as raw
 * text beside its Content-Type. Text wins over params. Nothing to send gives `postData: null`.
 */
export function requestBody(postData: LooseObject | undefined, headers: readonly Header[]): RequestBody {
  const warnings: string[] = [];
  if (postData === undefined) return { postData: null, headers: [...headers], text: '', encoding: '', warnings };
  const { text, encoding } = decodedText(postData, warnings);
  const params = objectsOf(postData, 'params');
  const mimeType = oneLine(textOf(postData, 'mimeType') ?? '').text;
  if (text === '' && params.length === 0) return { postData: null, headers: [...headers], text, encoding, warnings };
  const contentType = mimeType === '' ? (headerValue(headers, 'content-type') ?? '') : mimeType;
  const essence = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (essence === 'multipart/form-data' || (text === '' && params.some((param) => (textOf(param, 'fileName') ?? '') !== ''))) {
    const body = multipartBody(text, contentType, params, warnings);
    return { postData: body, headers: withContentType(headers, body['@type'] === 'MultipartPostData' ? null : contentType), text, encoding, warnings };
  }
  const isForm = essence === 'application/x-www-form-urlencoded' || (text === '' && params.length > 0);
  const body: PostData = isForm ? formBody(text, params, warnings) : { '@type': 'RawPostData', text };
  return { postData: body, headers: withContentType(headers, contentType), text: text === '' ? writtenForm(body) : text, encoding, warnings };
}

/** What a browser sent for a form whose recorder kept the parameters only; '' for any other body. */
function writtenForm(body: PostData): string {
  if (body['@type'] !== 'FormPostData') return '';
  return body.parameters.map(({ name, value, encoded }) => (encoded ? new URLSearchParams([[name, value]]).toString() : `${name}=${value}`)).join('&');
}
