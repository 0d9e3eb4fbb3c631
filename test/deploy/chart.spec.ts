import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { globSync } from 'glob';
import { afterEach, beforeEach, describe, expect, inject, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { freePort } from '../../demo/free-port.js';
import { helmsAtHand } from '../../scripts/chart/helm.js';
import { judge } from '../../scripts/chart/judge.js';
import { render, type Rendered } from '../../scripts/chart/render.js';
import { settingsOf } from '../../scripts/chart/settings.js';
import { connect } from '../support/agent.js';
import { ACCOUNTS, tokenOf } from '../support/server-process.js';
import { until } from '../support/work.js';

const CHART = fileURLToPath(new URL('../../docker/helm/octoperf-mcp', import.meta.url));
const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const SETS = globSync('ci/*-values.yaml', { cwd: CHART, absolute: true }).sort();
const MINIMAL = join(CHART, 'ci/minimal-values.yaml');
const EVERYTHING = join(CHART, 'ci/everything-values.yaml');
/** Without a download: `npm run chart` fetches helm. */
const helms = helmsAtHand();
const [helm = { version: '', command: '' }] = helms;
const rendered = (options: Partial<Parameters<typeof render>[1]> = {}): Rendered[] => {
  const { objects, findings } = render(helm, { chart: CHART, values: [MINIMAL], ...options });
  expect(findings).toEqual([]);
  return [...objects];
};
const find = <T>(objects: readonly Rendered[], kind: string): T => {
  const found = objects.find((object) => object.kind === kind);
  if (found === undefined) throw new Error(`no ${kind}`);
  return found.body as T;
};
interface Deployment { spec: { replicas?: number; strategy: object; template: { spec: { terminationGracePeriodSeconds: number; containers: { image: string; livenessProbe: Probe; readinessProbe: Probe; startupProbe: Probe; lifecycle?: object }[] } } } }
interface Probe { httpGet: { path: string; port: string } }
interface Ingress { metadata: { annotations?: Record<string, string> }; spec: { rules: { http: { paths: { path: string; pathType: string }[] } }[] } }
const containerOf = (objects: readonly Rendered[]): Deployment['spec']['template']['spec']['containers'][number] => {
  const [container] = find<Deployment>(objects, 'Deployment').spec.template.spec.containers;
  if (container === undefined) throw new Error('no container');
  return container;
};

describe('the version in the chart', () => {
  it('is that of the server', () => {
    const { appVersion } = parse(readFileSync(join(CHART, 'Chart.yaml'), 'utf8')) as { appVersion: string };
    expect(appVersion).toBe((JSON.parse(readFileSync(join(CHART, '../../../package.json'), 'utf8')) as { version: string }).version);
  });
});

describe.skipIf(helms.length === 0)('the chart', () => {
  it('is right with every value set', () => {
    const verdict = judge(CHART, helms, SETS);
    expect(verdict.findings).toEqual([]);
    expect(verdict.objects).toBeGreaterThan(40);
  }, 120_000);

  it('runs two pods by default, rolls without a gap, and gives a stopping pod its pause, the grace of the server and five seconds', () => {
    const { spec } = find<Deployment>(rendered(), 'Deployment');
    expect(spec.replicas).toBe(2);
    expect(spec.strategy).toMatchObject({ rollingUpdate: { maxUnavailable: 0 } });
    expect(spec.template.spec.terminationGracePeriodSeconds).toBe(5 + 10 + 5);
    expect(find<Deployment>(rendered({ values: [EVERYTHING] }), 'Deployment').spec.template.spec.terminationGracePeriodSeconds).toBe(5 + 31 + 5);
  });

  it('pauses before it stops, in the words of either Kubernetes', () => {
    expect(containerOf(rendered()).lifecycle).toEqual({ preStop: { sleep: { seconds: 5 } } });
    expect(containerOf(rendered({ kubeVersion: '1.27.0' })).lifecycle).toEqual({ preStop: { exec: { command: ['node', '-e', 'setTimeout(() => {}, 5000)'] } } });
  });

  it.each([
    ['a name alone', [], 'octoperf-mcp-server:0.1.0'],
    ['registry and version', ['registry=reg.example.com', 'version=2.0'], 'reg.example.com/octoperf-mcp-server:2.0'],
    ['a tag of its own', ['registry=reg.example.com', 'version=17.0.1', 'mcpServer.image=other.example.com:5000/mcp:3'], 'other.example.com:5000/mcp:3'],
    ['a registry with a port, no tag', ['version=2.0', 'mcpServer.image=other.example.com:5000/mcp'], 'other.example.com:5000/mcp:2.0'],
  ])('takes an image from %s', (_, settings, image) => {
    expect(containerOf(rendered({ settings })).image).toBe(image);
  });

  it('keeps nginx from holding streams back, and leads both prefixes to the server', () => {
    const { metadata, spec } = find<Ingress>(rendered({ values: [EVERYTHING] }), 'Ingress');
    expect(metadata.annotations).toMatchObject({
      'nginx.ingress.kubernetes.io/proxy-buffering': 'off',
      'nginx.ingress.kubernetes.io/proxy-read-timeout': '7200',
      'nginx.ingress.kubernetes.io/proxy-send-timeout': '86400',
      'nginx.ingress.kubernetes.io/proxy-body-size': '20m',
    });
    expect(spec.rules.flatMap(({ http }) => http.paths.map(({ path, pathType }) => `${pathType} ${path}`))).toEqual([
      'Exact /agents/mcp', 'Prefix /agents/mcp/', 'Exact /.well-known/oauth-protected-resource', 'Prefix /.well-known/oauth-protected-resource/',
    ]);
  });

  it('gives Traefik no middleware that compresses', () => {
    expect(find<Ingress>(rendered({ values: [join(CHART, 'ci/enterprise-values.yaml')] }), 'Ingress').metadata.annotations).toEqual({
      'traefik.ingress.kubernetes.io/router.entrypoints': 'websecure',
      'traefik.ingress.kubernetes.io/router.middlewares': 'traefik-security-headers@kubernetescrd',
    });
  });

  it('installs nothing where it is switched off', () => {
    expect(rendered({ settings: ['mcpServer.enabled=false'] })).toEqual([]);
  });

  it.each([
    ['everything', ['https://octoperf.example.com:8443/agents/mcp', 'The ingress sends /agents/mcp', 'their allow list']],
    ['minimal', ['Let the reverse proxy of https://octoperf.example.com send /mcp', 'octoperf-octoperf-mcp.load, port 8091', 'octoperf-octoperf-mcp-confirm']],
    ['own-secrets', ['https://your-public-host/mcp', 'mcp.load, port 8091']],
  ])('tells what comes next with the value set %s', (set, told) => {
    const folder = mkdtempSync(join(tmpdir(), 'chart-notes-'));
    onTestFinished(() => { rmSync(folder, { recursive: true }); });
    cpSync(CHART, folder, { recursive: true });
    writeFileSync(join(folder, 'templates/notes.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: notes}\ndata:\n  told: |\n{{ include (print .Template.BasePath "/NOTES.txt") . | indent 4 }}\n');
    for (const each of helms) {
      const { objects, findings } = render(each, { chart: folder, values: [join(CHART, `ci/${set}-values.yaml`)] });
      expect(findings).toEqual([]);
      const { data } = objects.find(({ name }) => name === 'notes')?.body as { data: { told: string } };
      for (const words of told) expect(data.told).toContain(words);
    }
  });

  it('reads settings as the server does: a placeholder is its default, a variable wins, one out of a secret is unknown', () => {
    const folder = mkdtempSync(join(tmpdir(), 'chart-settings-'));
    onTestFinished(() => { rmSync(folder, { recursive: true }); });
    const deploymentWith = (mcpServer: object): Deployment['spec']['template']['spec'] => {
      writeFileSync(join(folder, 'values.yaml'), JSON.stringify({ mcpServer }));
      return find<Deployment>(rendered({ values: [join(folder, 'values.yaml')] }), 'Deployment').spec.template.spec;
    };
    const applicationYml = 'server:\n  hostname: ${PUBLIC_HOST:octoperf.example.com}\n  shutdown-grace-ms: ${GRACE:60000}\n';
    expect(deploymentWith({ applicationYml }).terminationGracePeriodSeconds).toBe(5 + 60 + 5);
    expect(deploymentWith({ applicationYml, env: { OCTOPERF_SERVER__SHUTDOWN_GRACE_MS: 1000 } }).terminationGracePeriodSeconds).toBe(5 + 1 + 5);
    expect(deploymentWith({ env: { OCTOPERF_SERVER__HOSTNAME: { valueFrom: { secretKeyRef: { name: 'site', key: 'host' } } } } }).terminationGracePeriodSeconds).toBe(5 + 10 + 5);
  });

  it('takes the values that docs/kubernetes.md shows', () => {
    const shown = [...readFileSync(join(CHART, '../../../docs/kubernetes.md'), 'utf8').matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
    const folder = mkdtempSync(join(tmpdir(), 'chart-docs-'));
    onTestFinished(() => { rmSync(folder, { recursive: true }); });
    const files = shown.map((_, index) => join(folder, `${index}.yaml`));
    shown.forEach((text, index) => { writeFileSync(files[index] ?? '', text); });
    expect(files.length).toBeGreaterThan(1);
    expect(rendered({ values: files }).map(({ kind }) => kind)).toContain('Ingress');
  });

  it('keeps the secret of confirmations that the cluster has', async () => {
    const kept = Buffer.from('of the first installation'.padEnd(32, '.')).toString('base64');
    const cluster = await clusterWith({ 'octoperf-octoperf-mcp-confirm': { secret: kept } });
    const folder = mkdtempSync(join(tmpdir(), 'chart-cluster-'));
    onTestFinished(() => { cluster.close(); rmSync(folder, { recursive: true }); });
    const child = spawn(helm.command, ['template', 'octoperf', CHART, '--namespace', 'load', '--values', MINIMAL, '--dry-run=server', '--kube-apiserver', cluster.url], { env: { PATH: process.env['PATH'], HOME: folder, KUBECONFIG: join(folder, 'none') }, stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { printed += chunk.toString('utf8'); });
    await once(child, 'close');
    expect(printed).toContain(`"secret": "${kept}"`);
  });
});

describe.skipIf(helms.length === 0)('a server as the chart starts it', () => {
  it('takes its settings, answers its probes and serves a call', async () => {
    const house = inject('house');
    const port = await freePort();
    const folder = mkdtempSync(join(tmpdir(), 'chart-pod-'));
    const values = join(folder, 'values.yaml');
    writeFileSync(values, JSON.stringify({ mcpServer: { port, applicationYml: `server:\n  hostname: localhost\n  public:\n    port: ${new URL(house.origin).port}\n  bind-address: 127.0.0.1\n` } }));
    const objects = rendered({ values: [values] });
    const settings = settingsOf(objects);
    mkdirSync(join(folder, 'config'));
    writeFileSync(join(folder, 'config/application.yml'), settings?.applicationYml ?? '');
    const child = spawn(process.execPath, [MAIN], { cwd: folder, env: { PATH: process.env['PATH'], OCTOPERF_LOGGING__LEVEL: 'warn', ...settings?.environment }, stdio: ['ignore', 'inherit', 'inherit'] });
    onTestFinished(async () => {
      if (child.exitCode === null) { child.kill('SIGTERM'); await once(child, 'exit'); }
      rmSync(folder, { recursive: true });
    });
    const { startupProbe, readinessProbe, livenessProbe } = containerOf(objects);
    for (const { httpGet } of [startupProbe, readinessProbe, livenessProbe]) {
      await until(() => fetch(`http://127.0.0.1:${port}${httpGet.path}`).then(({ status }) => status, () => 0), (status) => status === 200);
    }
    const agent = await connect(`http://localhost:${port}/mcp`, await tokenOf(house, ACCOUNTS.tester.username));
    onTestFinished(() => agent.close());
    expect(await agent.call('get_current_user', {})).toMatchObject({ username: ACCOUNTS.tester.username });
  });
});

describe.skipIf(helms.length === 0)('a chart that is broken', () => {
  let chart: string;
  beforeEach(() => {
    chart = join(mkdtempSync(join(tmpdir(), 'chart-broken-')), 'octoperf-mcp');
    cpSync(CHART, chart, { recursive: true });
  });
  afterEach(() => { rmSync(join(chart, '..'), { recursive: true }); });

  const findingsOf = (set: string): string => judge(chart, [helm], [join(chart, `ci/${set}-values.yaml`)]).findings.join('\n');
  const change = (file: string, from: string, to: string): void => {
    const text = readFileSync(join(chart, file), 'utf8');
    expect(text).toContain(from);
    writeFileSync(join(chart, file), text.replace(from, to));
  };

  it.each([
    ['a misspelt field', 'deployment.yaml', 'revisionHistoryLimit:', 'revisionHistoryLimits:', 'minimal', /Deployment spec\.revisionHistoryLimits: .*does not exist/],
    ['a text for a number', 'deployment.yaml', 'revisionHistoryLimit: 5', 'revisionHistoryLimit: "5"', 'minimal', /spec\.revisionHistoryLimit: Type 'string' is not assignable/],
    ['a value outside an enumeration', 'ingress.yaml', 'list "Exact" "Prefix"', 'list "Exact" "Prefixed"', 'everything', /pathType: Type '"Prefixed"'/],
    ['a missing field', 'hpa.yaml', 'maxReplicas: {{ int $scaling.maxReplicas }}', '', 'everything', /maxReplicas.* is missing/],
    ['a field left empty', 'service.yaml', 'targetPort: http-port', 'targetPort:', 'minimal', /targetPort: Type 'null'/],
    ['a version of the API that is gone', 'hpa.yaml', 'autoscaling/v2', 'autoscaling/v2beta9', 'everything', /no autoscaling\/v2beta9 HorizontalPodAutoscaler/],
    ['a name without quotes', 'deployment.yaml', 'secretName: {{ .secretName | quote }}', 'secretName: {{ .secretName }}', 'awkward', /volumes\.\d+\.secret\.secretName: Type 'number'/],
    ['a word that YAML takes for yes', 'deployment.yaml', 'key: {{ $server.confirmationSecret.key | quote }}', 'key: {{ $server.confirmationSecret.key }}', 'awkward', /secretKeyRef\.key: Type 'boolean'/],
    ['a release that looks like a number', '_settings.tpl', '{{ .Release.Name | quote }}', '{{ .Release.Name }}', 'minimal', /"123" cannot be the label app\.kubernetes\.io\/instance/],
    ['a key written twice', 'service.yaml', '      protocol: TCP', '      protocol: TCP\n      protocol: TCP', 'minimal', /unique|already/i],
    ['a field of a monitor', 'servicemonitor.yaml', 'scrapeTimeout:', 'scrapeTimeouts:', 'everything', /ServiceMonitor spec\.endpoints\.0\.scrapeTimeouts/],
    ['a selector that finds nothing', 'pdb.yaml', '{{- include "octoperf-mcp.selectorLabels" . | nindent 6 }}', 'app: other', 'minimal', /PodDisruptionBudget .*finds no pod/],
    ['a monitor that finds nothing', 'servicemonitor.yaml', 'octoperf.com/purpose: metrics', 'octoperf.com/purpose: other', 'everything', /ServiceMonitor .*finds no service/],
    ['a config map that nobody makes', 'configmap.yaml', '-app\n', '-application\n', 'minimal', /config map \S+-app does not exist/],
    ['a key that the secret lacks', 'secret.yaml', '{{ $key | quote }}:', 'other:', 'minimal', /OCTOPERF_MCP_CONFIRMATION_SECRET does not exist, or lacks the key/],
    ['a port that nobody opens', 'service.yaml', 'targetPort: http-port', 'targetPort: web', 'minimal', /no container opens web/],
    ['an ingress to nowhere', 'ingress.yaml', 'name: http', 'name: https', 'everything', /Ingress .*leads to no port/],
    ['an autoscaler of nothing', 'hpa.yaml', 'kind: Deployment', 'kind: StatefulSet', 'everything', /scales nothing/],
    ['two who count pods', 'deployment.yaml', '{{- if not $server.autoscaling.enabled }}', '{{- if true }}', 'everything', /says how many pods although/],
    ['a mount without a volume', 'deployment.yaml', '- name: tmp\n              mountPath: /tmp', '- name: scratch-of-nobody\n              mountPath: /tmp', 'minimal', /there is no volume scratch-of-nobody/],
    ['root', 'deployment.yaml', '{{- with $server.securityContext }}', '{{- with dict "runAsUser" 0 }}', 'minimal', /runs as user 0/],
    ['no seccomp profile', 'deployment.yaml', '{{- with $server.securityContext }}', '{{- with omit $server.securityContext "seccompProfile" }}', 'minimal', /no seccomp profile/],
    ['all capabilities', 'deployment.yaml', '{{- with $server.containerSecurityContext }}', '{{- with omit $server.containerSecurityContext "capabilities" }}', 'minimal', /does not drop all capabilities/],
    ['a folder of the host', 'deployment.yaml', 'emptyDir:\n            sizeLimit: 64Mi', 'hostPath:\n            path: /tmp', 'minimal', /the volume tmp is a hostPath/],
    ['a token of the cluster', 'deployment.yaml', 'automountServiceAccountToken: false', 'automountServiceAccountToken: true', 'minimal', /token of the service account is mounted/],
    ['too little time to stop', 'deployment.yaml', 'terminationGracePeriodSeconds: {{ include "octoperf-mcp.gracePeriod" . }}', 'terminationGracePeriodSeconds: 5', 'minimal', /killed after 5 s/],
    ['a setting the server does not know', 'deployment.yaml', 'OCTOPERF_SERVER__PORT', 'OCTOPERF_SERVER__PORTS', 'minimal', /server would not start: [^]*OCTOPERF_SERVER__PORTS/],
    ['a template that does not parse', 'pdb.yaml', '{{- end }}', '', 'minimal', /refuses/],
  ])('is refused for %s', (_, file, from, to, set, finding) => {
    change(`templates/${file}`, from, to);
    expect(findingsOf(set)).toMatch(finding);
  });

  it.each([
    ['a misspelt value', 'mcpServer.replicsa=3', /replicsa/],
    ['a misspelt block', 'mcpserver.replicas=3', /mcpserver/],
    ['a text for a number', 'mcpServer.replicas=three', /replicas/],
    ['a misspelt field of the service', 'mcpServer.service.nodeport=30000', /nodeport/],
    ['tolerations in a map', 'mcpServer.tolerations.key=a', /tolerations/],
    ['a port beyond all ports', 'mcpServer.port=70000', /port/],
    ['no public host', 'mcpServer.applicationYml=', /server\.hostname/],
    ['the host of the template', 'mcpServer.env.OCTOPERF_SERVER__HOSTNAME=YOUR_PUBLIC_HOSTNAME', /server\.hostname/],
    ['an application.yml that is no map', 'mcpServer.applicationYml=- a', /no YAML map/],
    ['two ports', 'mcpServer.env.OCTOPERF_SERVER__PORT=9999', /server\.port is 9999/],
    ['too little time to stop', 'mcpServer.terminationGracePeriodSeconds=10', /calls in flight need 20/],
    ['metrics without a port', 'mcpServer.serviceMonitor.enabled=true', /needs mcpServer\.managementPort/],
    ['an ingress without a host', 'ingress.enabled=true', /ingress\.hosts is empty/],
    ['an autoscaler with nothing to go by', 'mcpServer.autoscaling.enabled=true,mcpServer.autoscaling.targetCPUUtilizationPercentage=0', /nothing to go by/],
  ])('is not rendered with %s', (_, setting, refusal) => {
    for (const each of helms) {
      const { objects, findings } = render(each, { chart, values: [MINIMAL], settings: [setting] });
      expect(objects).toEqual([]);
      expect(findings.join('\n')).toMatch(refusal);
    }
  });

  it('names a setting of application.yml that the server does not know', () => {
    change('ci/minimal-values.yaml', 'hostname:', 'hostnames:');
    writeFileSync(join(chart, 'ci/minimal-values.yaml'), `${readFileSync(join(chart, 'ci/minimal-values.yaml'), 'utf8')}  env:\n    OCTOPERF_SERVER__HOSTNAME: octoperf.example.com\n`);
    expect(findingsOf('minimal')).toMatch(/server would not start: [^]*server\.hostnames/);
  });
});

/** As much of a Kubernetes API as helm's `lookup` asks for: which kinds there are, and secrets of one namespace. */
async function clusterWith(secrets: Readonly<Record<string, Record<string, string>>>): Promise<{ url: string; close(): void }> {
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    const secret = secrets[path.replace('/api/v1/namespaces/load/secrets/', '')];
    const answers: Record<string, unknown> = {
      '/version': { major: '1', minor: '35', gitVersion: 'v1.35.0' },
      '/api': { kind: 'APIVersions', versions: ['v1'] },
      '/apis': { kind: 'APIGroupList', apiVersion: 'v1', groups: [] },
      '/api/v1': { kind: 'APIResourceList', groupVersion: 'v1', resources: [{ name: 'secrets', singularName: 'secret', namespaced: true, kind: 'Secret', verbs: ['get', 'list'] }] },
    };
    const body = answers[path] ?? (secret === undefined ? undefined : { apiVersion: 'v1', kind: 'Secret', metadata: { name: path.split('/').at(-1), namespace: 'load' }, data: secret });
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body ?? { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'NotFound', code: 404 }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => { server.closeAllConnections(); server.close(); } };
}
