import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpServer } from '../../../src/contract/http-server.js';
import type { Project } from '../../../src/contract/project.js';
import type { VirtualUser } from '../../../src/contract/virtual-user.js';
import type { WorkspaceMember } from '../../../src/contract/workspace.js';
import { ACCOUNTS, type Answer, type Program, RunningBackend } from './running-backend.js';

/** The sentence of a refusal. */
export const messageOf = ({ json }: Answer): string => (json as { message: string }).message;
/** Vitest types its matchers as `any`. */
export const like = (matcher: unknown): unknown => matcher;
export const LOCAL = { providerId: 'local-engine-provider', location: 'local' };
export type Who = 'ann' | 'bob' | 'root';

/** A running backend with its three accounts signed in: ann and bob are strangers, root is the platform's administrator. */
export class House {
  private constructor(readonly backend: RunningBackend, readonly tokens: Readonly<Record<Who, string>>) {}

  static async open(overrides: NodeJS.ProcessEnv = {}, program?: Program): Promise<House> {
    const backend = await RunningBackend.start(overrides, program);
    const [ann = '', bob = '', root = ''] = await Promise.all(ACCOUNTS.map((account) => backend.login(account)));
    return new House(backend, { ann, bob, root });
  }

  async call(method: string, path: string, body?: unknown, who: Who = 'ann'): Promise<Answer> {
    return this.backend.call(method, path, { token: this.tokens[who], ...(body === undefined ? {} : { body }) });
  }

  async made<T>(path: string, body: unknown, who: Who = 'ann'): Promise<T> {
    const answer = await this.call('POST', path, body, who);
    if (answer.status !== 201) throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
    return answer.json as T;
  }

  /** The first workspace of somebody. */
  async workspace(who: Who = 'ann'): Promise<string> {
    return ((await this.call('GET', '/workspaces/member-of', undefined, who)).json as { id: string }[])[0]?.id ?? '';
  }

  async project(who: Who = 'ann', name = 'Shop'): Promise<Project> {
    return this.made<Project>('/design/projects', { id: '', userId: '', workspaceId: await this.workspace(who), name, description: '', created: 0, lastModified: 0 }, who);
  }

  async addMember(workspaceId: string, username: string, role: string, who: Who = 'ann'): Promise<WorkspaceMember> {
    return this.made<WorkspaceMember>('/workspaces/members', { workspaceId, username, role }, who);
  }

  /** A server for an origin such as `http://localhost:1234`. */
  async server(projectId: string, origin: string): Promise<HttpServer> {
    const { hostname, port, protocol } = new URL(origin);
    return this.made<HttpServer>('/design/http-servers', { id: '', projectId, protocol: protocol === 'https:' ? 'HTTPS' : 'HTTP', hostname, port: Number(port) });
  }

  async virtualUser(projectId: string, children: object[], name = 'VU'): Promise<VirtualUser> {
    return this.made<VirtualUser>('/design/virtual-users', { '@type': 'VirtualUser', id: '', userId: '', projectId, name, description: '', type: 'JMETER', tags: [], children });
  }

  /** Validates and waits for the end. @returns the state it ended in. */
  async validate(virtualUserId: string, iterations = 1): Promise<string> {
    const started = await this.call('POST', `/runtime/validations/${virtualUserId}`, { ...LOCAL, iterations });
    if (started.status !== 200) throw new Error(messageOf(started));
    for (;;) {
      const { state, finished } = (await this.call('GET', `/runtime/validations/by-virtual-user/${virtualUserId}`)).json as { state: string; finished: boolean };
      if (finished) return state;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** One request of a tree. */
export const request = (id: string, serverId: string, path: string, more: object = {}): object => ({ '@type': 'HttpRequestAction', id, name: id, enabled: true, serverId, method: 'GET', path, children: [], ...more });

/** A site under test on a free port of this machine. */
export interface Site { readonly origin: string; close(): Promise<void> }
export async function openSite(listener: RequestListener): Promise<Site> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: async () => { server.close(); await once(server, 'close'); },
  };
}
