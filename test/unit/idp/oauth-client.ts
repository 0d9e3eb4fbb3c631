import { createHash, randomBytes } from 'node:crypto';
import { FormBrowser } from '../../../demo/form-browser.js';
import type { View } from '../../../demo/form-browser.js';
import { PASSWORD } from './idp-house.js';
import type { House } from './idp-house.js';

export const CALLBACK = 'http://localhost:33418/callback';

export interface Answer {
  readonly status: number;
  readonly json: Readonly<Record<string, unknown>>;
}

export interface Tokens {
  readonly access: string;
  readonly refresh: string;
  readonly idToken: string | undefined;
}

/** POSTs a form or JSON. */
export async function post(url: string, body: URLSearchParams | object, headers: Record<string, string> = {}): Promise<Answer> {
  const form = body instanceof URLSearchParams;
  const response = await fetch(url, { method: 'POST', body: form ? body : JSON.stringify(body), headers: { ...(form ? {} : { 'content-type': 'application/json' }), ...headers } });
  const text = await response.text();
  return { status: response.status, json: (text.startsWith('{') ? JSON.parse(text) : { text }) as Record<string, unknown> };
}

/** An OAuth client as MCP clients are: public, dynamically registered, PKCE. */
export class OAuthClient {
  readonly verifier = randomBytes(32).toString('base64url');
  readonly browser: FormBrowser;
  clientId = '';

  constructor(readonly house: House, browser?: FormBrowser) {
    this.browser = browser ?? new FormBrowser(house.origin);
  }

  static async registered(house: House, metadata: object = {}, browser?: FormBrowser): Promise<OAuthClient> {
    const client = new OAuthClient(house, browser);
    const { status, json } = await client.register(metadata);
    if (status !== 201) throw new Error(JSON.stringify(json));
    client.clientId = String(json['client_id']);
    return client;
  }

  register(metadata: object): Promise<Answer> {
    return post(`${this.house.origin}/auth/connect/register`, { client_name: 'Test client', redirect_uris: [CALLBACK], grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'], token_endpoint_auth_method: 'none', ...metadata });
  }

  authorizeUrl(changes: Readonly<Record<string, string | undefined>> = {}): string {
    const parameters: Record<string, string | undefined> = {
      client_id: this.clientId, redirect_uri: CALLBACK, response_type: 'code', state: 'xyz', scope: 'octoperf:read octoperf:write', resource: `${this.house.origin}/mcp`,
      code_challenge: createHash('sha256').update(this.verifier).digest('base64url'), code_challenge_method: 'S256', ...changes,
    };
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, value);
    return `${this.house.origin}/auth/oauth2/authorize?${query.toString()}`;
  }

  /** Signs in where asked, and allows. @returns where the browser ends: the callback, or a page. */
  async authorize(changes: Readonly<Record<string, string | undefined>> = {}, username = 'alice@example.test'): Promise<URL> {
    let view = await this.browser.open(this.authorizeUrl(changes));
    if (view.text.includes('name="password"')) view = await this.browser.submit(view, { username, password: PASSWORD, action: 'login' });
    if (view.text.includes('value="allow"')) view = await this.browser.submit(view, { action: 'allow' });
    if (view.status !== 0) throw new Error(`stopped at ${view.status} ${view.url} ${view.text.replace(/<style[\s\S]*?<\/style>/, '').slice(0, 900)}`);
    return new URL(view.url);
  }

  /** As far as the page that asks for consent. */
  async consentPage(changes: Readonly<Record<string, string | undefined>> = {}): Promise<View> {
    const view = await this.browser.open(this.authorizeUrl(changes));
    return this.browser.submit(view, { username: 'alice@example.test', password: PASSWORD, action: 'login' });
  }

  exchange(code: string | null, changes: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.token({ grant_type: 'authorization_code', code: code ?? '', redirect_uri: CALLBACK, code_verifier: this.verifier, ...changes });
  }

  refresh(token: string, changes: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.token({ grant_type: 'refresh_token', refresh_token: token, ...changes });
  }

  token(parameters: Readonly<Record<string, string>>): Promise<Answer> {
    return post(`${this.house.origin}/auth/oauth2/token`, new URLSearchParams({ client_id: this.clientId, ...parameters }));
  }

  async tokens(changes: Readonly<Record<string, string | undefined>> = {}, username?: string): Promise<Tokens> {
    const url = await this.authorize(changes, username);
    const { status, json } = await this.exchange(url.searchParams.get('code'));
    if (status !== 200) throw new Error(JSON.stringify(json));
    return tokensOf(json);
  }
}

export function tokensOf(json: Answer['json']): Tokens {
  const idToken = json['id_token'];
  return { access: String(json['access_token']), refresh: String(json['refresh_token']), idToken: typeof idToken === 'string' ? idToken : undefined };
}
