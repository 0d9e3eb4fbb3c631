import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { IssuerMetadata } from '../../../src/auth/issuer-metadata.js';
import { loadApplicationYml } from '../../../src/config/load-application-yml.js';
import { Outgoing } from '../../../src/outgoing/outgoing.js';

let server: Server | undefined;
afterEach(() => { server?.closeAllConnections(); server?.close(); });

/** Metadata of an identity provider that says this of itself, whatever it is asked. */
async function metadataSaying(document: object): Promise<IssuerMetadata> {
  server = createServer((_request, response) => { response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document)); }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const config = loadApplicationYml({ runMode: 'bridge', folders: [], environment: { OCTOPERF_SERVER__HOSTNAME: 'localhost', OCTOPERF_IDP__ISSUER: `http://127.0.0.1:${(server.address() as AddressInfo).port}` } });
  return new IssuerMetadata(config, new Outgoing(config));
}

describe('metadata of another issuer', () => {
  it('is refused with the address it names', async () => {
    const metadata = await metadataSaying({ issuer: 'https://elsewhere.example/auth' });
    await expect(metadata.read()).rejects.toThrow(/issuer is https:\/\/elsewhere\.example\/auth; /);
  });

  it.each([['two\nlines'], [`https://${'x'.repeat(10_000)}`], ['https://elsewhere.example/\nWARN made up'], [{ secret: 'detail' }], [undefined]])('is refused without repeating what is no address (%j)', async (issuer) => {
    const error = await (await metadataSaying({ issuer })).read().then(() => new Error('was read'), (refused: Error) => refused);
    expect(error.message).toContain('issuer is no address');
    expect(error.message.length).toBeLessThan(300);
    expect(error.message).not.toMatch(/\n|made up|detail/);
  });
});
