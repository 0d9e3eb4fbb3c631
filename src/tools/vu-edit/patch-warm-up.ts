import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CheckedVirtualUser } from '../../contract/virtual-user.js';
import { type Model, type Patched, patched } from '../../octoperf/patched-entity.js';

/** What a patched Virtual User must look like. */
export const VIRTUAL_USER_MODEL: Model = { schema: CheckedVirtualUser, uri: 'octoperf://schema/vu' };

/** Patches made up in advance: with fewer, the first real one on a large tree still meets code that was hardly run. */
export const ROUNDS = 40;
const PAGES = 10;
const REQUESTS = 20;
/** The start itself is not delayed, nor anything that comes with it. */
const AFTER_MS = 300;

const request = (name: string): Record<string, unknown> => ({
  '@type': 'HttpRequestAction', id: name, name, enabled: true, serverId: 'server', method: 'GET', path: `/${name}`, queryParameters: [{ name: 'q', value: name, encoded: true, useEquals: true }],
  headers: [{ name: 'Accept', value: 'text/html' }], postData: null, followRedirects: false, downloadResources: false, encoding: '', keepAlive: true, children: [],
});
const page = (name: string): Record<string, unknown> => ({ '@type': 'ContainerAction', id: name, name, enabled: true, includeTimers: false, children: Array.from({ length: REQUESTS }, (_, at) => request(`${name}-${at}`)) });

/** One patch of a small Virtual User, as `patch_virtual_user` makes them. */
export function madeUpPatch(): Patched<Record<string, unknown>> {
  const virtualUser = { '@type': 'VirtualUser', id: 'vu', userId: 'u', projectId: 'p', name: 'warm-up', description: '', type: 'JMETER', tags: [], children: Array.from({ length: PAGES }, (_, at) => page(`page-${at}`)) };
  const operations = [{ op: 'test', path: '/name', value: 'warm-up' }, { op: 'replace', path: '/children/0/children/0/path', value: '/changed' }, { op: 'add', path: '/children/1/children/0', value: request('new') }, { op: 'move', from: '/children/2/children/3', path: '/children/3/children/0' }, { op: 'remove', path: '/children/4/children/1' }];
  return patched(virtualUser, operations, VIRTUAL_USER_MODEL);
}

/**
 * Schemas compile their checks on first use, and the code that applies patches is translated once it has run some times: the first patch of
 * a large Virtual User took four times as long as the next. Made-up ones go before, one at a time between other work.
 */
@Injectable()
export class PatchWarmUp implements OnApplicationBootstrap, OnApplicationShutdown {
  private next: NodeJS.Timeout | undefined;
  private left = ROUNDS;

  onApplicationBootstrap(): void { this.later(AFTER_MS); }

  onApplicationShutdown(): void { clearTimeout(this.next); }

  private later(ms: number): void {
    this.next = setTimeout(() => {
      madeUpPatch();
      this.left -= 1;
      if (this.left > 0) this.later(1);
    }, ms).unref();
  }
}
