import type { ActionNode } from '../../contract/actions.js';
import { elementName } from './clean-text.js';
import { ImportError } from './import-error.js';
import type { DesignImport, IdSource } from './import-result.js';
import { NoteBook } from './note-book.js';
import { outlineOf, type SpecOutline } from './playwright/spec-outline.js';
import { RANDOM_IDS } from './random-ids.js';
import { relativePath } from './relative-path.js';
import { readText } from './text-file.js';

/** A file of an upload: its name as sent, which may be a path, and its bytes. */
export interface UploadedFile { readonly filename: string; readonly bytes: Buffer }

const FILES_MAX = 200;
/** Largest script; Playwright itself is slow to load more. */
const BYTES_MAX = 5 * 1024 * 1024;
const SCRIPT = /\.(?:[cm]?[jt]s)x?$/i;
const CONFIG = /(?:^|\/)playwright\.config\.[cm]?[jt]s$/i;
const KIND = { what: 'Playwright spec', again: 'Upload the .spec.ts file itself.' };

interface ReadFile { readonly filename: string; readonly content: string; readonly outline: SpecOutline; readonly isConfig: boolean }

function readFile({ filename, bytes }: UploadedFile): ReadFile {
  const name = relativePath(filename);
  if (!SCRIPT.test(name)) throw new ImportError(`${name} is neither a .ts nor a .js file, so Playwright would not load it. Upload the spec and the modules it imports; other files go to the project files.`);
  if (bytes.length > BYTES_MAX) throw new ImportError(`${name} is ${bytes.length} bytes long; at most ${BYTES_MAX} are taken. Split the spec.`);
  const { text } = readText(bytes, KIND);
  const outline = outlineOf(text);
  return { filename: name, content: text, outline, isConfig: CONFIG.test(name) };
}

/** What a reader has to know about one file before running it. */
function noteFile(notes: NoteBook, { filename, outline, isConfig }: ReadFile, uploaded: ReadonlySet<string>): void {
  const note = (level: 'kept' | 'changed', reason: string): void => notes.add({ level, type: 'PlaywrightSpecAction', name: filename, place: filename, reason });
  if (isConfig) note('kept', 'a configuration file is a step of its own and fails as a test (behaviour.md §9.3.1); disabled it is not there at run time, and baseURL and timeouts with it. Put absolute URLs and test.use into the spec, then remove this step');
  else if (outline.tests.length === 0) note('kept', 'no test was found in this file: it is there for the files that import it');
  for (const test of outline.tests) {
    if (test.skipped) note('kept', `the test ${JSON.stringify(test.name ?? '?')} in line ${test.line} is skipped and makes no load`);
    if (test.name === undefined) note('kept', `the test in line ${test.line} gets its name while running (a loop or a variable)`);
  }
  for (const call of [...outline.navigations, ...outline.requests]) {
    if (call.url !== undefined && !/^[a-z][a-z0-9+.-]*:/i.test(call.url)) note('kept', `line ${call.line} opens the relative address ${call.url}: it needs a base URL (engine setting baseURL of the user profile, or test.use in the spec)`);
  }
  for (const name of outline.environment) note('kept', `it reads the environment variable ${name}, which the load generator does not have: give it a default in the spec`);
  for (const path of outline.relativeImports) if (!isUploaded(path, filename, uploaded)) note('kept', `it imports ${path}, which was not uploaded: upload that file too`);
  for (const name of outline.packages) note('kept', `it imports the package ${name}, which the load generator may not have`);
}

/** Whether a relative import leads to one of the uploaded files, by path or, where uploads carry bare names, by name. */
function isUploaded(path: string, from: string, uploaded: ReadonlySet<string>): boolean {
  const folder = from.split('/').slice(0, -1);
  for (const part of path.split('/')) {
    if (part === '..') folder.pop();
    else if (part !== '.' && part !== '') folder.push(part);
  }
  const stem = (name: string): string => name.replace(SCRIPT, '');
  const target = stem(folder.join('/'));
  return [...uploaded].some((name) => stem(name) === target || stem(name) === `${target}/index` || stem(name) === target.split('/').at(-1));
}

/** Refuses uploads in which nothing is a Playwright test. */
function requireTests(files: readonly ReadFile[]): void {
  const isTest = ({ outline }: ReadFile): boolean => outline.tests.length > 0 && (outline.importsPlaywright || outline.navigations.length + outline.requests.length > 0);
  if (files.some(isTest)) return;
  const names = files.map(({ filename }) => filename).slice(0, 5).join(', ');
  const imported = files.some(({ outline }) => outline.importsPlaywright);
  throw new ImportError(`No navigation or request found: ${names} ${files.length === 1 ? 'is' : 'are'} no Playwright test${imported ? ' (no test(…) in it)' : " (it does not import '@playwright/test')"}. Upload a .spec.ts with test(…) that opens pages with page.goto or calls with request.`);
}

/**
 * Turns a Playwright spec, with the modules it needs, into a Virtual User of type PLAYWRIGHT: every file becomes a step that holds
 * its text (behaviour.md §9.3). The files are read, never run; what was seen in them is in the notes.
 * @throws ImportError where nothing is a Playwright test, a file is no script, or there are too many
 */
export function importPlaywright(files: readonly UploadedFile[], ids: IdSource = RANDOM_IDS): DesignImport {
  if (files.length === 0) throw new ImportError('The upload has no file. Send the .spec.ts in a part named "files".');
  if (files.length > FILES_MAX) throw new ImportError(`The upload has ${files.length} files; at most ${FILES_MAX} are taken. Upload the spec and what it imports only.`);
  const read = files.map(readFile);
  const names = new Set<string>();
  for (const { filename } of read) {
    if (names.has(filename)) throw new ImportError(`Two uploaded files are called ${filename}. Give each its own name or path.`);
    names.add(filename);
  }
  requireTests(read);
  const notes = new NoteBook();
  for (const file of read) noteFile(notes, file, names);
  const specs = read.filter(({ outline, isConfig }) => !isConfig && outline.tests.length > 0);
  if (specs.length > 1) notes.add({ level: 'kept', type: 'Import', name: 'files', place: 'the upload', reason: `${specs.length} specs run one after the other in every iteration; one spec per Virtual User keeps their figures apart` });
  const children = read.map(({ filename, content }): ActionNode => ({ '@type': 'PlaywrightSpecAction', id: ids.id(), name: elementName(filename, 'spec'), enabled: true, filename, content }));
  const base = (specs[0]?.filename ?? read[0]?.filename ?? '').split('/').at(-1) ?? '';
  return {
    name: elementName(base.replace(/\.(?:spec|test)\.[cm]?[jt]sx?$/i, ''), 'Playwright'),
    description: '', type: 'PLAYWRIGHT', children, servers: [], variables: [], files: [], notes: notes.list(), recordings: [],
  };
}
