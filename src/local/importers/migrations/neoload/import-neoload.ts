import type { NeoloadAssessment } from '../../../../contract/design-import.js';
import { walkActions, type ActionNode } from '../../../../contract/actions.js';
import { elementName } from '../../clean-text.js';
import { ImportError } from '../../import-error.js';
import type { IdSource } from '../../import-result.js';
import { NoteBook } from '../../note-book.js';
import { RANDOM_IDS } from '../../random-ids.js';
import { ServerDrafts } from '../../server-drafts.js';
import { unpack } from '../archive.js';
import { MarkerNames, uniqueName } from '../marker-names.js';
import type { MigratedServer, MigratedVirtualUser, MigrationImport, SequenceRole } from '../migration-result.js';
import { portabilityOf } from '../portability.js';
import { fileOf, type ProjectFiles } from '../project-files.js';
import { checkNodes } from './convert/checks.js';
import type { ProjectContext } from './convert/context.js';
import { Findings } from './convert/findings.js';
import { convertScenarios, type ConvertedPath } from './convert/scenarios.js';
import { convertServers } from './convert/servers.js';
import { convertSlaProfiles } from './convert/sla.js';
import { StepConverter } from './convert/steps.js';
import { Texts } from './convert/texts.js';
import { convertVariables } from './convert/variables.js';
import type { NeoloadProject, Sequence, UserPath } from './model.js';
import { readXmlProject } from './xml/xml-project.js';
import { readYamlProject } from './yaml/yaml-project.js';

export type NeoloadImport = MigrationImport<NeoloadAssessment>;

/** Recordings and results are the bulk of a project and say nothing an import reads. */
const LEFT_OUT = /(?:^|\/)(?:results?|recorded-[a-z-]+|%resources%|http\.db)\/|\.(?:nlr|jar|log|zip)$/i;
const CONFIG_ZIP = /^config\.zip$/i;
const wanted = (path: string): boolean => CONFIG_ZIP.test(fileOf(path)) || !LEFT_OUT.test(path);

/** Unpacks the project; a saved project keeps its configuration in a `config.zip` beside the `.nlp`, the one zip inside a zip that is opened. */
async function filesOf(bytes: Buffer): Promise<ProjectFiles> {
  const files = await unpack(bytes, wanted);
  const [config] = files.matching(CONFIG_ZIP);
  const inner = config === undefined ? undefined : files.bytes(config);
  if (config === undefined || inner === undefined) return files;
  const unpacked = await unpack(inner, (path) => !LEFT_OUT.test(path));
  const folder = config.slice(0, -'config.zip'.length);
  for (const path of unpacked.paths()) {
    const own = unpacked.bytes(path);
    if (own !== undefined) files.add(`${folder}config/${path}`, own);
  }
  return files;
}

interface ReadProject { readonly project: NeoloadProject; readonly base: string; readonly left: readonly string[] }

function readProject(files: ProjectFiles): ReadProject {
  const saved = readXmlProject(files);
  if (saved !== undefined) return { ...saved, left: [] };
  const asCode = readYamlProject(files);
  if (asCode !== undefined && asCode.project.userPaths.length > 0) return { project: asCode.project, base: '', left: asCode.left };
  const [archive] = files.matching(/\.zip$/i);
  if (archive !== undefined) throw new ImportError(`The zip holds no NeoLoad project, but another zip: ${archive.slice(0, 200)}. Unpack that one and upload it.`);
  if (asCode !== undefined) throw new ImportError('The as-code files of the zip declare no user path, so there is nothing to import. Put the file with "user_paths" into the zip, too.');
  throw new ImportError('The zip holds no NeoLoad project: neither a repository.xml with Virtual Users nor an as-code YAML with "user_paths". Zip the whole project folder (the one with the .nlp file) and upload it.');
}

function contextOf({ project }: ReadProject, files: ProjectFiles, ids: IdSource): ProjectContext {
  const findings = new Findings();
  const texts = new Texts(project.variables, project.userPaths, (reference, closest) => {
    findings.add({ kind: 'PREDEFINED_VARIABLE', facts: { '@type': 'NeoLoadPredefinedFacts', reference, closest } });
  });
  return { ids, files, findings, texts, drafts: new ServerDrafts(), notes: new NoteBook(), servers: new Map(project.servers.map((server) => [server.id, server])), rendezvous: project.rendezvous, libraries: project.libraries, bindings: new Map(), sentFiles: new Set() };
}

interface Made { readonly children: ActionNode[]; readonly name: string; readonly role: SequenceRole; readonly key: string; readonly description: string }

/** One sequence of a user path as a Virtual User of its own. */
function sequenceUser(path: UserPath, sequence: Sequence, own: Omit<Made, 'children' | 'description'>, project: ProjectContext): Made {
  const context = { ...project, virtualUser: own.name, markers: new MarkerNames('[NeoLoad]') };
  if (sequence.slaProfile !== undefined) project.bindings.set(sequence.slaProfile, [...(project.bindings.get(sequence.slaProfile) ?? []), own.name]);
  const children = [...checkNodes([...path.assertions, ...sequence.assertions], context), ...new StepConverter(context).all(sequence.steps)];
  if (own.role !== 'MAIN') project.findings.add({ kind: 'USER_PATH_SEQUENCE', virtualUser: own.name, facts: { '@type': 'NeoLoadSequenceFacts', sequence: own.role === 'INIT' ? 'init' : 'end', virtualUser: own.name } });
  return { ...own, children, description: path.description };
}

