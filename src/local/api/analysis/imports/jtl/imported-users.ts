import type { ActionNode } from '../../../../../contract/actions.js';
import { HttpServer } from '../../../../../contract/http-server.js';
import type { VirtualUser } from '../../../../../contract/virtual-user.js';
import { NAME_MAX } from '../../../../../contract/wire.js';
import type { JtlAction, JtlUser } from '../../../../jtl/action-book.js';
import type { RunTally } from '../../../../jtl/run-tally.js';
import type { Account } from '../../../../storage/identity-store.js';
import type { ImportTarget } from '../../../design/imports/import-gate.js';
import { newId } from '../../../ids.js';

const SERVERS_MAX = 200;
const METHOD = /^[A-Z]{1,20}$/;

/**
 * The Virtual Users that the files tell of, one each: a container per transaction, a request per other label, inside of its
 * transaction where the file says so. And the servers of their URLs.
 */
export function importedUsers(caller: Account, { projectId }: ImportTarget, { book }: RunTally): { virtualUsers: VirtualUser[]; servers: HttpServer[] } {
  const servers = new ServerBook(caller.id, projectId);
  const now = Date.now();
  const virtualUsers = book.users.map((user): VirtualUser => ({
    '@type': 'VirtualUser', id: user.id, userId: caller.id, projectId, name: user.name.slice(0, NAME_MAX), description: '', type: 'JMETER', tags: [], created: now, lastModified: now, children: nodesOf(user, servers),
  }));
  return { virtualUsers, servers: [...servers.all.values()] };
}

function nodesOf(user: JtlUser, servers: ServerBook): ActionNode[] {
  const actions = [...user.actions.values()];
  const inside = (container: string | undefined): ActionNode[] => actions.filter((action) => action.role === 'request' && action.container === container).map((action) => requestNode(action, servers));
  const containers = actions.filter(({ role }) => role === 'transaction').map(({ id, name }): ActionNode => ({ '@type': 'ContainerAction', id, name, enabled: true, includeTimers: false, children: inside(id) }));
  return [...containers, ...inside(undefined)];
}

function requestNode({ id, name, url, method }: JtlAction, servers: ServerBook): ActionNode {
  const address = url === undefined ? undefined : urlOf(url);
  if (address === undefined) return { '@type': 'GenericAction', id, name, enabled: true, testClass: '', guiClass: '', properties: {}, children: [] };
  return {
    '@type': 'HttpRequestAction', id, name, enabled: true, serverId: servers.idOf(address), method: METHOD.test(method ?? '') ? method : 'GET', path: address.pathname,
    queryParameters: [], headers: [], postData: null, followRedirects: false, downloadResources: false, encoding: '', keepAlive: true, children: [],
  };
}

function urlOf(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  return (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== '' ? url : undefined;
}

class ServerBook {
  readonly all = new Map<string, HttpServer>();

  constructor(private readonly userId: string, private readonly projectId: string) {}

  /** The id of the server of a URL; none for one server too many. */
  idOf({ origin, protocol, hostname, port }: URL): string {
    const known = this.all.get(origin);
    if (known !== undefined) return known.id;
    if (this.all.size >= SERVERS_MAX) return '';
    const isSecure = protocol === 'https:';
    const server = HttpServer.parse({ id: newId(), userId: this.userId, projectId: this.projectId, protocol: isSecure ? 'HTTPS' : 'HTTP', hostname, port: port === '' ? (isSecure ? 443 : 80) : Number(port) || 80 });
    this.all.set(origin, server);
    return server.id;
  }
}
