import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalDatabase, openDatabase } from '../../../src/local/storage/local-database.js';
import { documentsSuite } from './documents.suite.js';
import { identitySuite } from './identity.suite.js';
import { launchKeysSuite } from './launch-keys.suite.js';
import { measuredSuite } from './measured.suite.js';
import { rolledSuite } from './rolled.suite.js';
import { startPostgres, type TestPostgres, whyNoPostgres } from './throw-away-postgres.js';

describe('the embedded database', () => {
  const folder = mkdtempSync(join(tmpdir(), 'octoperf-storage-'));
  const file = join(folder, 'deeper', 'octoperf.db');
  let database: LocalDatabase;
  beforeAll(async () => { database = await openDatabase({ file }); });
  afterAll(async () => {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  });
  documentsSuite(() => database);
  measuredSuite(() => database);
  rolledSuite(() => database, (statement) => {
    const direct = new Libsql(file);
    direct.exec(statement);
    direct.close();
    return Promise.resolve();
  });
  identitySuite(() => database);
  launchKeysSuite(() => database);

  it('finds everything again when it is opened anew', async () => {
    await database.accounts.insert({ id: 'kept', username: 'kept@localhost', passwordHash: 'h', platformAdmin: false, created: 1 });
    await database.close();
    database = await openDatabase({ file });
    expect((await database.accounts.findById('kept'))?.username).toBe('kept@localhost');
  });

  it('says what is wrong with a file that is no database', async () => {
    await expect(openDatabase({ file: folder })).rejects.toThrow();
    await expect(openDatabase({})).rejects.toThrow('needs a file or a URL');
  });
});

const missing = whyNoPostgres();
describe.skipIf(missing !== undefined)(`PostgreSQL${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let server: TestPostgres;
  let url: string;
  let database: LocalDatabase;
  beforeAll(async () => {
    server = await startPostgres();
    url = await server.freshDatabase();
    database = await openDatabase({ url });
  });
  afterAll(async () => {
    await database.close();
    await server.stop();
  });
  documentsSuite(() => database);
  measuredSuite(() => database);
  rolledSuite(() => database, async (statement) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  });
  identitySuite(() => database);
  launchKeysSuite(() => database);

  it('can be opened by two processes at once on a new database', async () => {
    const fresh = await server.freshDatabase();
    const opened = await Promise.all([openDatabase({ url: fresh }), openDatabase({ url: fresh })]);
    expect(await opened[0].accounts.list()).toEqual([]);
    for (const one of opened) await one.close();
  });

  it('says when it cannot be reached', async () => {
    await expect(openDatabase({ url: 'postgresql://nobody@127.0.0.1:1/none' })).rejects.toThrow('could not be opened');
  });
});
