import { HttpServer, baseUrlOf } from '../../../contract/http-server.js';
import type { ThinktimeOverride } from '../../../contract/think-time.js';
import type { VirtualUser } from '../../../contract/virtual-user.js';
import type { Surroundings } from '../bench-protocol.js';
import { PlanRefused, type OnceLog } from '../engine-log.js';
import { AllowedHosts } from '../http/allowed-hosts.js';
import { ProjectFiles } from '../http/project-files.js';
import { basicValue } from '../http/header-plan.js';
import { compileVariables, secretsOf } from '../variables/compile-variables.js';
import type { VariableSource } from '../variables/variable-source.js';
import { ActionTable, Compilation, topScope } from './compilation.js';
import type { PlaySettings, Program } from './play.js';
import { compilerOf } from './registry.js';
import { RunState } from './run-state.js';
import { Template, type TemplateListener } from './template.js';
import { ScriptBox } from '../scripts/script-box.js';
import type { Demands } from './http-sampler.js';

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
  constructor(private readonly surroundings: Surroundings, private readonly log: OnceLog) {
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
    this.state = new RunState(new ScriptBox((text) => { log.warn(text); }));
    this.variables = compileVariables(surroundings.variables, { template: (text) => Template.of(text, listener), literal: (text) => Template.literal(text), files: this.files, log });
  }

  /** To be called when the run is over. */
  close(): void { this.state.close(); }

  /** Compiles a Virtual User for one profile; throws PlanRefused with a sentence when it cannot be played. */
  compile(virtualUser: VirtualUser, settings: PlaySettings, thinkTime: ThinktimeOverride | null, staticHosts: Readonly<Record<string, string>>): Program {
    if (virtualUser.type !== 'JMETER') throw new PlanRefused(refusal(virtualUser));
    const hosts = new AllowedHosts(this.surroundings.allowedHosts, staticHosts);
    const fragments = new Map(this.surroundings.fragments.map((fragment) => [fragment.id, fragment]));
    const compilation = new Compilation({ compilerOf, servers: this.servers, fragments, files: this.files, hosts, settings, thinkTime, actions: this.actions, log: this.log, state: this.state, demands: this.demands, scripts: this.surroundings.scripts ?? 'sandboxed' });
    const actions = compilation.steps(virtualUser.children, topScope(virtualUser));
    const steps = [...compilation.openings(virtualUser.children), ...actions];
    if (actions.length === 0) throw new PlanRefused(`The Virtual User "${virtualUser.name}" has no enabled action, so there is nothing to play. Enable at least one request.`);
    const root = this.actions.get({ virtualUserId: virtualUser.id, virtualUserName: virtualUser.name, actionId: virtualUser.id, actionName: virtualUser.name, kind: 'Container' });
    const timeouts = new Map([...this.servers.values()].map((server) => [originOf(server), server.connectTimeoutMs]));
    return { root, steps, settings, hosts, variables: this.variables, log: this.log, hide: this.hide, secretNames: this.secretNames, connectTimeoutOf: (origin) => timeouts.get(origin) ?? 30_000, state: this.state, fileText: (filename, encoding) => textOfFile(this.files, filename, encoding) };
  }
}

/** Why a Virtual User that is no JMETER one cannot be played, and what would play it. */
function refusal({ name, type }: VirtualUser): string {
  const head = `The Virtual User "${name}" is of type ${type}, which the local engine does not execute`;
  switch (type) {
    case 'PLAYWRIGHT': return `${head}: it needs the package @playwright/test, which is not part of this installation, and a Chromium that may run the specs' code. Import the HAR of the browser session as a JMETER Virtual User, or run it on an OctoPerf with Playwright load generators.`;
    case 'WEB_DRIVER': return `${head}: it needs a Selenium WebDriver, which is not part of this installation. Import the HAR of the browser session as a JMETER Virtual User, or run it on an OctoPerf with browser load generators.`;
    default: return `${head} by itself: its containers are played through the links of other Virtual Users. Run a JMETER Virtual User that links to it.`;
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
