import { Injectable } from '@nestjs/common';
import type { Request, RequestHandler, Response } from 'express';
import { type ClientRequest, type IncomingMessage, request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ApplicationConfig } from '../config/application-config.js';
import { Outgoing } from '../outgoing/outgoing.js';
import { type Claim, type FileCall, FileTickets } from './file-tickets.js';
import { type Frame, frameOf } from './multipart-frame.js';

const TICKET = /^\/([A-Za-z0-9_-]{1,100})$/;
/** How long neither side may be silent: an import is worked on after its last byte has come. */
const SILENCE_MS = 300_000;
/** Room for headers and boundaries of a form beside the file. */
const FRAME_BYTES = 2_097_152;
const PASSED_BACK = ['content-type', 'content-length', 'content-range', 'accept-ranges', 'etag', 'last-modified', 'content-disposition'];
const AGAIN = 'Call the tool that made the link again to get a new one.';
const REFUSALS = { unknown: [404, 'There is no such link.'], used: [410, 'This link was used already: each works once, whether its call succeeded or not.'], expired: [410, 'This link is past its time.'] } as const;

class TooLarge extends Error {}

/** Passes the bytes of a file between who holds a ticket and the REST API, without keeping any. */
@Injectable()
export class FilePassage {
  constructor(private readonly tickets: FileTickets, private readonly config: ApplicationConfig, private readonly outgoing: Outgoing) {}

  /** For `{MCP endpoint}/files`: open, because the address is the permission; to be mounted before anything reads bodies. */
  readonly handle: RequestHandler = (request, response, next) => {
    const ticket = TICKET.exec(request.path)?.[1];
    if (ticket === undefined) { next(); return; }
    response.setHeader('Cache-Control', 'no-store');
    if (Number(request.headers['content-length'] ?? 0) > this.most) { this.tooLarge(request, response); return; }
    const claim = this.tickets.claim(ticket, request.method);
    if ('refused' in claim) { refuse(request, response, claim); return; }
    this.pass(request, response, claim.call).catch((error: unknown) => {
      if (error instanceof TooLarge) this.tooLarge(request, response);
      else answer(request, response, 502, 'OctoPerf could not be reached, or broke off. It is unknown whether the file arrived: look before you send it again.');
    });
  };

  private get most(): number { return this.config.mcp.fileSourceMaxBytes + FRAME_BYTES; }

  private tooLarge(request: Request, response: Response): void {
    answer(request, response, 413, `The file is larger than this server passes on (${this.config.mcp.fileSourceMaxBytes} bytes).`);
  }

  private async pass(request: Request, response: Response, call: FileCall): Promise<void> {
    const upstream = this.open(request, call);
    const gone = (): void => { upstream.destroy(); };
    response.once('close', gone);
    // Also after the answer has begun: what breaks then ends the stream that reads it.
    upstream.on('error', () => undefined);
    const answered = new Promise<IncomingMessage>((resolve, reject) => { upstream.once('response', resolve).once('error', reject).setTimeout(SILENCE_MS, () => { upstream.destroy(new Error('silence')); }); });
    const sending = call.method === 'GET' ? Promise.resolve(upstream.end()) : this.send(request, upstream, call);
    // A refusal may come before the last byte was sent.
    const came = await Promise.race([answered, sending.then(() => answered)]);
    sending.catch(() => undefined);
    response.off('close', gone);
    await giveBack(request, response, came);
  }

  /** The token goes to the configured REST API; redirects are not followed. */
  private open(request: Request, { method, path, query, token, part }: FileCall): ClientRequest {
    const url = new URL(this.config.apiUrl + path);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const { range, 'if-range': ifRange, 'content-length': length, 'content-type': type } = request.headers;
    const headers: Record<string, string> = { authorization: `Bearer ${token}`, accept: '*/*' };
    if (method === 'GET') {
      if (range !== undefined) headers['range'] = range;
      if (typeof ifRange === 'string') headers['if-range'] = ifRange;
    } else if (request.method === 'PUT') {
      const { boundary, head, tail } = frameOf(part, query['filename'], type);
      headers['content-type'] = `multipart/form-data; boundary=${boundary}`;
      if (length !== undefined) headers['content-length'] = String(Number(length) + head.length + tail.length);
      frames.set(request, { head, tail });
    } else {
      if (type !== undefined) headers['content-type'] = type;
      if (length !== undefined) headers['content-length'] = length;
    }
    const { httpAgent, httpsAgent } = this.outgoing.agentsFor(url.href);
    return url.protocol === 'https:' ? secureRequest(url, { method, headers, agent: httpsAgent }) : plainRequest(url, { method, headers, agent: httpAgent });
  }

  private async send(request: Request, upstream: ClientRequest, { method }: FileCall): Promise<void> {
    const frame = frames.get(request);
    let passed = 0;
    const { most } = this;
    const counting = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        passed += chunk.length;
        if (passed > most) done(new TooLarge(method)); else done(null, chunk);
      },
      flush(done) { done(null, frame?.tail); },
    });
    if (frame !== undefined) counting.push(frame.head);
    await pipeline(request, counting, upstream);
  }
}

const frames = new WeakMap<Request, Pick<Frame, 'head' | 'tail'>>();

/** Bodies of failures stay here; whatever passes is never shown as a page of this origin. */
async function giveBack(request: Request, response: Response, came: IncomingMessage): Promise<void> {
  const status = came.statusCode ?? 502;
  if (status >= 500 || (status >= 300 && status < 400)) {
    came.resume();
    answer(request, response, 502, `OctoPerf failed to answer (HTTP ${status}). It is unknown whether the file arrived: look before you send it again.`);
    return;
  }
  for (const name of PASSED_BACK) {
    const value = came.headers[name];
    if (value !== undefined) response.setHeader(name, value);
  }
  const disposition = came.headers['content-disposition'];
  if (disposition === undefined || !/^attachment/i.test(disposition)) response.setHeader('content-disposition', 'attachment');
  response.setHeader('X-Content-Type-Options', 'nosniff').setHeader('Content-Security-Policy', 'sandbox').status(status);
  await pipeline(came, response);
}

function refuse(request: Request, response: Response, claim: Extract<Claim, { refused: unknown }>): void {
  if (claim.refused === 'method') {
    response.setHeader('Allow', claim.allowed.join(', '));
    answer(request, response, 405, `This link is for ${claim.allowed.join(' or ')}, not ${request.method}. It was not used up.`);
    return;
  }
  const [status, sentence] = REFUSALS[claim.refused];
  answer(request, response, status, `${sentence} ${AGAIN}`);
}

function answer(request: Request, response: Response, status: number, message: string): void {
  // Nobody will read the rest of a refused upload.
  request.resume();
  if (response.headersSent) { response.destroy(); return; }
  response.status(status).json({ statusCode: status, message });
}
