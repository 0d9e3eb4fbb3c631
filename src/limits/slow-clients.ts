import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Request, RequestHandler, Response } from 'express';
import { ApplicationConfig } from '../config/application-config.js';
import { Happenings } from '../scope/happenings.js';
import { currentRequest } from '../scope/request-scope.js';

const TIMEOUT_STATUS = 408;
const INVALID_REQUEST = -32600;
const LOOKS = 4;
const LONGEST_LOOK_MS = 5_000;

interface Answer { readonly response: Response; readonly request: ReturnType<typeof currentRequest>; waitsSince: number | undefined }

/**
 * Ends what a slow client keeps open: a message that does not arrive whole in time, and an answer that is not taken in time. What the
 * server itself is working on, or waits for on purpose, is no concern of this.
 */
@Injectable()
export class SlowClients implements OnApplicationShutdown {
  private readonly answers = new Map<Response, Answer>();
  private readonly looking: NodeJS.Timeout;

  constructor(private readonly config: ApplicationConfig, private readonly happenings: Happenings) {
    this.looking = setInterval(() => { this.look(); }, Math.min(LONGEST_LOOK_MS, config.limits.answerTimeoutMs / LOOKS)).unref();
  }

  onApplicationShutdown(): void { clearInterval(this.looking); }

  /** Before the body parser: a body has `limits.body-timeout-ms` to arrive. */
  readonly bodies: RequestHandler = (request, response, next) => {
    if (!request.complete && hasBody(request)) {
      const timer = setTimeout(() => { this.endBody(request, response); }, this.config.limits.bodyTimeoutMs);
      const end = (): void => { clearTimeout(timer); };
      request.once('end', end);
      response.once('close', end);
    }
    next();
  };

  /** An answer may wait for its client `limits.answer-timeout-ms`: counted while bytes of it are held that the client does not take. */
  readonly readers: RequestHandler = (_request, response, next) => {
    this.answers.set(response, { response, request: currentRequest(), waitsSince: undefined });
    response.once('close', () => { this.answers.delete(response); });
    next();
  };

  private endBody(request: Request, response: Response): void {
    if (request.complete || response.headersSent) return;
    this.happenings.tell('limited', { limit: 'slow-body', waitMs: 0, caller: undefined, requestId: currentRequest()?.requestId });
    const message = `Invalid request: the body did not arrive within ${this.config.limits.bodyTimeoutMs} ms. Nothing was done. Send it again.`;
    response.setHeader('Connection', 'close');
    response.status(TIMEOUT_STATUS).json({ jsonrpc: '2.0', id: null, error: { code: INVALID_REQUEST, message } });
    response.once('finish', () => { request.socket.destroy(); });
  }

  private look(): void {
    const now = Date.now();
    for (const answer of this.answers.values()) {
      const socket = answer.response.socket;
      if (socket === null || socket.writableLength + answer.response.writableLength === 0) answer.waitsSince = undefined;
      else if (now - (answer.waitsSince ??= now) >= this.config.limits.answerTimeoutMs) {
        this.happenings.tell('limited', { limit: 'slow-reader', waitMs: 0, caller: answer.request?.caller, requestId: answer.request?.requestId });
        socket.destroy();
      }
    }
  }
}

const hasBody = ({ headers }: Request): boolean => headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
