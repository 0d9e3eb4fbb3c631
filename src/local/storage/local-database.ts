import { chmod, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Dialect, Kysely, Migrator, PostgresDialect, sql, SqliteDialect } from 'kysely';
import Libsql from 'libsql';
import pg from 'pg';
import { MIGRATIONS } from './migrations.js';
import type { Schema } from './schema.js';
import { Stores } from './stores.js';

/** PostgreSQL's `int8`: times and counts here fit a JavaScript number, so they are read as one. */
const INT8 = 20;
const MEMORY = ':memory:';
/** It holds signing keys, password hashes and recordings: nobody else's business. */
const OWNER_ONLY_FOLDER = 0o700;
const OWNER_ONLY_FILE = 0o600;

export interface DatabaseLocation {
  /** File of the embedded database; created with its folder when absent. `:memory:` keeps nothing. */
  readonly file?: string | undefined;
  /** PostgreSQL connection string; wins over `file`. */
  readonly url?: string | undefined;
}

/**
 * The backend's memory: every store over one database. What a call has answered survives the death of the process.
 */
export class LocalDatabase extends Stores {
  constructor(private readonly kysely: Kysely<Schema>) {
    super(kysely);
  }

  /**
   * Runs `work` in one transaction: all of it is kept or none. Only the stores handed to `work` may be used inside: the embedded
   * database has one connection, a call through other stores would wait for ever.
   */
  async transaction<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    return this.kysely.transaction().execute((transaction) => work(new Stores(transaction)));
  }

  /** Rewrites the file, so that nothing is left in it of what was overwritten. Takes a while where there is much. */
  async vacuum(): Promise<void> {
    await sql`vacuum`.execute(this.kysely);
  }

  async close(): Promise<void> {
    await this.kysely.destroy();
  }
}

/** Opens (and creates or upgrades) the database. Throws with the failed migration's name when the tables cannot be brought up to date. */
export async function openDatabase(location: DatabaseLocation): Promise<LocalDatabase> {
  const kysely = new Kysely<Schema>({ dialect: await dialectFor(location) });
  const { error, results } = await new Migrator({ db: kysely, provider: MIGRATIONS }).migrateToLatest();
  if (error !== undefined) {
    await kysely.destroy();
    const failed = results?.find((result) => result.status === 'Error')?.migrationName ?? 'connection';
    throw new Error(`The database could not be opened (${failed}): ${error instanceof Error ? error.message : 'unknown reason'}`, { cause: error });
  }
  return new LocalDatabase(kysely);
}

async function dialectFor({ file, url }: DatabaseLocation): Promise<Dialect> {
  if (url !== undefined && url !== '') return postgres(url);
  if (file === undefined || file === '') throw new Error('A database needs a file or a URL');
  if (file === MEMORY) return new SqliteDialect({ database: openFile(file) });
  await mkdir(dirname(file), { recursive: true, mode: OWNER_ONLY_FOLDER });
  const database = openFile(file);
  await chmod(file, OWNER_ONLY_FILE);
  return new SqliteDialect({ database: closedTidily(database) });
}

/** On the way out the log is folded into the file, so that the one file is the whole database at rest. */
function closedTidily(database: Libsql.Database): Libsql.Database {
  const close = database.close.bind(database);
  database.close = () => {
    database.pragma('wal_checkpoint(TRUNCATE)');
    return close();
  };
  return database;
}

/** WAL with NORMAL: a killed process loses nothing that was committed; only a crash of the whole machine could. */
function openFile(file: string): Libsql.Database {
  const database = new Libsql(file);
  for (const pragma of ['journal_mode = WAL', 'synchronous = NORMAL', 'busy_timeout = 5000', 'foreign_keys = ON']) database.pragma(pragma);
  return database;
}

function postgres(url: string): Dialect {
  const getTypeParser = (oid: number, format?: 'text' | 'binary'): unknown => (oid === INT8 ? Number : (pg.types.getTypeParser(oid, format) as unknown));
  const types = { getTypeParser: getTypeParser as typeof pg.types.getTypeParser };
  const pool = new pg.Pool({ connectionString: url, max: 8, types });
  // An idle connection that the server drops must not end the process: the pool opens another one when it is needed.
  pool.on('error', () => undefined);
  return new PostgresDialect({ pool });
}
