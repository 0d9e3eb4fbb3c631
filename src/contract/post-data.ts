import { z } from 'zod';
import { typed } from './wire.js';

/** One name=value of a query string or a form (entities.md §3.4, S). `encoded` = percent-encode; `useEquals` = write `=`. */
export const Parameter = z.looseObject({
  name: z.string(),
  value: z.string().default(''),
  encoded: z.boolean().default(false),
  useEquals: z.boolean().default(false),
});
export type Parameter = z.infer<typeof Parameter>;

export const Header = z.looseObject({ name: z.string(), value: z.string().default('') });
export type Header = z.infer<typeof Header>;

export const MultipartTextPart = typed('MultipartTextPart', { name: z.string(), value: z.string(), contentType: z.string().nullish() });
export const MultipartFilePart = typed('MultipartFilePart', { name: z.string(), filename: z.string(), mimeType: z.string().default('application/octet-stream') });
export const MultipartPart = z.discriminatedUnion('@type', [MultipartTextPart, MultipartFilePart]);
export type MultipartPart = z.infer<typeof MultipartPart>;

/** Bodies (entities.md §3.4 "PostData": form and multipart documented, names ours; any other type = raw text + Content-Type header). */
export const FormPostData = typed('FormPostData', { parameters: z.array(Parameter) });
export const MultipartPostData = typed('MultipartPostData', { parts: z.array(MultipartPart) });
export const RawPostData = typed('RawPostData', { text: z.string() });
export const FilePostData = typed('FilePostData', { filename: z.string(), mimeType: z.string().default('application/octet-stream') });
export const PostData = z.discriminatedUnion('@type', [FormPostData, MultipartPostData, RawPostData, FilePostData]).meta({ id: 'PostData' });
export type PostData = z.infer<typeof PostData>;
