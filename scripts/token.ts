import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadApplicationYml } from '../src/config/load-application-yml.js';

/**
 * Prints an access token of a local account, from the running local server: `npm run --silent token [-- user@host]`. The server accepts
 * it only from this machine, with the secret it wrote into its data folder.
 */
const config = loadApplicationYml({ runMode: 'local' });
const username = process.argv[2];
const origin = `http://127.0.0.1:${config.server.port}`;
try {
  const secret = await readFile(join(config.local.dataFolder, 'local-token-secret'), 'utf8');
  const answer = await fetch(`${origin}/auth/local/token`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-local-secret': secret.trim() }, body: JSON.stringify(username === undefined ? {} : { username }) });
  const body = (await answer.json()) as { access_token?: string; message?: string };
  if (body.access_token === undefined) throw new Error(body.message ?? `the server answered ${answer.status}`);
  console.log(body.access_token);
} catch (error) {
  console.error(`No token: ${error instanceof Error ? error.message : String(error)}. Is the local server running (npm start), with the same configuration?`);
  process.exitCode = 1;
}
