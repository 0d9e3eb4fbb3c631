import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const SHIPPED = fileURLToPath(new URL('../../docker/nginx/', import.meta.url));
const NGINX = [process.env['NGINX_PATH'] ?? '', '/usr/sbin/nginx', '/usr/local/sbin/nginx', '/opt/homebrew/bin/nginx'].find((path) => path !== '' && existsSync(path));
/** True where there is no nginx on this machine (NGINX_PATH, or the usual places). */
export const NO_NGINX = NGINX === undefined;
const START_MS = 20_000;

/** What the templates of docker/nginx take from the environment. */
export interface NginxVariables {
  readonly MCP_REPLICAS: string;
  readonly BACKEND: string;
  readonly MCP_CONTEXT_PATH: string;
  readonly MAX_UPLOAD: string;
  readonly HTTP_PORT: string;
  readonly HTTPS_PORT?: string;
  readonly PUBLIC_ORIGIN?: string;
  readonly TLS_FOLDER?: string;
}

/** An nginx of this machine with configuration of ours. */
export interface Nginx {
  /** Everything in its access log so far, one request per line: `METHOD path status upstream-addresses`. */
  accessLog(): Promise<string>;
  errorLog(): Promise<string>;
  /** Where a file of conf.d lies as it was rendered. */
  file(name: string): string;
  stop(): Promise<void>;
}

/** Two lines for each port of this machine, as the compose files have them for each container. */
export const replicaLines = (ports: readonly number[]): string => ['max_fails=1 fail_timeout=2s', 'backup max_fails=0'].flatMap((how) => ports.map((port) => `server 127.0.0.1:${port} ${how};`)).join(' ');

/** The shipped files as the nginx image would render them: only names that are given are replaced, nginx's own `$names` stay. */
export async function shippedConfiguration(variant: 'http' | 'https', variables: NginxVariables): Promise<Record<string, string>> {
  const files = ['upstreams.conf', `${variant}.conf`, 'octoperf.locations'];
  return Object.fromEntries(await Promise.all(files.map(async (name) => [name, render(await readFile(join(SHIPPED, `${name}.template`), 'utf8'), variables)] as const)));
}

/** Replaces `${NAME}`. @throws where a template names what is not given: nginx would start with a hole in its configuration. */
export function render(template: string, variables: object): string {
  const given = new Map(Object.entries(variables) as [string, string][]);
  return template.replace(/^(?!\s*#).*$/gm, (line) => line.replace(/\$\{([A-Z_]+)\}/g, (_, name: string) => {
    const value = given.get(name);
    if (value === undefined) throw new Error(`${name} is not given`);
    return value;
  }));
}

/**
 * Starts nginx with these files in conf.d, in a folder of its own, and waits until a port answers. @throws with its error log when it does not.
 * @param port the one to wait for
 */
export async function startNginx(confD: Readonly<Record<string, string>>, port: number): Promise<Nginx> {
  if (NGINX === undefined) throw new Error('There is no nginx: install it (Debian: apt-get install nginx-light) or set NGINX_PATH.');
  const folder = await mkdtemp(join(tmpdir(), 'octoperf-nginx-'));
  // The workers of a master that is root are somebody else, and must get to their temporary files.
  await chmod(folder, 0o755);
  await mkdir(join(folder, 'conf.d'));
  for (const [name, text] of Object.entries(confD)) await writeFile(join(folder, 'conf.d', name), text);
  await writeFile(join(folder, 'nginx.conf'), mainFile(folder));
  const checked = spawnSync(NGINX, ['-t', '-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')], { encoding: 'utf8' });
  if (checked.status !== 0) throw new Error(`nginx refuses the configuration:\n${checked.stderr}`);
  const child = spawn(NGINX, ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')], { stdio: 'ignore' });
  const nginx: Nginx = {
    accessLog: () => readFile(join(folder, 'access.log'), 'utf8'),
    errorLog: () => readFile(join(folder, 'error.log'), 'utf8'),
    file: (name) => join(folder, 'conf.d', name),
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
  await answering(child, port, nginx);
  return nginx;
}

/** What the nginx image has around conf.d, as far as it matters here. Workers run as whoever starts it, root as www-data. */
const mainFile = (folder: string): string => `${process.getuid?.() === 0 ? 'user www-data;\n' : ''}daemon off;
worker_processes 2;
pid ${folder}/nginx.pid;
events { worker_connections 1024; }
http {
  log_format told '$request_method $request_uri $status $upstream_addr';
  access_log ${folder}/access.log told;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder}/${kind};`).join(' ')}
  include conf.d/*.conf;
}
`;

async function answering(child: ChildProcess, port: number, nginx: Nginx): Promise<void> {
  for (const end = Date.now() + START_MS; Date.now() < end && child.exitCode === null; await pause(30)) {
    // Any answer will do: nothing need stand behind it yet.
    if (await fetch(`http://127.0.0.1:${port}/`, { redirect: 'manual' }).then(() => true, () => false)) return;
  }
  const told = await nginx.errorLog().catch(() => '');
  await nginx.stop();
  throw new Error(`nginx did not start:\n${told}`);
}
