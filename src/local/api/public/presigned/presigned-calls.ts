import { GoneException, HttpException, Injectable, MethodNotAllowedException } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { LocalDatabase } from '../../../storage/local-database.js';
import type { Ticket } from '../../../storage/ticket-store.js';
import { setCaller } from '../../caller.js';
import { notFound } from '../../refusals.js';
import { ticketHash } from '../../users/presigned-urls/presigned-urls.controller.js';

const PRESIGNED = /^\/public\/presigned\/([A-Za-z0-9_-]{1,100})$/;
const AGAIN = 'Call the tool that made the URL again to get a new one.';

/** Turns a request on a presigned URL into the call it stands for, made by the account that asked for it. */
@Injectable()
export class PresignedCalls {
  constructor(private readonly database: LocalDatabase) {}

  /** To be mounted before the body parsers: the ticket is used up before a byte of the body is read, whatever becomes of the call. */
  readonly middleware = (request: Request, response: Response, next: NextFunction): void => {
    const token = PRESIGNED.exec(request.path)?.[1];
    if (token === undefined) {
      next();
      return;
    }
    this.open(request, response, token).then(() => { next(); }, (error: unknown) => {
      // Nobody will read the body of a refused upload.
      request.resume();
      next(error);
    });
  };

  private async open(request: Request, response: Response, token: string): Promise<void> {
    const hash = ticketHash(token);
    const ticket = await this.database.tickets.find(hash);
    const now = Date.now();
    refuse(ticket, request.method, response, now);
    if (ticket === undefined || !(await this.database.tickets.claim(hash, now))) throw usedUp();
    const account = await this.database.accounts.findById(ticket.accountId);
    if (account === undefined) throw usedUp();
    setCaller(request, account);
    // The token is spent; it must not reach a log or an error body through the original address either.
    const query = new URLSearchParams(ticket.call.query).toString();
    request.url = query === '' ? ticket.call.path : `${ticket.call.path}?${query}`;
    request.originalUrl = request.url;
    response.setHeader('Cache-Control', 'no-store');
  }
}

function refuse(ticket: Ticket | undefined, method: string, response: Response, now: number): void {
  if (ticket === undefined) throw notFound(`There is no such presigned URL. ${AGAIN}`);
  if (ticket.usedAt !== null) throw usedUp();
  if (ticket.expiresAt <= now) throw new GoneException(`The presigned URL is past its time. ${AGAIN}`);
  if (method !== ticket.method) {
    response.setHeader('Allow', ticket.method);
    throw new MethodNotAllowedException(`This presigned URL is for ${ticket.method}, not ${method}. It was not used up: send the same request with ${ticket.method}.`);
  }
}

const usedUp = (): HttpException => new GoneException(`The presigned URL was used already: each works once, whether its call succeeded or not. ${AGAIN}`);
