import type { ActionNode } from '../../../contract/actions.js';
import type { VirtualUser } from '../../../contract/virtual-user.js';
import { PlanRefused } from '../engine-log.js';
import type { Surroundings } from '../bench-protocol.js';
import { safePath, type ScriptFile } from './browser-folder.js';
import type { BrowserProfile } from './browser-protocol.js';
import type { SeatPlan } from './browser-seat.js';

/** What the steps of a Virtual User with a browser are compiled with. */
export interface BrowserPart {
  readonly seat: SeatPlan;
  /** Files that only other files need: they are no actions of their own. */
  readonly modules: ReadonlySet<string>;
}

/** Settings where there is no user profile: a validation. Playwright's own time limit. */
export const DEFAULT_BROWSER: BrowserProfile = { device: '', timeoutMs: 30_000, baseURL: '', slowMoMs: 0 };

const CONFIGURATION = /^playwright\.config\.[cm]?[jt]s$/;
const IMPORTS = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(["'])(\.{1,2}\/[^"'\n]+)\1/g;
/** A call that makes a test, with or without a modifier. */
const TEST = /\b(?:test|it)(?:\.(?:only|skip|fixme|fail|slow))?\s*\(/;

/** The browser of a Virtual User of type PLAYWRIGHT or WEB_DRIVER; throws PlanRefused where this server has none or a file has no usable name. */
export function browserPart(virtualUser: VirtualUser, profile: BrowserProfile, { browsers, allowedHosts, filesFolder }: Surroundings): BrowserPart {
  const head = `The Virtual User "${virtualUser.name}" is of type ${virtualUser.type} and needs a real browser.`;
  if (browsers === undefined) throw new PlanRefused(`${head} This run was started without any.`);
  if ('refused' in browsers) throw new PlanRefused(`${head} ${browsers.refused}`);
  const scripts = [...specsOf(virtualUser.children)];
  const names = new Set<string>();
  for (const { filename } of scripts) {
    if (names.has(checked(filename))) throw new PlanRefused(`Two enabled actions of "${virtualUser.name}" are the file ${JSON.stringify(filename)}. Give each a name of its own, or disable one.`);
    names.add(checked(filename));
  }
  return { seat: { chromium: browsers.chromium, tmp: browsers.tmp, allowedHosts, profile, scripts, filesFolder }, modules: modulesOf(scripts) };
}

/** Enabled files of the tree; one that is disabled, or stands in something disabled, is not written. */
function* specsOf(nodes: readonly ActionNode[]): Generator<ScriptFile> {
  for (const node of nodes) {
    if (node.enabled !== true) continue;
    if (node['@type'] === 'PlaywrightSpecAction') yield { filename: String(node['filename']), content: String(node['content']) };
    if (node.children !== undefined) yield* specsOf(node.children);
  }
}

/** Files without a test that another file imports. A configuration is none of them: it is an action that fails (behaviour.md §9.3.1). */
function modulesOf(scripts: readonly ScriptFile[]): ReadonlySet<string> {
  const imported = new Set(scripts.flatMap(({ filename, content }) => [...content.matchAll(IMPORTS)].map(([, , path = '']) => stem(joined(filename, path)))));
  return new Set(scripts.filter(({ filename, content }) => !CONFIGURATION.test(filename) && !TEST.test(content) && (imported.has(stem(filename)) || imported.has(stem(filename).replace(/\/index$/, '')))).map(({ filename }) => filename));
}

const stem = (path: string): string => path.replace(/\.[cm]?[jt]sx?$/, '');

function joined(from: string, path: string): string {
  const folder = from.split('/').slice(0, -1);
  for (const part of path.split('/')) {
    if (part === '..') folder.pop();
    else if (part !== '.' && part !== '') folder.push(part);
  }
  return folder.join('/');
}

function checked(filename: string): string {
  try {
    return safePath(filename);
  } catch (error) {
    throw new PlanRefused(error instanceof Error ? error.message : String(error));
  }
}
