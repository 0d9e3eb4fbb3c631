import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger, NotFoundException } from '@nestjs/common';
import type { Request, Response } from 'express';
import { STATUS_CODES } from 'node:http';
import { AnalysisRefusal } from '../analysis/analysis-refusal.js';
import { ScheduleRefusal } from '../schedules/schedule-refusal.js';
import { AccountService } from '../idp/account-service.js';
import { ImportError } from '../importers/import-error.js';
import { UNAUTHENTICATED } from './bearer.guard.js';
import { callerOf } from './caller.js';

/** First path segments of OctoPerf's API: below them an unknown route is one that is not built here, elsewhere there is none at all. */
const CONTEXTS = new Set(['design', 'runtime', 'analysis', 'workspaces', 'users', 'tasks', 'docker', 'monitoring', 'administration', 'imports', 'subscriptions', 'scheduler']);
const INTERNAL = 'The embedded backend failed; its log says why. Nothing is known about whether the change was made: read before you repeat it.';

interface Problem { readonly status: number; readonly message: string }

/** Every error leaves in Spring's default problem shape (octoperf-rest-api.md §1.4: timestamp, status, error, message, path). */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('LocalBackend');

  constructor(private readonly accounts: AccountService) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    if (response.headersSent) {
      // The answer was under way: a cut connection is the only honest way left to say that it is not whole.
      response.destroy();
      return;
    }
    const path = withoutTicket(request.originalUrl.replace(/\?.*$/s, ''));
    const { status, message } = isUnrouted(error, request) ? await this.unrouted(request, path) : this.describe(error);
    if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
    response.status(status).json({ timestamp: new Date().toISOString(), status, error: STATUS_CODES[status] ?? 'Error', message, path });
  }

  private describe(error: unknown): Problem {
    if (error instanceof ImportError || error instanceof AnalysisRefusal || error instanceof ScheduleRefusal) return { status: 400, message: error.message };
    if (error instanceof HttpException) return { status: error.getStatus(), message: error.message };
    const refused = refusedBody(error);
    if (refused !== undefined) return refused;
    this.logger.error(error instanceof Error ? (error.stack ?? error.message) : 'a value that is no error was thrown');
    return { status: 500, message: INTERNAL };
  }

  private async unrouted(request: Request, path: string): Promise<Problem> {
    const call = `${request.method} ${path.slice(0, 200)}`;
    const [, context = ''] = path.split('/');
    if (!CONTEXTS.has(context)) return { status: 404, message: `There is no ${call} here.` };
    const caller = callerOf(request) ?? (await this.accounts.authenticateHeader(request.headers.authorization));
    if (caller === undefined) return { status: 401, message: UNAUTHENTICATED };
    return { status: 501, message: `${call} is not built into the embedded backend yet; docs/local-backend.md lists what is. Use another tool for the job, or an OctoPerf platform, which has it.` };
  }
}

/** The path as it may be shown: a presigned link is a secret, even a refused one. */
const withoutTicket = (path: string): string => path.replace(/^(\/public\/presigned\/).*/, '$1…');

/** The router's own way of saying that no handler has this path. */
const isUnrouted = (error: unknown, request: Request): boolean => error instanceof NotFoundException && error.message === `Cannot ${request.method} ${request.url}`;

/** Errors of the body parsers carry a status and a type instead of a class. */
function refusedBody(error: unknown): Problem | undefined {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number' || error.status < 400 || error.status > 499) return undefined;
  if (error.status === 413) return { status: 413, message: 'The body is larger than this backend accepts (20 MB of JSON). Send less at once.' };
  if ('type' in error && error.type === 'entity.parse.failed') return { status: 400, message: `The body is not valid JSON: ${error.message.slice(0, 200)}` };
  return { status: error.status, message: error.message.slice(0, 200) };
}
