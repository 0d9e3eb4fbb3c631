import { HttpServer, baseUrlOf } from '../../../contract/http-server.js';
import type { ThinktimeOverride } from '../../../contract/think-time.js';
import type { VirtualUser } from '../../../contract/virtual-user.js';
import type { Surroundings } from '../bench-protocol.js';
import { PlanRefused, type OnceLog } from '../engine-log.js';
import { AllowedHosts } from '../http/allowed-hosts.js';
import { NameService } from '../http/name-service.js';
import { ProjectFiles } from '../http/project-files.js';
import { basicValue } from '../http/header-plan.js';
import { ALONE, compileVariables, secretsOf } from '../variables/compile-variables.js';
import type { VariableSource } from '../variables/variable-source.js';
import { ActionTable, Compilation, topScope } from './compilation.js';
import type { PlaySettings, Program } from './play.js';
import { compilerOf } from './registry.js';
import { RunState } from './run-state.js';
import { Template, type TemplateListener } from './template.js';
import { BrowserCrew } from '../browsers/browser-crew.js';
import { browserPart, DEFAULT_BROWSER } from '../browsers/browser-part.js';
import type { BrowserProfile } from '../browsers/browser-protocol.js';
import { type FileLimits, ResultFiles } from '../browsers/result-files.js';
import { ScriptBox } from '../scripts/script-box.js';
import type { Demands } from './http-sampler.js';

/** Where what browsers leave behind is kept, and how much of it. */
export interface Results { readonly folder: string; readonly limits: FileLimits }

/** What all profiles of a run have in common: figures, variables and files are shared between them. */
export class Workshop {
  readonly actions = new ActionTable();
  readonly hide: (text: string) => string;
  private readonly files: ProjectFiles;
  private readonly servers: ReadonlyMap<string, HttpServer>;
  private readonly secretNames: ReadonlySet<string>;
  private readonly variables: readonly VariableSource[];
  private readonly state: RunState;
  private readonly demands: Demands = { previous: false };

  /** Throws PlanRefused with a sentence when a server or a variable cannot be used. */
  constructor(private readonly surroundings: Surroundings, private readonly log: OnceLog, results: Results) {
    this.files = new ProjectFiles(surroundings.filesFolder);
    this.servers = new Map(surroundings.servers.map((server) => [server.id, checkedServer(server)]));
    const logins = [...this.servers.values()].flatMap(({ authorizations }) => authorizations);
    const secrets = secretsOf(surroundings.variables, logins.map(basicValue), logins.map(({ password }) => password));
    this.secretNames = secrets.names;
    this.hide = secrets.hide;
    const listener: TemplateListener = {
      notEvaluated: (name, reason) => { log.warn(`The function ${name} in a variable is not executed here: ${reason}.`); },
      readsPrevious: () => { this.demands.previous = true; },
    };
    this.state = new RunState(new ScriptBox((text) => { log.warn(text); }), new BrowserCrew(log, new ResultFiles(results.folder, results.limits, log, this.hide), this.hide));
    this.variables = compileVariables(surroundings.variables, { template: (text) => Template.of(text, listener), literal: (text) => Template.literal(text), files: this.files, log, part: surroundings.part ?? ALONE });
  }

  /** To be called when the run is over; resolves when nothing of it is left. */
  close(): Promise<void> { return this.state.close(); }

  /** Compiles a Virtual User for one profile; throws PlanRefused with a sentence when it cannot be played. */
  compile(virtualUser: VirtualUser, settings: PlaySettings, thinkTime: ThinktimeOverride | null, staticHosts: Readonly<Record<string, string>>, browser: BrowserProfile = DEFAULT_BROWSER): Program {
    if (virtualUser.type === 'FRAGMENTS') throw new PlanRefused(`The Virtual User "${virtualUser.name}" is of type FRAGMENTS, which the local engine does not execute by itself: its containers are played through the links of other Virtual Users. Run a JMETER Virtual User that links to it.`);
    const hosts = new AllowedHosts(this.surroundings.allowedHosts, staticHosts);
    const { dnsServers } = settings.network;
    const names = dnsServers.length === 0 ? undefined : new NameService(dnsServers, hosts);
    const fragments = new Map(this.surroundings.fragments.map((fragment) => [fragment.id, fragment]));
    const compilation = new Compilation({ compilerOf, servers: this.servers, fragments, files: this.files, hosts, settings, thinkTime, actions: this.actions, log: this.log, state: this.state, demands: this.demands, scripts: this.surroundings.scripts ?? 'sandboxed', browser: virtualUser.type === 'JMETER' ? undefined : browserPart(virtualUser, browser, this.surroundings) });
    const actions = compilation.steps(virtualUser.children, topScope(virtualUser));
    const steps = [...compilation.openings(virtualUser.children), ...actions];
    if (actions.length === 0) throw new PlanRefused(`The Virtual User "${virtualUser.name}" has no enabled action, so there is nothing to play. Enable at least one request.`);
    const root = this.actions.get({ virtualUserId: virtualUser.id, virtualUserName: virtualUser.name, actionId: virtualUser.id, actionName: virtualUser.name, kind: 'Container' });
    const timeouts = new Map([...this.servers.values()].map((server) => [originOf(server), server.connectTimeoutMs]));
    return { root, steps, settings, hosts, names, variables: this.variables, log: this.log, hide: this.hide, secretNames: this.secretNames, connectTimeoutOf: (origin) => timeouts.get(origin) ?? 30_000, state: this.state, fileText: (filename, encoding) => textOfFile(this.files, filename, encoding) };
  }
}

function textOfFile(files: ProjectFiles, filename: string, encoding: string): string {
  try {
    return new TextDecoder(encoding === '' ? 'utf-8' : encoding).decode(files.bytes(filename));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Error(`The file "${filename}" cannot be read as "${encoding}": this character set is unknown.`, { cause: error });
  }
}

function checkedServer(server: HttpServer): HttpServer {
  const parsed = HttpServer.safeParse(server);
  if (!parsed.success) throw new PlanRefused(`The HTTP server ${server.id} cannot be used: ${parsed.error.issues[0]?.path.join('.') ?? ''}: ${parsed.error.issues[0]?.message ?? 'unreadable'}. Correct it.`);
  return parsed.data;
}

const originOf = (server: HttpServer): string => (URL.canParse(baseUrlOf(server)) ? new URL(baseUrlOf(server)).origin : '');
