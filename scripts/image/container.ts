import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A folder of the outside that is seen inside. */
export interface Mount { readonly from: string; readonly to: string; readonly readOnly?: boolean }
export interface ContainerOptions {
  /** The file system, apart from what comes from the base. */
  readonly root: string;
  /** What /usr/local is inside: Node and npm. */
  readonly base: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly workFolder: string;
  /** `uid:gid`; root inside where not given. Only root can become somebody else. */
  readonly user?: string;
  readonly mounts?: readonly Mount[];
  /** The file system cannot be written to, but for /tmp and the mounts. */
  readonly readOnly?: boolean;
  readonly stdio?: SpawnOptions['stdio'];
}

const isRoot = process.getuid?.() === 0;
/** Whether this process can become somebody else: root can, but for the root of a user namespace that knows one user only. */
export const CAN_BECOME = isRoot && / 4294967295$/.test(readFileSync('/proc/self/uid_map', 'utf8').trim());
/** Root of the outside gives up every capability and the way back to them; who is not root has none. */
const GIVEN_UP = ['--no-new-privs', '--bounding-set=-all', '--inh-caps=-all'];

/** Empty folders and the few files of /etc that programs look for. */
export async function makeSkeleton(root: string): Promise<void> {
  for (const folder of ['usr', 'proc', 'dev', 'tmp', 'etc/ssl', 'root', 'home', 'var/tmp']) await mkdir(join(root, folder), { recursive: true });
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) await symlink(`usr/${name}`, join(root, name)).catch((error: NodeJS.ErrnoException) => { if (error.code !== 'EEXIST') throw error; });
  const files: Record<string, string> = { passwd: 'root:x:0:0:root:/root:/bin/sh\nnode:x:1000:1000::/home/octoperf:/bin/sh\n', group: 'root:x:0:\nnode:x:1000:\n', hosts: '127.0.0.1 localhost\n::1 localhost\n', 'nsswitch.conf': 'hosts: files dns\n', 'resolv.conf': '' };
  for (const [name, text] of Object.entries(files)) await writeFile(join(root, 'etc', name), text);
}

/**
 * Starts a program in a file system of its own, on the kernel's mount namespaces: /usr of this machine (read-only) as the distribution's part of the
 * base image, Node of the base in /usr/local, an empty /tmp. The process that is returned is the program itself, so signals reach it. Network,
 * processes and limits are those of the caller.
 */
export function startContained(options: ContainerOptions): ChildProcess {
  const { root, environment, stdio = 'inherit' } = options;
  return spawn('unshare', [...(isRoot ? [] : ['-U', '-r']), '-m', '--propagation', 'private', '/bin/sh', '-ec', script(options), 'sh', root, ...options.command], {
    env: { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', HOME: options.user === undefined ? '/root' : '/home/octoperf', ...environment }, stdio,
  });
}

function script({ base, workFolder, user, mounts = [], readOnly = false }: ContainerOptions): string {
  const lines = [
    'root=$1; shift',
    'mount --bind "$root" "$root"',
    'mount --rbind /usr "$root/usr"',
    'mount -o remount,bind,ro "$root/usr"',
    `mount --bind ${quoted(base)} "$root/usr/local"`,
    'mount -o remount,bind,ro "$root/usr/local"',
    'mount --bind /etc/ssl "$root/etc/ssl"',
    'mount --rbind /proc "$root/proc"',
    'mount --rbind /dev "$root/dev"',
    'mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"',
    ...mounts.flatMap(({ from, to, readOnly: fixed = false }) => [`mount --bind ${quoted(from)} "$root"${quoted(to)}`, ...(fixed ? [`mount -o remount,bind,ro "$root"${quoted(to)}`] : [])]),
    ...(readOnly ? ['mount -o remount,bind,ro "$root"'] : []),
    `exec chroot "$root" /bin/sh -ec ${quoted(`cd ${quoted(workFolder)}; exec ${asUser(user)} "$@"`)} sh "$@"`,
  ];
  return lines.join('\n');
}

function asUser(user: string | undefined): string {
  if (user === undefined || !CAN_BECOME) return 'setpriv --no-new-privs';
  const [uid, gid] = user.split(':');
  return ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', ...GIVEN_UP].join(' ');
}

/** As one word for the shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
