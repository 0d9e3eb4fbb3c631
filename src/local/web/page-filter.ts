import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { Request, Response } from 'express';
import { AnalysisRefusal } from '../analysis/analysis-refusal.js';
import { callerOf } from '../api/caller.js';
import { PageSession } from '../idp/page-session.js';
import { html } from '../pages/html.js';
import { APP_HEADERS, appDocument } from './app-document.js';
import { signInPath } from './page-paths.js';
import { SignInNeeded } from './signed-in.guard.js';

const FAILED = 'The embedded backend failed; its log says why.';

/** Status and sentence of whatever was thrown; what is not foreseen is logged and not told. */
function described(error: unknown, logger: Logger): { status: number; message: string } {
  if (error instanceof AnalysisRefusal) return { status: 400, message: error.message };
  if (error instanceof HttpException) return { status: error.getStatus(), message: error.message };
  logger.error(error instanceof Error ? (error.stack ?? error.message) : 'a value that is no error was thrown');
  return { status: 500, message: FAILED };
}

/** Errors of pages are pages; who is not signed in is led to the sign-in and back. */
@Catch()
export class PageFilter implements ExceptionFilter {
  private readonly logger = new Logger('Pages');

  constructor(private readonly session: PageSession) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (error instanceof SignInNeeded) {
      response.setHeader('cache-control', 'no-store');
      response.redirect(303, signInPath(request.originalUrl));
      return;
    }
    const { status, message } = described(error, this.logger);
    const title = status === 404 ? 'Nothing here' : status === 403 ? 'Not for you' : 'This did not work';
    const said = status === 404 ? 'There is no such page, or it belongs to a workspace that you are not a member of.' : message;
    const body = html`<div class="empty big"><h1>${title}</h1><p>${said}</p><p><a class="button" href="/ui">Your workspaces</a></p></div>`;
    for (const [name, value] of Object.entries(APP_HEADERS)) response.setHeader(name, value);
    response.status(status).send(appDocument({ title, crumbs: [], body }, { username: callerOf(request)?.username ?? '', formToken: this.session.formToken(request) }));
  }
}

/** Errors of what scripts fetch are JSON with one sentence, to be shown where the answer would have stood. */
@Catch()
export class DataFilter implements ExceptionFilter {
  private readonly logger = new Logger('Pages');

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const { status, message } = described(error, this.logger);
    if (response.headersSent) response.destroy();
    else response.setHeader('cache-control', 'no-store').status(status).json({ message });
  }
}
