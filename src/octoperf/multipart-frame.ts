import { randomUUID } from 'node:crypto';

/** What stands around a bare file to make a form of it. */
export interface Frame { readonly boundary: string; readonly head: Buffer; readonly tail: Buffer }

/** What makes a form of a bare file: the platform's part names (behaviour.md §5.6). @param part name of the file's part @param type its content type */
export function frameOf(part: string, filename = 'upload', type = 'application/octet-stream'): Frame {
  const boundary = `octoperf-mcp-${randomUUID()}`;
  const quoted = filename.replace(/[\r\n]/g, '').replace(/["\\]/g, '_');
  const text = `--${boundary}\r\ncontent-disposition: form-data; name="filename"\r\n\r\n${filename.replace(/[\r\n]/g, '')}\r\n`;
  const head = Buffer.from(`${text}--${boundary}\r\ncontent-disposition: form-data; name="${part}"; filename="${quoted}"\r\ncontent-type: ${type}\r\n\r\n`);
  return { boundary, head, tail: Buffer.from(`\r\n--${boundary}--\r\n`) };
}
