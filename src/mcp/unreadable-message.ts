import { ProtocolErrorCode } from '@modelcontextprotocol/server';
import { TOO_DEEP } from '../auth/bearer-door.js';
import type { ErrorRequestHandler, NextFunction, Request, Response } from 'express';

const PARSE_ERROR = 'Parse error: the request body is not valid JSON. Nothing was done. Send one JSON-RPC message as UTF-8 JSON.';
const BROKEN = 'entity.parse.failed';
const TOO_LARGE = 413;
const TOO_DEEP_MESSAGE = 'Invalid request: the message is nested too deeply. Nothing was done. Send flatter arguments.';
/** What body parsers attach to the errors they throw; a body that does not decompress has a status only. */
interface BodyFault { readonly status: number; readonly type?: unknown }

/**
 * Answers a body that could not be read in the words of JSON-RPC: 400 with -32700 for broken JSON, 413 and other 4xx with -32600.
 * To be mounted behind the body parser; what is no fault of the body, and what is not sent to the endpoint, goes on.
 * @param maxBytes the largest body, as the message names it
 */
export function unreadableMessage(endpoint: string, maxBytes: number): ErrorRequestHandler {
  return (error: unknown, { path }: Request, response: Response, next: NextFunction): void => {
    if (!isBodyFault(error) || (path !== endpoint && !path.startsWith(`${endpoint}/`))) { next(error); return; }
    if (error.type === TOO_DEEP) { response.status(400).json({ jsonrpc: '2.0', error: { code: ProtocolErrorCode.InvalidRequest, message: TOO_DEEP_MESSAGE }, id: null }); return; }
    const code = error.type === BROKEN ? ProtocolErrorCode.ParseError : ProtocolErrorCode.InvalidRequest;
    response.status(error.status).json({ jsonrpc: '2.0', error: { code, message: messageOf(error, maxBytes) }, id: null });
  };
}

function messageOf({ status, type }: BodyFault, maxBytes: number): string {
  if (type === BROKEN) return PARSE_ERROR;
  if (status === TOO_LARGE) return `Invalid request: the body is larger than ${maxBytes} bytes. Nothing was done. Send large files through an upload link.`;
  return 'Invalid request: the body cannot be read. Nothing was done. Send UTF-8 JSON, plain or compressed as Content-Encoding says.';
}

function isBodyFault(error: unknown): error is BodyFault {
  return error instanceof Error && 'status' in error && typeof error.status === 'number' && error.status >= 400 && error.status < 500;
}
