import type { Json, Rendered } from './render.js';
import { podFindings } from './pod-security.js';

/** What a chart rule looks at: everything one rendering made, and the names its values speak of (secrets that must be there before). */
export interface Estate { readonly objects: readonly Rendered[]; readonly given: ReadonlySet<string> }

interface Port { name?: string; port?: number | string; containerPort?: number; targetPort?: number | string }
interface Container { name: string; env?: { name: string; value?: unknown; valueFrom?: Json }[]; ports?: Port[]; volumeMounts?: { name: string; mountPath: string; subPath?: string }[]; lifecycle?: { preStop?: { sleep?: { seconds: number } } } }
interface Volume { name: string; secret?: { secretName: string }; configMap?: { name: string } }
export interface Pod { containers: Container[]; initContainers?: Container[]; volumes?: Volume[]; terminationGracePeriodSeconds?: number; imagePullSecrets?: { name: string }[]; topologySpreadConstraints?: { labelSelector?: { matchLabels?: Labels } }[] }
type Labels = Record<string, string>;

const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;
const PORT_NAME = /^(?=.{1,15}$)[a-z0-9]+(-[a-z0-9]+)*$/;

const at = <T>(value: unknown, ...path: string[]): T | undefined => path.reduce<unknown>((inner, key) => (typeof inner === 'object' && inner !== null ? (inner as Json)[key] : undefined), value) as T | undefined;
const matches = (selector: Labels | undefined, labels: Labels | undefined): boolean => selector !== undefined && Object.keys(selector).length > 0 && Object.entries(selector).every(([key, value]) => labels?.[key] === value);
const labelsOf = ({ body }: Rendered): Labels => at<Labels>(body, 'metadata', 'labels') ?? {};
const ofKind = ({ objects }: Estate, kind: string): Rendered[] => objects.filter((object) => object.kind === kind);
const podOf = (deployment: Rendered): Pod => at<Pod>(deployment.body, 'spec', 'template', 'spec') ?? { containers: [] };
const podLabels = (deployment: Rendered): Labels => at<Labels>(deployment.body, 'spec', 'template', 'metadata', 'labels') ?? {};
const doubles = (names: readonly string[]): string[] => [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];

/** What a cluster would only find out late, or never say: things that point to nothing, and pods above the restricted security standard. */
export function judgeByRules(estate: Estate): string[] {
  return [names, selectors, references, ports, targets, stopping]
    .flatMap((rule) => rule(estate))
    .concat(ofKind(estate, 'Deployment').flatMap((deployment) => podFindings(podOf(deployment) as unknown as Json).map((finding) => `${label(deployment)}: ${finding}`)));
}

const label = ({ kind, name }: Rendered): string => `${kind} ${name}`;

function names({ objects }: Estate): string[] {
  return [
    ...doubles(objects.map(label)).map((twice) => `${twice} is made twice`),
    ...objects.filter(({ name }) => !LABEL.test(name)).map((object) => `${label(object)}: the name is no DNS label`),
    ...objects.flatMap((object) => [labelsOf(object), at<Labels>(object.body, 'spec', 'template', 'metadata', 'labels') ?? {}].flatMap((labels) => Object.entries(labels)
      .filter(([, value]) => typeof value !== 'string' || !LABEL_VALUE.test(value)).map(([key, value]) => `${label(object)}: "${value}" cannot be the label ${key}`))),
  ];
}

