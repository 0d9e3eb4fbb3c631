import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

type Alg = 'RS256' | 'ES256' | 'PS256' | 'EdDSA';
interface Key { readonly kid: string; readonly alg: Alg; readonly privateKey: CryptoKey; readonly publicKey: CryptoKey }

/** A small identity provider of the tests' own: real keys, real metadata over HTTP, and full control over every claim it signs. */
export class Issuer {
  readonly keys: Key[] = [];
  /** When set, every request is answered so. */
  failing: number | undefined;
  requests = 0;
  private server: Server | undefined;

  url = '';

  static async start(port = 0): Promise<Issuer> {
    const issuer = new Issuer();
    await issuer.addKey('rsa-1', 'RS256');
    await issuer.addKey('ec-1', 'ES256');
    await issuer.listen(port);
    return issuer;
  }

  async listen(port: number): Promise<void> {
    this.server = createServer((request, response) => {
      this.requests++;
      if (this.failing !== undefined) { response.writeHead(this.failing).end(); return; }
      void this.document(request.url ?? '').then((document) => {
        response.writeHead(document === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(document ?? {}));
      });
    }).listen(port, '127.0.0.1');
    await once(this.server, 'listening');
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/auth`;
  }

  async addKey(kid: string, alg: Alg): Promise<void> {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
    this.keys.unshift({ kid, alg, privateKey, publicKey });
  }

  key(kid: string): Key {
    const key = this.keys.find((candidate) => candidate.kid === kid);
    if (key === undefined) throw new Error(`no key ${kid}`);
    return key;
  }

  /** Signs claims; by default a good token of five minutes. */
  async sign(claims: JWTPayload, { kid = 'ec-1', header = {} }: { kid?: string; header?: Record<string, unknown> } = {}): Promise<string> {
    const key = this.key(kid);
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({ iss: this.url, sub: 'user-1', iat: now, exp: now + 300, ...claims }).setProtectedHeader({ alg: key.alg, kid, typ: 'at+jwt', ...header }).sign(key.privateKey);
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    this.server?.close();
    if (this.server !== undefined) await once(this.server, 'close');
  }

  private async document(url: string): Promise<object | undefined> {
    if (url.startsWith('/.well-known/oauth-authorization-server') || url.startsWith('/auth/.well-known/')) return { issuer: this.url, jwks_uri: `${this.url}/jwks` };
    if (url !== '/auth/jwks') return undefined;
    return { keys: await Promise.all(this.keys.map(async ({ kid, alg, publicKey }) => ({ ...(await exportJWK(publicKey)), kid, alg, use: 'sig' }))) };
  }
}
