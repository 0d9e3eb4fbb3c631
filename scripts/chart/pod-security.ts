import type { Json } from './render.js';

interface Security {
  allowPrivilegeEscalation?: boolean; privileged?: boolean; readOnlyRootFilesystem?: boolean; runAsNonRoot?: boolean; runAsUser?: number; procMount?: string;
  capabilities?: { drop?: string[]; add?: string[] }; seccompProfile?: { type?: string }; windowsOptions?: { hostProcess?: boolean }; sysctls?: unknown[];
}
interface SecuredContainer { name: string; image?: string; securityContext?: Security; ports?: { hostPort?: number }[]; lifecycle?: Json; resources?: { requests?: Json; limits?: Json } }
interface SecuredPod extends Json { securityContext?: Security; containers?: SecuredContainer[]; initContainers?: SecuredContainer[]; volumes?: Json[] }

/** The kinds of volume that the restricted Pod Security Standard allows. */
const VOLUMES = ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'persistentVolumeClaim', 'projected', 'secret'];
const SECCOMP = ['RuntimeDefault', 'Localhost'];
const ADDABLE = ['NET_BIND_SERVICE'];

/** What keeps a pod from the restricted Pod Security Standard of Kubernetes, and from two rules of ours: no writable root file system, no token of the cluster. */
export function podFindings(pod: Json): string[] {
  const { securityContext = {}, containers = [], initContainers = [], volumes = [] } = pod as SecuredPod;
  return [
    ...['hostNetwork', 'hostPID', 'hostIPC'].filter((key) => pod[key] === true).map((key) => `${key} is on`),
    ...(securityContext.windowsOptions?.hostProcess === true ? ['runs as a process of the host'] : []),
    ...(securityContext.sysctls === undefined ? [] : ['sets kernel parameters']),
    ...(pod['automountServiceAccountToken'] === false ? [] : ['the token of the service account is mounted']),
    ...volumes.flatMap((volume) => Object.keys(volume).filter((key) => key !== 'name' && !VOLUMES.includes(key)).map((key) => `the volume ${String(volume['name'])} is a ${key}`)),
    ...[...containers, ...initContainers].flatMap((container) => containerFindings(container, securityContext).map((finding) => `container ${container.name}: ${finding}`)),
    ...containers.filter(({ securityContext: own }) => own?.readOnlyRootFilesystem !== true).map(({ name }) => `container ${name}: can write to its root file system`),
  ];
}

function containerFindings({ securityContext: own = {}, ports = [] }: SecuredContainer, pod: Security): string[] {
  const runAsUser = own.runAsUser ?? pod.runAsUser;
  const rules: [boolean, string][] = [
    [own.privileged === true, 'is privileged'],
    [own.allowPrivilegeEscalation !== false, 'may gain privileges'],
    [own.capabilities?.drop?.includes('ALL') !== true, 'does not drop all capabilities'],
    [own.capabilities?.add?.some((capability) => !ADDABLE.includes(capability)) === true, 'adds capabilities'],
    [(own.runAsNonRoot ?? pod.runAsNonRoot) !== true, 'may run as root'],
    [runAsUser === 0, 'runs as user 0'],
    [!SECCOMP.includes(own.seccompProfile?.type ?? pod.seccompProfile?.type ?? ''), 'has no seccomp profile'],
    [own.procMount !== undefined && own.procMount !== 'Default', 'sees more of /proc'],
    [own.windowsOptions?.hostProcess === true, 'runs as a process of the host'],
    [ports.some(({ hostPort }) => hostPort !== undefined && hostPort !== 0), 'opens a port of the host'],
  ];
  return rules.filter(([broken]) => broken).map(([, finding]) => finding);
}
