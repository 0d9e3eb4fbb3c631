import { chownSync, copyFileSync, type Dirent, lchownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join, normalize, sep } from 'node:path';
import { folderForBrowsers } from './chromium.js';
import { requiredFolder } from './spec-process.js';

const PREFIX = 'opb-';
/** Tells this process from an earlier one of the same number, as in a container. */
const LIFE = Math.round(performance.timeOrigin / 1000).toString(36);
const ownMark = (): string => `${process.pid.toString(36)}-${LIFE}`;
const OURS = /^opb-(([0-9a-z]+)-[0-9a-z]{5,8})-\w{6}$/;
/** All files of a project together, as far as they are placed beside the specs. */
const FILES_MAX = 256 * 1024 * 1024;
/** Copies that the bridge keeps to undo changes with: nothing a spec would read. */
const NOT_FOR_SPECS = /^undo-[a-z-]+-\d{8}T\d{9}-[0-9a-f]{8}\.json$/;

/** A script of a Virtual User: its path below the folder, and its text. */
export interface ScriptFile { readonly filename: string; readonly content: string }

/** Whose processes play: nobody, where the server may choose; undefined = the server's own user. */
export interface Owner { readonly uid: number; readonly gid: number }

export function ownerOfBrowsers(): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const line = passwd().find((entry) => entry.startsWith('nobody:'))?.split(':');
  return { uid: Number(line?.[2] ?? 65534), gid: Number(line?.[3] ?? 65534) };
}

/** Makes the private folder of one browser; throws an Error with a sentence where a file cannot be placed. @param tmp where it is made. @param files folder of the project's files. */
export function makeBrowserFolder(tmp: string, scripts: readonly ScriptFile[], files: string | undefined): string {
  requireOpen(tmp);
  const folder = realpathSync(mkdtempSync(join(tmp, `${PREFIX}${ownMark()}-`)));
  try {
    for (const name of ['spec', 'run', 'out', 'tmp', 'home', 'spec/node_modules/@playwright']) mkdirSync(join(folder, name), { recursive: true });
    symlinkSync(requiredFolder('@playwright/test'), join(folder, 'spec/node_modules/@playwright/test'), 'dir');
    placeFiles(join(folder, 'spec'), files);
    for (const { filename, content } of scripts) {
      const path = join(folder, 'spec', safePath(filename));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
    const tsconfig = join(folder, 'spec', 'tsconfig.json');
    writeFileSync(join(folder, 'run', 'tsconfig.json'), isFile(tsconfig) ? '{"extends": "../spec/tsconfig.json"}' : '{}');
    const owner = ownerOfBrowsers();
    if (owner !== undefined) handOver(folder, owner);
    return folder;
  } catch (error) {
    removeBrowserFolder(folder);
    throw error;
  }
}

/** Where browsers run as somebody else, that somebody must be able to get to the folder. */
function requireOpen(tmp: string): void {
  if (ownerOfBrowsers() === undefined) return;
  for (let folder = realpathSync(tmp); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) throw new Error(`Browsers run as the user nobody, since this server runs as root, and nobody may not enter ${folder}, where their files would lie. Open it to all (chmod o+x), or choose another folder for temporary files (TMPDIR).`);
    if (dirname(folder) === folder) return;
  }
}

export function removeBrowserFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}

/** Removes what processes left behind that are no more: they were killed, or the machine was. Never throws. */
export function sweepBrowserFolders(tmp: string = folderForBrowsers()): void {
  for (const name of namesOf(tmp)) {
    const [, mark = '', number = ''] = OURS.exec(name) ?? [];
    const pid = Number.parseInt(number, 36);
    if (mark !== '' && (pid === process.pid ? mark !== ownMark() : !isAlive(pid))) {
      try {
        removeBrowserFolder(join(tmp, name));
      } catch {
        // Somebody else's.
      }
    }
  }
}

/** A path that stays in the folder. Imports see to it; patches may not have. */
export function safePath(filename: string): string {
  const path = normalize(filename.replaceAll('\\', '/'));
  if (path === '.' || isAbsolute(path) || path.startsWith('..') || path.includes('\0') || path.split(sep).includes('node_modules')) throw new Error(`The file name ${JSON.stringify(filename.slice(0, 100))} leads out of the folder of the Virtual User. Give the action a plain relative path such as "login.spec.ts".`);
  return path;
}

function placeFiles(target: string, files: string | undefined): void {
  if (files === undefined) return;
  let sum = 0;
  for (const entry of entriesOf(files)) {
    if (!entry.isFile() || entry.name.startsWith('.') || NOT_FOR_SPECS.test(entry.name)) continue;
    const path = join(files, entry.name);
    sum += statSync(path).size;
    if (sum > FILES_MAX) throw new Error(`The files of the project are larger than ${FILES_MAX / 1_048_576} MB together, which is too much to place beside a browser script. Delete what the script does not read.`);
    copyFileSync(path, join(target, entry.name));
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** Everything of a folder to one owner; links themselves, not where they lead. */
function handOver(folder: string, { uid, gid }: Owner): void {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) lchownSync(join(entry.parentPath, entry.name), uid, gid);
  chownSync(folder, uid, gid);
}

function namesOf(folder: string): string[] {
  return entriesOf(folder).map(({ name }) => name);
}

function passwd(): string[] {
  try {
    return readFileSync('/etc/passwd', 'utf8').split('\n');
  } catch {
    return [];
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
