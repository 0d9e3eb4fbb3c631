import type { IncomingMessage } from 'node:http';
import { Refusal } from './reply.js';

const MOST_BODY_BYTES = 64 * 1024;

/** The path of a request without its query, and the query's parameters. */
export interface Target {
  path: string;
  query: URLSearchParams;
}

/** Splits a request target. Cheaper than `URL`, and needs no host. */
export function readTarget(url: string | undefined): Target {
  const target = url ?? '/';
  const mark = target.indexOf('?');
  if (mark < 0) return { path: target, query: new URLSearchParams() };
  return { path: target.slice(0, mark), query: new URLSearchParams(target.slice(mark + 1)) };
}

/**
 * Reads a small body as text.
 * @throws Refusal 413 when it is larger than 64 KiB, 400 when the client stops sending before its end
 */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    // Leaving the loop early must not destroy the request: that would cut the connection before the refusal is out.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) chunks.push(within(chunks, chunk));
  } catch (error) {
    request.resume();
    if (error instanceof Refusal) throw error;
    throw new Refusal(400, 'The body was cut off.');
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The chunk, when it still fits. @throws Refusal 413 */
function within(chunks: readonly Buffer[], chunk: Buffer): Buffer {
  const bytes = chunks.reduce((sum, earlier) => sum + earlier.length, chunk.length);
  if (bytes > MOST_BODY_BYTES) throw new Refusal(413, 'The body may hold at most 64 KiB.');
  return chunk;
}

/** The fields of a submitted form. @throws Refusal 415 for any other content type */
export function readForm(request: IncomingMessage, body: string): URLSearchParams {
  requireType(request, 'application/x-www-form-urlencoded');
  return new URLSearchParams(body);
}

/**
 * The members of a JSON object.
 * @returns own members only, in a map, so that no name can reach a prototype
 * @throws Refusal 415 for any other content type, 400 for anything but a JSON object
 */
export function readJson(request: IncomingMessage, body: string): Map<string, unknown> {
  requireType(request, 'application/json');
  return new Map(Object.entries(parseObject(body)));
}

/** @throws Refusal 400 for anything but a JSON object */
function parseObject(body: string): object {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new Refusal(400, 'The body is not JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Refusal(400, 'Send a JSON object.');
  return value;
}

function requireType(request: IncomingMessage, type: string): void {
  const sent = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (sent !== type) throw new Refusal(415, `Send the body as ${type}.`);
}
