import busboy from 'busboy';
import type { IncomingMessage } from 'node:http';

/** Forms and documents of this room are small; more is refused before it is kept. */
export const BODY_LIMIT_BYTES = 32 * 1024;
const FIELDS_MAX = 50;

/** A body that cannot be read; `status` is the HTTP status that says so. */
export class UnreadableBody extends Error {
  constructor(readonly status: 400 | 413 | 415, message: string) {
    super(message);
  }
}

/** A request whose body an earlier parser may have read already. */
export type BodyRequest = IncomingMessage & { body?: unknown };

const contentType = (request: IncomingMessage): string => (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
const hasBody = ({ headers }: IncomingMessage): boolean => headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

function readBytes(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= BODY_LIMIT_BYTES) chunks.push(chunk);
      else reject(new UnreadableBody(413, `The body is larger than ${BODY_LIMIT_BYTES} bytes.`));
    });
    request.on('end', () => { resolve(Buffer.concat(chunks)); });
    request.on('error', reject);
    request.on('aborted', () => { reject(new UnreadableBody(400, 'The body ended before it was complete.')); });
  });
}

function fromValues(body: unknown): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(typeof body === 'object' && body !== null ? body : {})) {
    for (const item of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean') parameters.append(name, String(item));
    }
  }
  return parameters;
}

function readMultipart(request: IncomingMessage): Promise<URLSearchParams> {
  return new Promise((resolve, reject) => {
    const parameters = new URLSearchParams();
    const unreadable = (): void => { reject(new UnreadableBody(400, 'The multipart body cannot be read: check its boundary and that it is complete.')); };
    try {
      const parser = busboy({ headers: request.headers, limits: { fields: FIELDS_MAX, fieldSize: BODY_LIMIT_BYTES, files: 0, parts: FIELDS_MAX } });
      parser.on('field', (name, value) => { parameters.append(name, value); });
      parser.on('close', () => { resolve(parameters); });
      parser.on('error', unreadable);
      request.on('aborted', unreadable);
      request.pipe(parser);
    } catch {
      unreadable();
    }
  });
}

/** @returns the JSON document of a body. @throws UnreadableBody when it is too large or no JSON. */
export async function readJson(request: BodyRequest): Promise<unknown> {
  if (typeof request.body === 'object' && request.body !== null) return request.body;
  const bytes = await readBytes(request);
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    throw new UnreadableBody(400, 'The body is not valid JSON.');
  }
}

/**
 * The fields of a form: urlencoded, multipart or a flat JSON object; nothing when there is no body.
 * Works before and after another parser has read the body.
 * @throws UnreadableBody when it is too large, broken, or of another content type.
 */
export async function readForm(request: BodyRequest): Promise<URLSearchParams> {
  const type = contentType(request);
  if (type === 'multipart/form-data') return readMultipart(request);
  if (typeof request.body === 'object' && request.body !== null) return fromValues(request.body);
  if (!hasBody(request)) return new URLSearchParams();
  if (type === 'application/json') return fromValues(await readJson(request));
  if (type !== 'application/x-www-form-urlencoded') throw new UnreadableBody(415, `The content type "${type}" is not understood here: send application/x-www-form-urlencoded.`);
  return new URLSearchParams((await readBytes(request)).toString('utf8'));
}
