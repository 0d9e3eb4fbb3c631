import { z } from 'zod';
import type { EndpointName, ParametersOf } from '../contract/endpoints.js';
import { isSealed } from '../contract/password-places.js';
import { AgentError } from '../errors/agent-error.js';
import { hiddenPasswords, holdsPasswords, withPasswordsOf } from './hidden-passwords.js';
import type { OctoperfClient } from './octoperf-client.js';
import { concealed, holdsSecrets, revealed } from './secret-fields.js';

/** A design entity as it stands on the wire, every field kept: what is read here can be written back whole. */
export const StoredEntity = z.looseObject({ id: z.string().min(1), projectId: z.string().min(1), name: z.string().optional() });
export type StoredEntity = z.infer<typeof StoredEntity>;

/** How one kind of entity is read, written back and made anew. */
interface UndoneBy {
  readonly label: string;
  /** The entity; throws the refusal of OctoPerf where it is missing. */
  readonly read: (octoperf: OctoperfClient, id: string, projectId: string) => Promise<StoredEntity>;
  readonly find: (octoperf: OctoperfClient, id: string, projectId: string) => Promise<StoredEntity | undefined>;
  /** Absent where nothing can change such an entity. */
  readonly overwrite?: (octoperf: OctoperfClient, entity: StoredEntity) => Promise<StoredEntity>;
  readonly recreate: (octoperf: OctoperfClient, entity: StoredEntity) => Promise<StoredEntity>;
  /** What the copy of an entity does not hold, and what is gone when a deleted one is made anew from it; absent where nothing is. */
  readonly missing?: (entity: StoredEntity) => { readonly copied?: string; readonly recreated: string } | undefined;
  /** The entity without what a project file must not show; its secrets come back from `current` where that is given. */
  readonly concealed?: (entity: StoredEntity, current?: StoredEntity) => StoredEntity;
}

/** An entity with an id of its own, read by `reads`, written by `writes` and made by `creates`. */
function ofEndpoints<R extends EndpointName, W extends EndpointName, C extends EndpointName>(label: string, values: (id: string) => ParametersOf<R> & ParametersOf<W>, [reads, writes, creates]: readonly [R, W | undefined, C], none: ParametersOf<C>): UndoneBy {
  return {
    label,
    read: (octoperf, id) => octoperf.call(reads, StoredEntity, values(id)),
    find: (octoperf, id) => octoperf.find(reads, StoredEntity, values(id)),
    ...(writes === undefined ? {} : { overwrite: (octoperf, entity) => octoperf.call(writes, StoredEntity, values(entity.id), { body: entity }) }),
    // An empty id asks for a new one (octoperf-rest-api.md §1.6, documented).
    recreate: (octoperf, entity) => octoperf.call(creates, StoredEntity, none, { body: { ...entity, id: '' } }),
  };
}

const Secret = z.looseObject({ variable: z.looseObject({ '@type': z.literal('SecretVariable'), value: z.looseObject({ type: z.string(), value: z.string() }) }) });
const Authorized = z.looseObject({ authorizations: z.array(z.looseObject({ username: z.string().default(''), password: z.string().default('') })) });

/** A secret is copied without its value; the value of `current` stands in where that is the same secret still. */
function concealedVariable(entity: StoredEntity, current?: StoredEntity): StoredEntity {
  const secret = Secret.safeParse(entity).data;
  if (secret === undefined) return entity;
  return { ...entity, variable: { ...secret.variable, value: Secret.safeParse(current).data?.variable.value ?? { type: 'PLAIN', value: '' } } };
}

/** Passwords of a server are left out alike, but for sealed ones, which say nothing; those of `current` come back by place and user name. */
function concealedServer(entity: StoredEntity, current?: StoredEntity): StoredEntity {
  const server = Authorized.safeParse(entity).data;
  if (server === undefined) return entity;
  const known = Authorized.safeParse(current).data?.authorizations ?? [];
  const password = (index: number, username: string): string => (known[index]?.username === username ? known[index].password : '');
  return { ...entity, authorizations: server.authorizations.map((one, index) => (isSealed(one.password) ? one : { ...one, password: password(index, one.username) })) };
}

/** Passwords that an imported plan brought are hidden, sealed ones are not: they can be written back. Those of `current` come back by action and name. */
const concealedUser = (entity: StoredEntity, current?: StoredEntity): StoredEntity => (current === undefined ? hiddenPasswords(entity) : withPasswordsOf(entity, current));

/** A scenario is copied with its tokens and passwords hidden; those that stand at the same place now stay. */
const concealedScenario = (entity: StoredEntity, current?: StoredEntity): StoredEntity =>
  StoredEntity.parse(current === undefined ? concealed(entity) : revealed(entity, current));

const AnyProject = z.looseObject({ id: z.string().min(1) });
/** A project lies in itself: its copies are among its own files, and go with it. */
const projectAsEntity = (project: z.infer<typeof AnyProject>): StoredEntity => StoredEntity.parse({ ...project, projectId: project.id });

/** A template lies in the workspace, its copy among the files of a project: that one stands in the copy alone. */
const Template = z.looseObject({ id: z.string().min(1) });
const templateAsEntity = (template: z.infer<typeof Template>, projectId: string): StoredEntity => StoredEntity.parse({ ...template, projectId });
const entityAsTemplate = ({ projectId: _place, ...template }: StoredEntity): object => template;

const Names = z.array(z.string());
/** A project file as an entity: its name is its id, and its bytes travel as base64. */
const FileEntity = StoredEntity.extend({ base64: z.base64() });

