import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { HarImportOptions } from '../../src/contract/import-options.js';
import { importHar } from '../../src/local/importers/import-har.js';
import { importK6 } from '../../src/local/importers/import-k6.js';
import { importPlaywright } from '../../src/local/importers/import-playwright.js';
import { importPostman } from '../../src/local/importers/import-postman.js';
import type { DesignImport } from '../../src/local/importers/import-result.js';
import { importUrls } from '../../src/local/importers/import-urls.js';
import { importWebdriver } from '../../src/local/importers/import-webdriver.js';
import { exportJmx, type ExportedUser } from '../../src/local/importers/jmx/export-jmx.js';
import { importJmx } from '../../src/local/importers/jmx/import-jmx.js';
import { importLoadRunner } from '../../src/local/importers/migrations/loadrunner/import-loadrunner.js';
import { importNeoload } from '../../src/local/importers/migrations/neoload/import-neoload.js';
import { urlLines } from '../../src/local/importers/urls/url-list.js';
import { fixtureEntries, fixtureZip } from '../../test/unit/importers/migrations/zip-builder.js';

/** An export, and the plan it was imported from where that was a JMX. */
export interface Exported { readonly name: string; readonly kind: string; readonly original?: Buffer; readonly text: string }

const fixtures = fileURLToPath(new URL('../../test/fixtures/', import.meta.url));
const filesOf = (folder: string, ending: RegExp): string[] => readdirSync(`${fixtures}${folder}`).filter((name) => ending.test(name) && name !== 'facts.json').sort().map((name) => `${folder}/${name}`);
const read = (file: string): Buffer => readFileSync(`${fixtures}${file}`);

/** One Virtual User and its drafts as an export gets them. */
type Drafts = Pick<DesignImport, 'name' | 'children' | 'servers'> & Partial<Pick<DesignImport, 'type' | 'description' | 'variables'>> & Pick<ExportedUser, 'load'>;
export const jmxOf = ({ servers, variables = [], type = 'JMETER', description = '', ...user }: Drafts): string => exportJmx({ virtualUsers: [{ ...user, id: 'user', type, description }], servers: servers.map((server) => ({ authorizations: [], ...server, id: server.key })), variables });

/** All Virtual Users of a JMX in one plan, as it was. */
function again(original: Buffer): string | undefined {
  const result = importJmx(original, { resources: 'KEEP_ALL', adBlocking: 'DISABLED' });
  if (result.virtualUsers.length === 0) return undefined;
  return exportJmx({ virtualUsers: result.virtualUsers.map((user) => ({ ...user, id: user.key })), servers: result.servers.map((server) => ({ ...server, id: server.key })), variables: result.variables, plan: result.plan });
}

async function migrated(kind: string, folder: string): Promise<Exported[]> {
  const { virtualUsers, servers, variables } = await (kind === 'NeoLoad' ? importNeoload : importLoadRunner)(fixtureZip(`migrations/${folder}`.replace('migrations/', '')));
  return virtualUsers.map((user) => ({ kind, name: `${folder} · ${user.name}`, text: jmxOf({ ...user, servers: servers.filter(({ key }) => user.servers.some((own) => own.key === key)), variables }) }));
}

/** The exporter's answer to every fixture that can be imported; files that an importer refuses are left out, as docs/imports.md lists them. */
export async function allExports(): Promise<Exported[]> {
  const made: Exported[] = [];
  const add = (kind: string, file: string, make: (bytes: Buffer) => string | undefined, original?: Buffer): void => {
    try {
      const text = make(read(file));
      if (text !== undefined) made.push({ kind, name: file, text, ...(original === undefined ? {} : { original }) });
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'ImportError') throw error;
    }
  };
  for (const file of [...filesOf('jmx', /\.jmx$/), ...filesOf('hostile/jmx', /\.jmx$/)]) add('JMX', file, again, read(file));
  for (const file of [...filesOf('har', /\.(?:har|json)$/), ...filesOf('hostile/har', /\.har$/)]) add('HAR', file, (bytes) => jmxOf(importHar(bytes, HarImportOptions.parse({ resources: 'KEEP_ALL', adBlocking: 'DISABLED' }))));
  for (const file of [...filesOf('postman', /\.json$/), ...filesOf('hostile/postman', /\.json$/)]) add('Postman', file, (bytes) => jmxOf(importPostman(bytes)));
  for (const file of filesOf('urls', /\.txt$/)) {
    add('URL list', file, (bytes) => jmxOf(importUrls(urlLines(bytes))));
    add('WebDriver', file, (bytes) => jmxOf(importWebdriver(urlLines(bytes).filter((line) => /^https?:/.test(line)))));
  }
  for (const file of filesOf('hostile/playwright', /\.ts$/)) add('Playwright', file, (bytes) => jmxOf(importPlaywright([{ filename: file.slice(file.lastIndexOf('/') + 1), bytes }])));
  const scripts = fixtureEntries('../k6/shop').map(({ name, bytes }) => ({ filename: name, bytes: Buffer.from(bytes) }));
  const main = scripts.filter(({ filename }) => filename === 'main.js');
  made.push({ kind: 'k6', name: 'k6/shop', text: jmxOf(importK6([...main, ...scripts.filter((one) => !main.includes(one) && /\.js$/.test(one.filename))])) });
  return [...made, ...await migrated('NeoLoad', 'neoload-as-code'), ...await migrated('NeoLoad', 'neoload-project'), ...await migrated('LoadRunner', 'loadrunner')];
}
