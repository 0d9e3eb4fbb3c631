import type { RequestHandler, Response } from 'express';

/** Requests that are being answered, and which of them as a stream. Looked through only when somebody asks. */
export class OpenRequests {
  private readonly open = new Set<Response>();

  /** Stands before the MCP endpoint. */
  readonly middleware: RequestHandler = (_request, response, next) => {
    this.open.add(response);
    response.once('close', () => { this.open.delete(response); });
    next();
  };

  get count(): number { return this.open.size; }
  /** Those that are answered as server-sent events. */
  get streams(): number { return [...this.open].filter((response) => String(response.getHeader('content-type') ?? '').startsWith('text/event-stream')).length; }
}
