import { defaultJmeterEngine } from '../../../src/contract/engine-settings.js';
import type { UserProfileLoad } from '../../../src/contract/load.js';
import { VariableWrapper } from '../../../src/contract/variable.js';
import { VirtualUser } from '../../../src/contract/virtual-user.js';
import type { BenchProfile } from '../../../src/local/engine/bench-protocol.js';
import type { ExportedPlan } from '../../../src/local/engine/artillery/artillery-script.js';

/** Two profiles of two users each for two seconds, with a secret, a file, and a body that a template engine would stumble over. */
export function demoPlan(port: number): ExportedPlan {
  const server = { id: 'srv', userId: '', projectId: 'p', protocol: 'HTTP' as const, hostname: '127.0.0.1', port, connectTimeoutMs: 2000, responseTimeoutMs: 5000, keepAlive: true, resourcesPool: 4, ipSpoofing: false, authorizations: [] };
  const user = (name: string, path: string): VirtualUser => VirtualUser.parse({
    '@type': 'VirtualUser', id: name, userId: '', projectId: 'p', name, description: '', type: 'JMETER', tags: [],
    children: [
      { '@type': 'HttpRequestAction', id: `${name}-hit`, name: `${name} hit`, enabled: true, serverId: 'srv', method: 'POST', path: `${path}?key=\${key}&row=\${row}`, queryParameters: [], headers: [], postData: { '@type': 'RawPostData', contentType: 'text/plain', text: '{{ not.a.template }}' }, children: [] },
      { '@type': 'DelayAction', id: `${name}-wait`, name: '', enabled: true, thinktime: { '@type': 'ThinktimeConstant', id: 't', name: '', enabled: true, value: 50 } },
    ],
  });
  const load: UserProfileLoad = { '@type': 'UserProfileLoadRampUp', delayMs: 0, rampUpMs: 500, plateauMs: 1500, plateauVus: 2 };
  const profile = (name: string, path: string): BenchProfile => ({ profile: { id: name, name, virtualUserId: name, providerId: 'x', location: 'x', load, memory: { vuMb: null }, engine: defaultJmeterEngine() }, virtualUser: user(name, path) });
  const variables = [
    VariableWrapper.parse({ id: 'k', userId: '', projectId: 'p', name: 'key', description: '', variable: { '@type': 'SecretVariable', value: { type: 'PLAIN', value: 'open sesame' } } }),
    VariableWrapper.parse({ id: 'r', userId: '', projectId: 'p', name: 'rows', description: '', variable: { '@type': 'CSVVariable', filename: 'rows.csv', names: ['row'], scope: 'SHARED', recycleOnEOF: true } }),
  ];
  return { profiles: [profile('first', '/first'), profile('second', '/second')], surroundings: { servers: [server], variables, fragments: [], scripts: 'refused' } };
}
