import { randomUUID } from 'node:crypto';
import type { MultipartPart, PostData } from '../../../contract/post-data.js';
import { Template, type RenderTarget } from '../interpreter/template.js';
import type { ProjectFiles } from './project-files.js';
import { ParameterList } from './query.js';

/** A body ready to send; `contentType` undefined = as designed in the headers. */
export interface RenderedBody { readonly bytes: Buffer | undefined; readonly contentType: string | undefined }
/** Makes the body of one request; throws an Error with a sentence when a file is missing. */
export type BodyWriter = (target: RenderTarget) => RenderedBody;

const NO_BODY: RenderedBody = { bytes: undefined, contentType: undefined };
const ENCODINGS: Readonly<Record<string, BufferEncoding>> = { '': 'utf8', 'utf-8': 'utf8', 'utf8': 'utf8', 'iso-8859-1': 'latin1', 'latin1': 'latin1', 'windows-1252': 'latin1', 'us-ascii': 'latin1', 'ascii': 'latin1', 'utf-16le': 'utf16le' };

/** What a body is made with: templates of this plan, files of this project. */
export interface BodyTools { readonly template: (text: string) => Template; readonly files: ProjectFiles }

/** Node's name of a character set; undefined where this engine cannot write it. */
export const bodyEncoding = (name: string): BufferEncoding | undefined => (Object.hasOwn(ENCODINGS, name.trim().toLowerCase()) ? ENCODINGS[name.trim().toLowerCase()] : undefined);

/** Compiles a body (entities.md §3.4 "PostData"). A body without variables is made once. */
export function bodyWriter(postData: PostData | null, encoding: BufferEncoding, tools: BodyTools): BodyWriter {
  if (postData === null) return () => NO_BODY;
  switch (postData['@type']) {
    case 'FormPostData': {
      const list = new ParameterList(postData.parameters, tools.template);
      return textWriter(list.constant, (target) => list.render(target), encoding, 'application/x-www-form-urlencoded');
    }
    case 'RawPostData': {
      const text = tools.template(postData.text);
      return textWriter(text.constant, (target) => text.render(target), encoding, undefined);
    }
    case 'FilePostData': {
      const filename = tools.template(postData.filename);
      return (target) => ({ bytes: tools.files.bytes(filename.render(target)), contentType: postData.mimeType });
    }
    case 'MultipartPostData':
      return multipartWriter(postData.parts, encoding, tools);
  }
}

function textWriter(constant: string | undefined, render: (target: RenderTarget) => string, encoding: BufferEncoding, contentType: string | undefined): BodyWriter {
  if (constant === undefined) return (target) => ({ bytes: Buffer.from(render(target), encoding), contentType });
  const made: RenderedBody = { bytes: Buffer.from(constant, encoding), contentType };
  return () => made;
}

/** A fresh boundary per request: the recorded one may occur in what a variable holds. */
function multipartWriter(parts: readonly MultipartPart[], encoding: BufferEncoding, tools: BodyTools): BodyWriter {
  const writers = parts.map((part) => partWriter(part, encoding, tools));
  return (target) => {
    const boundary = `----octoperf${randomUUID().replaceAll('-', '')}`;
    const pieces: Buffer[] = [];
    for (const write of writers) pieces.push(Buffer.from(`--${boundary}\r\n`), ...write(target), Buffer.from('\r\n'));
    pieces.push(Buffer.from(`--${boundary}--\r\n`));
    return { bytes: Buffer.concat(pieces), contentType: `multipart/form-data; boundary=${boundary}` };
  };
}

function partWriter(part: MultipartPart, encoding: BufferEncoding, tools: BodyTools): (target: RenderTarget) => Buffer[] {
  const name = tools.template(part.name);
  if (part['@type'] === 'MultipartTextPart') {
    const value = tools.template(part.value);
    const type = (part.contentType ?? '') === '' ? '' : `Content-Type: ${oneLine(part.contentType ?? '')}\r\n`;
    return (target) => [Buffer.from(`Content-Disposition: form-data; name="${quoted(name.render(target))}"\r\n${type}\r\n`), Buffer.from(value.render(target), encoding)];
  }
  const filename = tools.template(part.filename);
  return (target) => {
    const file = filename.render(target);
    const shown = quoted(file.slice(file.lastIndexOf('/') + 1));
    return [Buffer.from(`Content-Disposition: form-data; name="${quoted(name.render(target))}"; filename="${shown}"\r\nContent-Type: ${oneLine(part.mimeType)}\r\n\r\n`), tools.files.bytes(file)];
  };
}

/** Escaped as browsers do (HTML standard, multipart form data), so that a value cannot add a header. */
const quoted = (text: string): string => text.replace(/["\r\n]/g, (found) => (found === '"' ? '%22' : found === '\r' ? '%0D' : '%0A'));
const oneLine = (text: string): string => text.replace(/[\r\n]+/g, ' ');
