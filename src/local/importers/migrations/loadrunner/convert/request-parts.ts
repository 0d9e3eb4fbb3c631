import type { MultipartPart, Parameter, PostData } from '../../../../../contract/post-data.js';
import { baseName } from '../../../clean-text.js';
import { bodyOf, plainParameter } from '../../text-shapes.js';
import type { Attributes, WebArguments } from '../web-arguments.js';
import { remark, report, type Place, type ScriptContext } from './context.js';

/** Parts of a request that take the arguments of a step apart. */

/** A file a step sends, kept in the project under its bare name; one that is not in the archive is reported. */
export function sentFile(path: string, place: Place, context: ScriptContext): string {
  const { files, project, script } = context;
  const clean = path.replace(/\\+/g, '/');
  const bytes = clean.includes('..') ? undefined : files.bytes(`${script.folder}${clean.replace(/^\.?\//, '')}`) ?? files.bytes(`${script.folder}${baseName(clean)}`);
  if (bytes !== undefined) return project.addFile(script.name, clean, bytes);
  report(context, place, 'MISSING_DATA_FILE', { facts: { '@type': 'ImportFileFacts', filename: baseName(clean) } });
  return baseName(clean);
}

/** Entries of `ITEMDATA` that a form sends; a field recorded as switched off is not sent. */
const sentItems = (items: readonly Attributes[]): Attributes[] => items.filter((item) => item.has('name') && item.get('value') !== '<OFF>');
const isFile = (item: Attributes): boolean => /^yes$/i.test(item.get('file') ?? '') || /^file$/i.test(item.get('type') ?? '');

/** Fields as parameters, encoded on the way out. */
export function formFields(items: readonly Attributes[], { texts }: ScriptContext): Parameter[] {
  return sentItems(items).map((item) => plainParameter(texts.of(item.get('name') ?? ''), texts.of(item.get('value') ?? '')));
}

function multipart(items: readonly Attributes[], place: Place, context: ScriptContext): PostData {
  const { texts } = context;
  const parts = sentItems(items).map((item): MultipartPart => {
    const name = texts.of(item.get('name') ?? '');
    const type = item.get('contenttype');
    const value = item.get('value') ?? '';
    if (isFile(item) && value !== '') return { '@type': 'MultipartFilePart', name, filename: sentFile(texts.of(value), place, context), mimeType: type ?? 'application/octet-stream' };
    return { '@type': 'MultipartTextPart', name, value: texts.of(value), ...(type === undefined ? {} : { contentType: type }) };
  });
  return { '@type': 'MultipartPostData', parts };
}

/** The body of a form by its encoding. */
export function formBody(items: readonly Attributes[], encodingType: string, place: Place, context: ScriptContext): PostData {
  return /^multipart\//i.test(encodingType) || items.some(isFile) ? multipart(items, place, context) : { '@type': 'FormPostData', parameters: formFields(items, context) };
}

const HEX = /\\x([0-9a-fA-F]{2})/g;

/** Bytes of `BodyBinary`: `\x00` stands for a byte, everything else for itself. */
function binaryBytes(text: string): Buffer {
  return Buffer.concat(text.split(HEX).map((piece, at) => (at % 2 === 1 ? Buffer.from([Number.parseInt(piece, 16)]) : Buffer.from(piece, 'utf8'))));
}

/** A binary body as text where its bytes are one, else as a file of the project. */
function binaryBody(text: string, contentType: string, name: string, { place, context }: { place: Place; context: ScriptContext }): PostData | null {
  const bytes = binaryBytes(text);
  const utf8 = bytes.toString('utf8');
  // A parameter inside of it has to be replaced at run time: that takes a text.
  if (context.texts.of(text) !== text) {
    if (!Buffer.from(utf8, 'utf8').equals(bytes)) remark(context, place, { level: 'changed', name, reason: 'the binary body holds parameters and bytes that are no text; those bytes were replaced: compare the body with the script' });
    return bodyOf(context.texts.of(utf8), contentType);
  }
  if (Buffer.from(utf8, 'utf8').equals(bytes)) return bodyOf(utf8, contentType);
  const filename = context.project.addFile(context.script.name, `${baseName(name).replace(/[^\w.-]+/g, '_')}.bin`, bytes);
  return { '@type': 'FilePostData', filename, mimeType: contentType === '' ? 'application/octet-stream' : contentType };
}

/** The body of `web_custom_request` and `web_rest`: a text, bytes, a file or fields. */
export function customBody(step: WebArguments, contentType: string, place: Place, context: ScriptContext): PostData | null {
  const { attributes, sections } = step;
  const path = attributes.get('bodyfilepath');
  if (path !== undefined && path !== '') return { '@type': 'FilePostData', filename: sentFile(path, place, context), mimeType: contentType === '' ? 'application/octet-stream' : contentType };
  const binary = attributes.get('bodybinary');
  if (binary !== undefined) return binaryBody(binary, contentType, step.name ?? 'body', { place, context });
  const items = [...(sections.get('ITEMDATA') ?? []), ...(sections.get('BODY') ?? [])].filter((item) => item.has('name'));
  if (items.length > 0) return formBody(items, contentType, place, context);
  const text = attributes.get('body') ?? sections.get('BODY')?.[0]?.get('body');
  return bodyOf(text === undefined ? undefined : context.texts.of(text), contentType);
}

/** Fields a browser would have sent with a form: the recorded ones, those of the step in their place. */
export function mergedFields(recorded: readonly Parameter[], items: readonly Attributes[], context: ScriptContext): Parameter[] {
  const switchedOff = new Set(items.filter((item) => item.get('value') === '<OFF>').map((item) => context.texts.of(item.get('name') ?? '')));
  const own = formFields(items, context);
  const used = new Set<Parameter>();
  const merged = recorded.filter(({ name }) => !switchedOff.has(name)).map((parameter) => {
    const given = own.find((candidate) => candidate.name === parameter.name && !used.has(candidate));
    if (given === undefined) return parameter;
    used.add(given);
    return given;
  });
  return [...merged, ...own.filter((parameter) => !used.has(parameter))];
}
