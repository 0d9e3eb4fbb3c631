import type { NextFunction, Request, Response } from 'express';
import { lenientRegistration } from './client-registration.js';
import type { LocalIdp } from './local-idp.js';
import { rememberUserCode } from './provider-pages.js';
import { readForm, readJson, UnreadableBody } from './request-body.js';
import { withUnderstoodScope } from './requested-scope.js';

/** Paths under the issuer that our own controllers answer. */
const OURS = /^\/(?:interaction|local)(?:\/|$)/;
/** Where clients look for the metadata: below the issuer, with the issuer's path inserted (RFC 8414), and at the bare origin. */
const WELL_KNOWN = /^\/\.well-known\/(oauth-authorization-server|openid-configuration)(?:\/auth)?\/?$/;
const MOUNT = '/auth';

/** Hands a request to the library, as if it stood at this address below the issuer. */
function pass(idp: LocalIdp, request: Request, response: Response, url: string): void {
  const { host, protocol } = new URL(idp.addresses.origin);
  request.headers['x-forwarded-host'] = host;
  request.headers['x-forwarded-proto'] = protocol.replace(':', '');
  request.url = url;
  request.originalUrl = `${MOUNT}${url}`;
  request.baseUrl = MOUNT;
  idp.answer(request, response);
}

function allowAnyOrigin(response: Response): void {
  response.setHeader('access-control-allow-origin', '*');
}

/** Registration from a page of another origin is as harmless as from a program: it carries no cookie and gives no power. */
function answerPreflight(response: Response): void {
  allowAnyOrigin(response);
  response.setHeader('access-control-allow-methods', 'GET, POST, PUT, DELETE');
  response.setHeader('access-control-allow-headers', 'authorization, content-type, mcp-protocol-version');
  response.setHeader('access-control-max-age', '3600');
  response.status(204).end();
}

async function register(idp: LocalIdp, request: Request, response: Response, url: string): Promise<void> {
  if (request.method === 'OPTIONS') return answerPreflight(response);
  allowAnyOrigin(response);
  if (request.method === 'POST' || request.method === 'PUT') {
    const metadata = lenientRegistration(await readJson(request));
    if (metadata === undefined) throw new UnreadableBody(400, 'The registration must be a JSON object with client_name and redirect_uris.');
    request.body = metadata;
    request.headers['content-type'] = 'application/json';
  }
  pass(idp, request, response, url);
}

/** User information for the holder of an access token: the library itself cannot read the JWTs it signs. */
async function answerUserinfo(idp: LocalIdp, request: Request, response: Response): Promise<void> {
  if (request.method === 'OPTIONS') return answerPreflight(response);
  allowAnyOrigin(response);
  response.setHeader('cache-control', 'no-store');
  const account = await idp.accounts.authenticateHeader(request.headers.authorization, idp.addresses.audiences);
  if (account === undefined) {
    response.setHeader('www-authenticate', 'Bearer error="invalid_token"');
    response.status(401).json({ error: 'invalid_token', error_description: 'The access token is missing, expired or revoked.' });
    return;
  }
  const { id, username } = account;
  response.json({ sub: id, email: username, email_verified: false, name: username, preferred_username: username });
}

/** Path and query of a request line. No URL parser: it would read `//` as the start of a host, and throws. */
function split(url: string): { readonly pathname: string; readonly searchParams: URLSearchParams } {
  const end = url.indexOf('?');
  return end < 0 ? { pathname: url, searchParams: new URLSearchParams() } : { pathname: url.slice(0, end), searchParams: new URLSearchParams(url.slice(end + 1)) };
}

async function answerBelowIssuer(idp: LocalIdp, request: Request, response: Response): Promise<void> {
  const rest = request.url.slice(MOUNT.length);
  const url = rest.startsWith('/') ? rest : `/${rest}`;
  const { pathname, searchParams } = split(url);
  if (pathname === '/userinfo') return answerUserinfo(idp, request, response);
  if (pathname === '/connect/register' || pathname.startsWith('/connect/register/')) return register(idp, request, response, url);
  if (pathname === '/oauth2/authorize' && request.method === 'GET') return pass(idp, request, response, `${pathname}?${withUnderstoodScope(searchParams).toString()}`);
  if (pathname === '/oauth2/device_authorization' && request.method === 'POST') {
    const form = withUnderstoodScope(await readForm(request));
    request.body = Object.fromEntries([...new Set(form.keys())].map((name) => [name, form.getAll(name)]));
  }
  const code = searchParams.get('user_code');
  if (pathname === '/device' && request.method === 'GET' && code !== null) {
    // The library would answer with a page that posts itself by script; ours shows the code in the form.
    rememberUserCode(request, code);
    return pass(idp, request, response, pathname);
  }
  pass(idp, request, response, url);
}

function refuse(response: Response, error: unknown): void {
  if (!(error instanceof UnreadableBody)) throw error;
  // The rest of an oversized body is not read: the connection ends with the answer.
  response.setHeader('connection', 'close');
  response.status(error.status).json({ error: 'invalid_request', error_description: error.message });
}

/** What an Express application and Nest's Express adapter have in common. */
export interface Mountable {
  use(handler: (request: Request, response: Response, next: NextFunction) => void): unknown;
}

/**
 * Mounts the identity provider. To be called between `NestFactory.create` and `listen`, before any body parser: the library
 * reads its bodies itself.
 */
export function mountIdp(app: Mountable, idp: LocalIdp): void {
  app.use((request, response, next) => {
    const { pathname } = split(request.url);
    const wellKnown = WELL_KNOWN.exec(pathname);
    if (wellKnown !== null) return pass(idp, request, response, `/.well-known/${wellKnown[1] ?? ''}`);
    const below = pathname === MOUNT || pathname.startsWith(`${MOUNT}/`) ? pathname.slice(MOUNT.length) : undefined;
    if (below === undefined || OURS.test(below)) return next();
    answerBelowIssuer(idp, request, response).catch((error: unknown) => {
      try {
        refuse(response, error);
      } catch (unexpected) {
        next(unexpected);
      }
    });
  });
}
