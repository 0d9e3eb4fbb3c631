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
import { COMPILERS, UNKNOWN } from './registry.js';
import { Template } from './template.js';

/** What all profiles of a run have in common: figures, variables and files are shared between them. */
export class Workshop {
  readonly actions = new ActionTable();
  readonly hide: (text: string) => string;
  private readonly files: ProjectFiles;
  private readonly servers: ReadonlyMap<string, HttpServer>;
  private readonly secretNames: ReadonlySet<string>;
  private readonly variables: readonly VariableSource[];

  /** Throws PlanRefused with a sentence when a server or a variable cannot be used. */
  constructor(private readonly surroundings: Surroundings, private readonly log: OnceLog) {
    this.files = new ProjectFiles(surroundings.filesFolder);
    this.servers = new Map(surroundings.servers.map((server) => [server.id, checkedServer(server)]));
    const secrets = secretsOf(surroundings.variables, [...this.servers.values()].flatMap(({ authorizations }) => authorizations.map(basicValue)));
    this.secretNames = secrets.names;
    this.hide = secrets.hide;
    this.variables = compileVariables(surroundings.variables, { template: (text) => Template.of(text), literal: (text) => Template.literal(text), files: this.files, log });
  }

  /** Compiles a Virtual User for one profile; throws PlanRefused with a sentence when it cannot be played. */
  compile(virtualUser: VirtualUser, settings: PlaySettings, thinkTime: ThinktimeOverride | null, staticHosts: Readonly<Record<string, string>>): Program {
    if (virtualUser.type !== 'JMETER') throw new PlanRefused(`The Virtual User "${virtualUser.name}" is of type ${virtualUser.type}, which is not executed by the local engine yet. Use a JMETER Virtual User made of HTTP requests.`);
    const hosts = new AllowedHosts(this.surroundings.allowedHosts, staticHosts);
    const fragments = new Map(this.surroundings.fragments.map((fragment) => [fragment.id, fragment]));
    const compilation = new Compilation({ compilers: COMPILERS, unknown: UNKNOWN, servers: this.servers, fragments, files: this.files, hosts, settings, thinkTime, actions: this.actions, log: this.log });
    const steps = compilation.steps(virtualUser.children, topScope(virtualUser));
    if (steps.length === 0) throw new PlanRefused(`The Virtual User "${virtualUser.name}" has no enabled action, so there is nothing to play. Enable at least one request.`);
    const root = this.actions.get({ virtualUserId: virtualUser.id, virtualUserName: virtualUser.name, actionId: virtualUser.id, actionName: virtualUser.name, kind: 'Container' });
    const timeouts = new Map([...this.servers.values()].map((server) => [originOf(server), server.connectTimeoutMs]));
    return { root, steps, settings, hosts, variables: this.variables, log: this.log, hide: this.hide, secretNames: this.secretNames, connectTimeoutOf: (origin) => timeouts.get(origin) ?? 30_000 };
  }
}

function checkedServer(server: HttpServer): HttpServer {
  const parsed = HttpServer.safeParse(server);
  if (!parsed.success) throw new PlanRefused(`The HTTP server ${server.id} cannot be used: ${parsed.error.issues[0]?.path.join('.') ?? ''}: ${parsed.error.issues[0]?.message ?? 'unreadable'}. Correct it.`);
  return parsed.data;
}

const originOf = (server: HttpServer): string => (URL.canParse(baseUrlOf(server)) ? new URL(baseUrlOf(server)).origin : '');