/** Up to three Virtual Users per user path: the repeated sequence under its name, init and end beside it. */
function convertPaths(paths: readonly UserPath[], context: ProjectContext): { users: Made[]; converted: Map<string, ConvertedPath> } {
  const users: Made[] = [];
  const converted = new Map<string, ConvertedPath>();
  const names = new Set<string>();
  const add = (path: UserPath, sequence: Sequence | undefined, role: SequenceRole, suffix: string): string | undefined => {
    if (sequence === undefined || (role !== 'MAIN' && sequence.steps.length === 0)) return undefined;
    const key = `vu:${users.length + 1}`;
    users.push(sequenceUser(path, sequence, { role, key, name: uniqueName(elementName(`${path.name}${suffix}`, 'User Path'), names) }, context));
    return key;
  };
  for (const path of paths) {
    const main = add(path, path.actions, 'MAIN', '') ?? '';
    converted.set(path.name, { main, init: add(path, path.init, 'INIT', ' - Init'), end: add(path, path.end, 'END', ' - End'), pacing: path.actions.pacing });
  }
  return { users, converted };
}

const requestsIn = (children: readonly ActionNode[]): number => [...walkActions(children)].filter(({ node }) => node['@type'] === 'HttpRequestAction' && node.enabled !== false).length;

function assessmentOf(users: readonly Made[], findings: Findings, entries: NeoloadAssessment['unconverted']): NeoloadAssessment {
  const virtualUsers = users.map(({ name, role, children }) => {
    const requests = requestsIn(children);
    const manual = findings.manualOf(name);
    // Setting up or tidying up needs no request of its own to be portable.
    const portability = role !== 'MAIN' && manual === 0 ? (findings.countOf(name) > 1 ? 'ASSISTED' : 'MECHANICAL') : portabilityOf({ requests, manual, unconverted: findings.countOf(name) });
    return { name, sequence: role, requests, pluginRequests: findings.countOf(name, 'PLUGIN_REQUEST'), customActions: findings.countOf(name, 'CUSTOM_ACTION'), scripts: findings.countOf(name, 'JAVASCRIPT_ACTION'), unconverted: findings.countOf(name), portability };
  });
  const sum = (of: (user: (typeof virtualUsers)[number]) => number): number => virtualUsers.reduce((total, user) => total + of(user), 0);
  const plugins = [...new Set(findings.list().flatMap(({ kind, facts }) => (kind === 'PLUGIN_REQUEST' && typeof facts?.['plugin'] === 'string' ? [facts['plugin']] : [])))];
  return { portability: portabilityOf({ requests: sum(({ requests }) => requests), manual: users.reduce((total, { name }) => total + findings.manualOf(name), 0), unconverted: entries.length }), plugins, virtualUsers, unconverted: entries };
}

/** A Virtual User with the servers its requests refer to. */
function migrated({ key, role, name, description, children }: Made, servers: readonly MigratedServer[]): MigratedVirtualUser {
  const used = new Set([...walkActions(children)].map(({ node }) => node['serverId']));
  return { key, role, name, description: description.slice(0, 2000), type: 'JMETER', children, servers: servers.filter((server) => used.has(server.key)), variables: [], files: [], notes: [], recordings: [] };
}

/** Everything a project becomes, and what is left to do in the words of both answers. */
async function convert(bytes: Buffer, ids: IdSource): Promise<{ result: Omit<NeoloadImport, 'assessment'>; users: Made[]; findings: Findings }> {
  const files = await filesOf(bytes);
  const read = readProject(files);
  const context = contextOf(read, files, ids);
  const { users, converted } = convertPaths(read.project.userPaths, context);
  const { variables, files: dataFiles } = convertVariables(read.project.variables, { ...context, base: read.base });
  const servers = convertServers(read.project.servers, context);
  const sent = convertSentFiles(context, dataFiles.map(({ name }) => name));
  const slaProfiles = convertSlaProfiles(read.project.slaProfiles, context.bindings, context.findings);
  const scenarios = convertScenarios(read.project.scenarios, read.project.populations, converted, context.notes);
  for (const path of read.left) context.notes.add({ level: 'dropped', type: 'File', name: path, place: path, reason: 'it belongs to another start file of the project: upload a zip with that one as default.yaml to import it' });
  return { users, findings: context.findings, result: { virtualUsers: users.map((user) => migrated(user, servers)), servers, variables, files: [...dataFiles, ...sent], slaProfiles, scenarios, notes: context.notes.list() } };
}

/** Files that requests send; one that is not in the archive is reported by its name. */
function convertSentFiles({ sentFiles, files, findings }: ProjectContext, known: readonly string[]): NeoloadImport['files'] {
  return [...sentFiles].filter((name) => !known.includes(name)).flatMap((name) => {
    const [path] = files.paths().filter((candidate) => fileOf(candidate).toLowerCase() === name.toLowerCase());
    const bytes = path === undefined ? undefined : files.bytes(path);
    if (bytes === undefined) findings.add({ kind: 'MISSING_DATA_FILE', facts: { '@type': 'ImportFileFacts', filename: name } });
    return bytes === undefined ? [] : [{ name, bytes }];
  });
}

/**
 * Imports a zipped NeoLoad project: the folder, its `config.zip` alone, or as-code YAML (behaviour.md §30; public file formats).
 * Nothing is executed; the scenarios do not say where they run, see `bindScenario`.
 * @throws ImportError where it is no zip, holds no project, or a document of it is damaged
 */
export async function importNeoload(bytes: Buffer, ids: IdSource = RANDOM_IDS): Promise<NeoloadImport> {
  const { result, users, findings } = await convert(bytes, ids);
  return { ...result, assessment: assessmentOf(users, findings, findings.list()) };
}

/** Assesses the same without a result: every marker is empty, elements of the tree are named by their facts. @throws ImportError */
export async function analyzeNeoload(bytes: Buffer): Promise<NeoloadAssessment> {
  const { users, findings } = await convert(bytes, RANDOM_IDS);
  return assessmentOf(users, findings, findings.assessed());
}