/** Every selector finds the pods (or services) it is for. */
function selectors(estate: Estate): string[] {
  const pods = ofKind(estate, 'Deployment').map(podLabels);
  const pointing = [
    ...ofKind(estate, 'Service').map((object) => ({ object, selector: at<Labels>(object.body, 'spec', 'selector') })),
    ...['Deployment', 'PodDisruptionBudget'].flatMap((kind) => ofKind(estate, kind)).map((object) => ({ object, selector: at<Labels>(object.body, 'spec', 'selector', 'matchLabels') })),
    ...ofKind(estate, 'NetworkPolicy').map((object) => ({ object, selector: at<Labels>(object.body, 'spec', 'podSelector', 'matchLabels') })),
    ...ofKind(estate, 'Deployment').flatMap((object) => (podOf(object).topologySpreadConstraints ?? []).map(({ labelSelector }) => ({ object, selector: labelSelector?.matchLabels }))),
  ];
  const monitors = ofKind(estate, 'ServiceMonitor').filter((monitor) => monitored(estate, monitor).length === 0);
  return [
    ...pointing.filter(({ selector }) => !pods.some((labels) => matches(selector, labels))).map(({ object }) => `${label(object)}: its selector finds no pod of the chart`),
    ...monitors.map((monitor) => `${label(monitor)}: its selector finds no service of the chart`),
  ];
}

const monitored = (estate: Estate, monitor: Rendered): Rendered[] => ofKind(estate, 'Service').filter((service) => matches(at<Labels>(monitor.body, 'spec', 'selector', 'matchLabels'), labelsOf(service)));

/** Every secret, config map and volume that is named exists: made here, or named by the operator. */
function references(estate: Estate): string[] {
  const findings: string[] = [];
  const exists = (kind: string, name: string, key?: string): boolean => {
    const made = ofKind(estate, kind).find((object) => object.name === name);
    return made === undefined ? estate.given.has(name) : key === undefined || at(made.body, 'data', key) !== undefined;
  };
  for (const deployment of ofKind(estate, 'Deployment')) {
    const pod = podOf(deployment);
    const say = (finding: string): void => { findings.push(`${label(deployment)}: ${finding}`); };
    for (const { name } of pod.imagePullSecrets ?? []) if (!exists('Secret', name)) say(`the pull secret ${name} does not exist`);
    for (const { secret, configMap } of pod.volumes ?? []) {
      if (secret !== undefined && !exists('Secret', secret.secretName)) say(`the secret ${secret.secretName} does not exist`);
      if (configMap !== undefined && !exists('ConfigMap', configMap.name)) say(`the config map ${configMap.name} does not exist`);
    }
    const volumes = (pod.volumes ?? []).map(({ name }) => name);
    for (const twice of doubles(volumes)) say(`the volume ${twice} is there twice`);
    const mounted = [...pod.containers, ...(pod.initContainers ?? [])].flatMap(({ volumeMounts = [] }) => volumeMounts.map(({ name }) => name));
    for (const volume of volumes.filter((name) => !mounted.includes(name))) say(`the volume ${volume} is mounted nowhere`);
    for (const container of [...pod.containers, ...(pod.initContainers ?? [])]) ofContainer(container, volumes, exists).forEach(say);
  }
  for (const ingress of ofKind(estate, 'Ingress')) {
    for (const { secretName } of at<{ secretName?: string }[]>(ingress.body, 'spec', 'tls') ?? []) if (secretName !== undefined && !exists('Secret', secretName)) findings.push(`${label(ingress)}: the secret ${secretName} does not exist`);
  }
  return findings;
}

function ofContainer({ env = [], volumeMounts = [] }: Container, volumes: readonly string[], exists: (kind: string, name: string, key?: string) => boolean): string[] {
  return [
    ...doubles(env.map(({ name }) => name)).map((twice) => `the variable ${twice} is set twice`),
    ...doubles(volumeMounts.map(({ mountPath }) => mountPath)).map((twice) => `two mounts at ${twice}`),
    ...volumeMounts.filter(({ name }) => !volumes.includes(name)).map(({ name }) => `there is no volume ${name}`),
    ...env.flatMap(({ name, valueFrom }) => ([['Secret', 'secretKeyRef'], ['ConfigMap', 'configMapKeyRef']] as const)
      .filter(([kind, field]) => {
        const reference = at<{ name: string; key: string }>(valueFrom, field);
        return reference !== undefined && !exists(kind, reference.name, reference.key);
      }).map(([kind]) => `the ${kind} of the variable ${name} does not exist, or lacks the key`)),
  ];
}

