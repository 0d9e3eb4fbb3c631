import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { loadApplicationYml } from '../../src/config/load-application-yml.js';
import { render } from '../deploy/nginx.js';

/** How the files are meant to be used, and what the operator gives. */
const USES: readonly { files: readonly string[]; environment: Readonly<Record<string, string>> }[] = [
  { files: ['compose.yml'], environment: {} },
  { files: ['compose.yml', 'compose.tls.yml'], environment: { OCTOPERF_PUBLIC_ORIGIN: 'https://octoperf.example.com', OCTOPERF_CA_FILE: '/home/octoperf/tls/ca.crt' } },
  { files: ['compose.local.yml'], environment: {} },
];
const GIVEN = { OCTOPERF_MCP_CONFIRMATION_SECRET: 'x'.repeat(64) };
/** Made by the operator: certificates are nothing to ship. */
const OPERATORS = ['./tls'];
const TOP = ['services', 'networks', 'volumes', 'name'];
const OF_SERVICE = ['image', 'build', 'command', 'restart', 'environment', 'volumes', 'read_only', 'tmpfs', 'cap_drop', 'security_opt', 'stop_grace_period', 'networks', 'depends_on', 'ports', 'healthcheck'];
const NGINX_TEMPLATES = '/etc/nginx/templates/';

interface Service { image?: string; build?: { context: string; dockerfile: string }; command?: string[]; environment?: Record<string, string>; volumes?: string[]; networks?: string[]; depends_on?: string[]; read_only?: boolean; cap_drop?: string[]; security_opt?: string[] }
interface Compose { services: Record<string, Service>; networks?: Record<string, unknown>; volumes?: Record<string, unknown> }

/**
 * Reads the compose files as Compose would and looks whether they can work: keys, files, services and volumes that they name exist, the servers accept
 * their environment, nginx gets every variable of its templates. @param root of the project. @returns a sentence per use. @throws with the first defect
 */
export async function checkComposeFiles(root: string): Promise<string[]> {
  const folder = join(root, 'docker');
  const told: string[] = [];
  for (const { files, environment } of USES) {
    const documents = await Promise.all(files.map(async (file) => readCompose(file, await readFile(join(folder, file), 'utf8'), { ...GIVEN, ...environment })));
    const whole = documents.reduce(merge);
    for (const [name, service] of Object.entries(whole.services)) await checkService(folder, whole, name, service);
    told.push(`${files.join(' + ')}: ${Object.keys(whole.services).join(', ')}`);
  }
  return told;
}

/** Parses one file with its variables filled in. @throws where a required one is missing, or a key is unknown */
export function readCompose(file: string, text: string, environment: Readonly<Record<string, string>>): Compose {
  const document = parse(text.replace(/^(?!\s*#).*$/gm, (line) => interpolate(line, environment)), { merge: true }) as Compose & Record<string, unknown>;
  const unknown = Object.keys(document).filter((key) => !TOP.includes(key) && !key.startsWith('x-'));
  for (const [name, service] of Object.entries(document.services)) unknown.push(...Object.keys(service).filter((key) => !OF_SERVICE.includes(key)).map((key) => `services.${name}.${key}`));
  if (unknown.length > 0) throw new Error(`${file}: ${unknown.join(', ')} is not understood`);
  return document;
}

/** `${NAME}`, `${NAME:-default}` and `${NAME:?why}`, as Compose has them. */
export function interpolate(text: string, environment: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{([A-Z_]+)(?::([-?])([^}]*))?\}/g, (_, name: string, sign: string | undefined, other: string | undefined): string => {
    const value = environment[name] ?? '';
    if (value === '' && sign === '?') throw new Error(`${name} is required: ${other ?? ''}`);
    return value === '' && sign === '-' ? (other ?? '') : value;
  });
}

/** Later files add to services: mappings key by key, mounts by their target. */
function merge(base: Compose, over: Compose): Compose {
  const services = { ...base.services };
  for (const [name, service] of Object.entries(over.services)) {
    const mine = services[name] ?? {};
    const mounts = new Map([...(mine.volumes ?? []), ...(service.volumes ?? [])].map((mount) => [mount.split(':')[1], mount]));
    services[name] = { ...mine, ...service, environment: { ...mine.environment, ...service.environment }, volumes: [...mounts.values()] };
  }
  return { ...base, ...over, services };
}

async function checkService(folder: string, whole: Compose, name: string, service: Service): Promise<void> {
  const fail = (reason: string): never => { throw new Error(`service ${name}: ${reason}`); };
  if (service.image === undefined) fail('has no image');
  if (service.build !== undefined && !existsSync(resolve(folder, service.build.context, service.build.dockerfile))) fail(`${service.build.dockerfile} is not there`);
  for (const other of service.depends_on ?? []) if (whole.services[other] === undefined) fail(`there is no service ${other}`);
  for (const network of service.networks ?? []) if (!(network in (whole.networks ?? {}))) fail(`there is no network ${network}`);
  if (service.read_only !== true || service.cap_drop?.[0] !== 'ALL' || service.security_opt?.[0] !== 'no-new-privileges:true') fail('is not locked');
  for (const mount of service.volumes ?? []) {
    const [from = ''] = mount.split(':');
    const there = from.startsWith('.') ? OPERATORS.includes(from) || existsSync(join(folder, from)) : from in (whole.volumes ?? {});
    if (!there) fail(`${from} is not there`);
  }
  if (name === 'nginx') await checkTemplates(folder, service);
  else checkServer(folder, service, fail);
}

async function checkTemplates(folder: string, { volumes = [], environment = {} }: Service): Promise<void> {
  const mounts = volumes.map((mount) => mount.split(':')).filter(([, to = '']) => to.startsWith(NGINX_TEMPLATES));
  for (const [from = ''] of mounts) render(await readFile(join(folder, from), 'utf8'), environment);
}

/** The server's own reader judges environment and file, as at its start. */
function checkServer(folder: string, { command = ['bridge'], environment = {}, volumes = [] }: Service, fail: (reason: string) => never): void {
  const runMode = command[0] === 'backend' ? 'backend' : 'bridge';
  const configFolder = volumes.map((mount) => mount.split(':')).find(([, to]) => to === '/home/octoperf/config')?.[0];
  const config = loadApplicationYml({ runMode, environment, folders: configFolder === undefined ? [] : [join(dirname(folder), 'docker', configFolder)] });
  if (runMode === 'bridge' && config.mcp.confirmation.secret === undefined) fail('several replicas need one confirmation secret');
}
