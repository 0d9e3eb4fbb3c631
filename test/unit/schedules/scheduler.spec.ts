import { afterAll, beforeAll, describe } from 'vitest';
import { type LocalDatabase, openDatabase } from '../../../src/local/storage/local-database.js';
import { startPostgres, type TestPostgres, whyNoPostgres } from '../storage/throw-away-postgres.js';
import { schedulerSuite } from './scheduler.suite.js';

describe('the scheduler over SQLite', () => {
  let database: LocalDatabase;
  beforeAll(async () => { database = await openDatabase({ file: ':memory:' }); });
  afterAll(() => database.close());
  schedulerSuite(() => database);
});

const missing = whyNoPostgres();
describe.skipIf(missing !== undefined)(`the scheduler over PostgreSQL${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let server: TestPostgres;
  let database: LocalDatabase;
  beforeAll(async () => {
    server = await startPostgres();
    database = await openDatabase({ url: await server.freshDatabase() });
  });
  afterAll(async () => {
    await database.close();
    await server.stop();
  });
  schedulerSuite(() => database);
});
