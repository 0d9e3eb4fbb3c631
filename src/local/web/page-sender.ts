import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { callerOf } from '../api/caller.js';
import { PageSession } from '../idp/page-session.js';
import { APP_HEADERS, appDocument, type AppPage } from './app-document.js';

/** Sends pages of the application to whoever is signed in. */
@Injectable()
export class PageSender {
  constructor(private readonly session: PageSession) {}

  send(request: Request, response: Response, page: AppPage): void {
    for (const [name, value] of Object.entries(APP_HEADERS)) response.setHeader(name, value);
    response.status(200).send(appDocument(page, { username: callerOf(request)?.username ?? '', formToken: this.session.formToken(request) }));
  }
}
