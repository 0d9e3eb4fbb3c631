import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { packageFolder } from './chromium.js';

export interface GuardSettings {
  readonly hosts: readonly string[];
  /** The only programs a process may start, and with which arguments. */
  readonly worker?: { readonly entries: readonly string[]; readonly arguments: readonly string[] } | undefined;
  /** Loader hooks that may be registered. */
  readonly loaders?: readonly string[] | undefined;
  /** In the host of a browser, which runs our code only: its network and its disk are guarded, what it starts is not. */
  readonly host?: boolean | undefined;
  /** Whether the main thread may start others: it runs our code only, they run the script. */
  readonly threads?: boolean | undefined;
}

/** Memory of one process of ours, in MB. */
const HEAP_MB = 512;

/** Folders of the engine and of Playwright, by their real paths: what a locked process has to read of this installation. */
const ENGINE = fileURLToPath(new URL('..', import.meta.url));

/** The address of the guard: its settings are a part of it, so that they are there before anything else is. */
export function guardAddress(settings: GuardSettings): string {
  const address = new URL('./spec-guard.js', import.meta.url);
  address.searchParams.set('settings', JSON.stringify(settings));
  return address.href;
}

/** Folder of a package that is known to be there (`browserMeans` looked). */
export function requiredFolder(name: string): string {
  const folder = packageFolder(name);
  if (folder === undefined) throw new Error(`The package ${name} is missing in this installation. Install the server's dependencies again (npm ci).`);
  return folder;
}

/**
 * How node is started for what people wrote: it reads the private folder and this program, writes in the private folder only, and has
 * no addons. @param folder the private folder. @param more flags that open more.
 */
export function lockedArguments(folder: string, settings: GuardSettings, more: readonly string[] = []): string[] {
  // Node 20 and 22 know the permission model under its first name.
  const permission = process.allowedNodeEnvironmentFlags.has('--permission') ? '--permission' : '--experimental-permission';
  const packages = ['@playwright/test', 'playwright', 'playwright-core', ...(settings.host === true ? ['zod'] : [])].map(requiredFolder);
  // The private folder last: Node 20 opens the listing of / itself once paths of two branches are followed by a third.
  const program = [ENGINE.replace(/[/\\]$/, ''), ...packages].map((path) => `--allow-fs-read=${join(path, '*')}`);
  const reads = [...program, ...packageFiles().map((path) => `--allow-fs-read=${path}`), `--allow-fs-read=${join(folder, '*')}`];
  // The host writes the configuration, too. Node 20 ends where one of its patterns lies in another.
  const writes = (settings.host === true ? [''] : ['spec', 'out', 'tmp', 'home']).map((path) => `--allow-fs-write=${join(folder, path, '*')}`);
  return [permission, ...reads, ...writes, ...more, '--no-addons', '--no-warnings', `--max-old-space-size=${HEAP_MB}`, '--import', guardAddress(settings)];
}

/** The package.json that says of our files that they are modules. */
function packageFiles(): string[] {
  for (let folder = ENGINE; dirname(folder) !== folder; folder = dirname(folder)) if (existsSync(join(folder, 'package.json'))) return [join(folder, 'package.json')];
  return [];
}

/** Playwright's command line, its worker and its loader hooks, as the guard is to know them. */
export function playwrightParts(folder: string): { readonly cli: string; readonly guard: (hosts: readonly string[]) => GuardSettings } {
  const playwright = requiredFolder('playwright');
  const entries = [join(playwright, 'lib', 'worker', 'workerProcessEntry.js'), join(playwright, 'lib', 'loader', 'loaderProcessEntry.js')];
  const loaders = [pathToFileURL(join(playwright, 'lib', 'transform', 'esmLoader.js')).href];
  return {
    cli: join(requiredFolder('@playwright/test'), 'cli.js'),
    guard: (hosts) => ({ hosts, loaders, worker: { entries, arguments: lockedArguments(folder, { hosts, loaders }, ['--allow-worker']) } }),
  };
}