/** Every port that is named has that name somewhere. */
function ports(estate: Estate): string[] {
  const findings: string[] = [];
  const containers = ofKind(estate, 'Deployment').flatMap((deployment) => podOf(deployment).containers);
  const open = containers.flatMap(({ ports: own = [] }) => own.flatMap(({ name, containerPort }) => [name, containerPort]));
  const missing = (port: number | string | undefined): boolean => port !== undefined && !open.includes(port);
  for (const name of doubles(open.map(String))) findings.push(`two container ports ${name}`);
  for (const name of open) if (typeof name === 'string' && !PORT_NAME.test(name)) findings.push(`"${name}" cannot be the name of a port`);
  for (const container of containers) for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe']) {
    const port = at<number | string>(container, probe, 'httpGet', 'port');
    if (port === undefined || missing(port)) findings.push(`${probe} asks port ${String(port)}, which the container does not open`);
  }
  for (const service of ofKind(estate, 'Service')) for (const { targetPort } of portsOf(service)) if (missing(targetPort)) findings.push(`${label(service)}: no container opens ${String(targetPort)}`);
  for (const policy of ofKind(estate, 'NetworkPolicy')) {
    const named = (at<{ ports?: Port[] }[]>(policy.body, 'spec', 'ingress') ?? []).flatMap(({ ports: own = [] }) => own.map(({ port }) => port));
    for (const port of named.filter((candidate) => missing(candidate))) findings.push(`${label(policy)}: lets in ${String(port)}, which no container opens`);
  }
  return findings;
}

const portsOf = (service: Rendered): Port[] => at<Port[]>(service.body, 'spec', 'ports') ?? [];

/** What an ingress, an autoscaler or a monitor leads to is there. */
function targets(estate: Estate): string[] {
  const findings: string[] = [];
  const hasPort = (service: Rendered | undefined, wanted: { name?: string; number?: number } | undefined): boolean => service !== undefined && portsOf(service).some(({ name, port }) => (wanted?.name === undefined ? port === wanted?.number : name === wanted.name));
  for (const ingress of ofKind(estate, 'Ingress')) {
    const paths = (at<{ http: { paths: { path: string; backend: { service: { name: string; port: { name?: string; number?: number } } } }[] } }[]>(ingress.body, 'spec', 'rules') ?? []).flatMap(({ http }) => http.paths);
    for (const { path, backend: { service } } of paths) if (!hasPort(ofKind(estate, 'Service').find(({ name }) => name === service.name), service.port)) findings.push(`${label(ingress)}: ${path} leads to no port of a service of the chart`);
  }
  for (const scaler of ofKind(estate, 'HorizontalPodAutoscaler')) {
    const target = at<{ kind: string; name: string }>(scaler.body, 'spec', 'scaleTargetRef');
    const scaled = ofKind(estate, target?.kind ?? '').find(({ name }) => name === target?.name);
    if (scaled === undefined) findings.push(`${label(scaler)}: scales nothing of the chart`);
    else if (at(scaled.body, 'spec', 'replicas') !== undefined) findings.push(`${label(scaled)}: says how many pods although ${label(scaler)} does`);
  }
  for (const monitor of ofKind(estate, 'ServiceMonitor')) for (const { port } of at<{ port?: string }[]>(monitor.body, 'spec', 'endpoints') ?? []) {
    if (!monitored(estate, monitor).every((service) => hasPort(service, port === undefined ? undefined : { name: port }))) findings.push(`${label(monitor)}: reads the port ${String(port)}, which its service lacks`);
  }
  return findings;
}

/** A pod is not killed while it still waits to be told to stop. */
function stopping(estate: Estate): string[] {
  return ofKind(estate, 'Deployment').flatMap((deployment) => {
    const { terminationGracePeriodSeconds = 30, containers } = podOf(deployment);
    const pause = Math.max(0, ...containers.map(({ lifecycle }) => lifecycle?.preStop?.sleep?.seconds ?? 0));
    return pause < terminationGracePeriodSeconds ? [] : [`${label(deployment)}: is killed after ${terminationGracePeriodSeconds} s, but pauses ${pause} s before it stops`];
  });
}
