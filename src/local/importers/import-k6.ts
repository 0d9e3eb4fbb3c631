import { walkActions, type ActionNode } from '../../contract/actions.js';
import { baseName, elementName } from './clean-text.js';
import { containerNode, keptScript } from './design-nodes.js';
import { ImportError } from './import-error.js';
import type { UploadedFile } from './import-playwright.js';
import type { DesignImport, IdSource, VariableDraft } from './import-result.js';
import { K6Program } from './k6/program.js';
import { FunctionReader } from './k6/read-function.js';
import { NoteBook } from './note-book.js';
import { RANDOM_IDS } from './random-ids.js';
import { relativePath } from './relative-path.js';
import { ServerDrafts } from './server-drafts.js';
import { readText } from './text-file.js';

const FILES_MAX = 200;
const BYTES_MAX = 2 * 1024 * 1024;
const SCRIPT = /\.(?:[cm]?[jt]s)$/i;
const KIND = { what: 'k6 script', again: 'Upload the script that has the default function first, then the files it imports.' };

function readFiles(files: readonly UploadedFile[]): Map<string, string> {
  if (files.length === 0) throw new ImportError(`The upload has no file. Send every script in a part named "files". ${KIND.again}`);
  if (files.length > FILES_MAX) throw new ImportError(`The upload has ${files.length} files; at most ${FILES_MAX} are taken.`);
  const sources = new Map<string, string>();
  for (const { filename, bytes } of files) {
    const name = relativePath(filename);
    if (!SCRIPT.test(name)) throw new ImportError(`${name} is neither a .js nor a .ts file. Upload the scripts only; data files go to the project files.`);
    if (bytes.length > BYTES_MAX) throw new ImportError(`${name} is ${bytes.length} bytes long; at most ${BYTES_MAX} are taken.`);
    if (sources.has(name)) throw new ImportError(`Two uploaded files are called ${name}. Give each the path the scripts import it by.`);
    sources.set(name, readText(bytes, KIND).text);
  }
  return sources;
}

/** The whole scripts, switched off: what was not understood is at least readable beside the steps. */
function sourceNodes(sources: ReadonlyMap<string, string>, ids: IdSource): ActionNode {
  const scripts = [...sources].map(([name, source]) => keptScript('JSR223Action', ids.id(), name, source));
  return { ...containerNode(ids.id(), 'k6 scripts', scripts), enabled: false };
}

/** Project variables for the environment variables the scripts read. */
function variableDrafts(program: K6Program, notes: NoteBook): VariableDraft[] {
  return [...program.environment].map(([name, value]) => {
    notes.add({ level: 'changed', type: 'Variable', name, place: 'environment', reason: value === '' ? `the environment variable ${name} became a variable without a value: set it before a run` : `the environment variable ${name} became a variable with its default` });
    return { name, description: 'environment variable of the k6 script', variable: { '@type': 'ConstantVariable', value } };
  });
}

function noteProgram(notes: NoteBook, program: K6Program, entrypoint: string): void {
  const { module } = program.load(entrypoint);
  const note = { type: 'k6', name: entrypoint, place: entrypoint } as const;
  notes.add({ ...note, level: 'kept', reason: 'the script was read, not executed: requests, checks, pauses and groups with readable values became steps, the whole text is kept switched off' });
  if (module.hasOptions) notes.add({ ...note, level: 'kept', reason: 'options (users, stages, thresholds) belong to a scenario, not to a Virtual User: make one from them' });
  for (const name of module.lifecycle) notes.add({ ...note, level: 'kept', reason: `${name}() runs once per test, not per iteration: its requests were not imported` });
  for (const path of program.missing) notes.add({ ...note, level: 'kept', reason: `it imports ${path}, which was not uploaded: calls into it are kept as text` });
  for (const path of program.opened) notes.add({ ...note, level: 'kept', reason: `it opens ${path}: upload that file to the project files and make a CSV variable of it` });
}

/**
 * Turns a k6 test (`POST /design/imports/k6`, octoperf-rest-api.md §3.4: the entrypoint first, each file named by the path it is
 * imported by) into a Virtual User. Scripts are read, never run: `http` calls, checks, `sleep`, groups, counted loops and calls of
 * own functions with values that can be read become steps in their order; every other statement is kept as a disabled script step.
 * @throws ImportError where there is no default function or no request in it can be read
 */
export function importK6(files: readonly UploadedFile[], ids: IdSource = RANDOM_IDS): DesignImport {
  const sources = readFiles(files);
  const [entrypoint = ''] = sources.keys();
  const notes = new NoteBook();
  const servers = new ServerDrafts();
  const program = new K6Program(sources, ids);
  const main = program.load(entrypoint);
  const { entries } = main.module;
  if (entries.length === 0) throw new ImportError(`${entrypoint} has no default function ("export default function"), so it is no k6 entrypoint. ${KIND.again}`);
  const reader = new FunctionReader({ ids, servers, notes });
  const steps = entries.length === 1 && entries[0] !== undefined
    ? reader.read(entries[0].run, main)
    : entries.map(({ name, run }) => containerNode(ids.id(), name, reader.read(run, main)));
  const requests = [...walkActions(steps)].filter(({ node }) => node['@type'] === 'HttpRequestAction').length;
  if (requests === 0) throw new ImportError(`No request could be read in ${entries.map(({ name }) => `the function ${name}`).join(', ')} of ${entrypoint}: no call such as http.get('https://…') has an address that can be known without running the script. Write the addresses as texts or constants, or record the test as a HAR.`);
  noteProgram(notes, program, entrypoint);
  const variables = variableDrafts(program, notes);
  return {
    name: elementName(baseName(entrypoint).replace(SCRIPT, ''), 'k6'),
    description: '', type: 'JMETER',
    children: [...steps, sourceNodes(sources, ids)],
    servers: servers.list(), variables,
    files: [...program.opened].map(baseName),
    notes: notes.list(), recordings: [],
  };
}