async function readFile(octoperf: OctoperfClient, filename: string, projectId: string): Promise<StoredEntity | undefined> {
  const names = await octoperf.call('projectFiles', Names, { projectId });
  if (!names.includes(filename)) return undefined;
  const bytes = await octoperf.bytes('projectFile', { projectId }, { query: { filename } });
  return { id: filename, projectId, name: filename, base64: bytes.toString('base64') };
}

async function writeFile(octoperf: OctoperfClient, entity: StoredEntity): Promise<StoredEntity> {
  const { id, projectId, base64 } = FileEntity.parse(entity);
  await octoperf.upload('uploadProjectFile', { projectId }, { filename: id, type: 'application/octet-stream', content: Buffer.from(base64, 'base64') });
  return entity;
}

const virtualUser = ofEndpoints('Virtual User', (virtualUserId) => ({ virtualUserId }), ['virtualUser', 'updateVirtualUser', 'createVirtualUser'], {});
const variable = ofEndpoints('variable', (variableId) => ({ variableId }), ['variable', 'updateVariable', 'createVariable'], {});
const scenario = ofEndpoints('scenario', (scenarioId) => ({ scenarioId }), ['scenario', 'updateScenario', 'createScenario'], {});
const httpServer = ofEndpoints('HTTP server', (serverId) => ({ serverId }), ['httpServer', 'updateHttpServer', 'createHttpServer'], {});

const MISSING = {
  recording: { recreated: 'Its recorded requests and responses cannot come back: to correlate or compare, import a recording again.' },
  recordingAndPasswords: {
    copied: 'The undo copy does not hold the passwords in imported elements.',
    recreated: 'Its recorded requests and responses cannot come back: import a recording again to correlate or compare. The passwords in imported elements are empty now: set them again.',
  },
  secret: { copied: 'The undo copy does not hold the value of the secret.', recreated: 'The value of the secret is empty now: set it again.' },
  passwords: { copied: 'The undo copy does not hold the passwords of the server.', recreated: 'The passwords of the server are empty now: set them again.' },
  tokens: { copied: 'The undo copy does not hold the tokens and passwords of the scenario.', recreated: 'The tokens and passwords of the scenario are empty now: set them again.' },
} as const;

/** Everything that a change can be undone on, by the word in the names of its copies. */
export const UNDO_KINDS = {
  'virtual-user': {
    ...virtualUser,
    recreate: (octoperf, entity) => virtualUser.recreate(octoperf, withPasswordsOf(entity)),
    concealed: concealedUser,
    missing: (entity) => (holdsPasswords(entity) ? MISSING.recordingAndPasswords : MISSING.recording),
  },
  variable: { ...variable, concealed: concealedVariable, missing: (entity) => (Secret.safeParse(entity).success ? MISSING.secret : undefined) },
  'http-server': { ...httpServer, concealed: concealedServer, missing: (entity) => (Authorized.safeParse(entity).data?.authorizations.some(({ password }) => !isSealed(password)) === true ? MISSING.passwords : undefined) },
  'correlation-rule': ofEndpoints('correlation rule', (ruleId) => ({ ruleId }), ['correlationRule', undefined, 'createCorrelationRule'], {}),
  'sla-profile': ofEndpoints('SLA profile', (slaProfileId) => ({ slaProfileId }), ['slaProfile', 'updateSlaProfile', 'createSlaProfile'], {}),
  scenario: {
    ...scenario,
    recreate: (octoperf, entity) => scenario.recreate(octoperf, StoredEntity.parse(revealed(entity))),
    concealed: concealedScenario,
    missing: (entity) => (holdsSecrets(entity) ? MISSING.tokens : undefined),
  },
  'bench-report': ofEndpoints('bench report', (reportId) => ({ reportId }), ['benchReport', 'updateBenchReport', 'createBenchReport'], {}),
  'report-template': {
    label: 'report template',
    read: async (octoperf, templateId, projectId) => templateAsEntity(await octoperf.call('reportTemplate', Template, { templateId }), projectId),
    find: async (octoperf, templateId, projectId) => {
      const template = await octoperf.find('reportTemplate', Template, { templateId });
      return template === undefined ? undefined : templateAsEntity(template, projectId);
    },
    overwrite: async (octoperf, entity) => templateAsEntity(await octoperf.call('updateReportTemplate', Template, { templateId: entity.id }, { body: entityAsTemplate(entity) }), entity.projectId),
    recreate: async (octoperf, entity) => templateAsEntity(await octoperf.call('addReportTemplate', Template, {}, { body: { ...entityAsTemplate(entity), id: '' } }), entity.projectId),
  },
  project: {
    label: 'project',
    read: async (octoperf, projectId) => projectAsEntity(await octoperf.call('project', AnyProject, { projectId })),
    find: async (octoperf, projectId) => {
      const project = await octoperf.find('project', AnyProject, { projectId });
      return project === undefined ? undefined : projectAsEntity(project);
    },
    overwrite: async (octoperf, { projectId, ...project }) => projectAsEntity(await octoperf.call('updateProject', AnyProject, { projectId }, { body: project })),
    recreate: () => Promise.reject(new AgentError('The project is gone.', 'A deleted project cannot come back.')),
  },
  'project-file': {
    label: 'project file',
    read: async (octoperf, filename, projectId) => {
      const file = await readFile(octoperf, filename, projectId);
      if (file === undefined) throw new AgentError(`The project has no file ${JSON.stringify(filename)}.`, 'Take the name from list_project_files.');
      return file;
    },
    find: readFile, overwrite: writeFile, recreate: writeFile,
  },
} as const satisfies Record<string, UndoneBy>;

export type UndoKind = keyof typeof UNDO_KINDS;
export const undoneBy = (kind: UndoKind): UndoneBy => UNDO_KINDS[kind];
