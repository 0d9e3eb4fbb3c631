import { accessSync, constants, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Where distributions put Chromium and Chrome. */
const PLACES = [
  '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable', '/opt/google/chrome/chrome', '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** What the operator allows: `chromium` empty = looked for. */
export interface BrowserSwitch { readonly browsers: 'off' | 'on'; readonly chromium: string }

/** What runs with browsers are played with (`tmp` = where their private folders are made), or why there are none. */
export type BrowserMeans = { readonly chromium: string; readonly tmp: string } | { readonly refused: string };

/** Folder of an installed package; undefined where it is missing. */
export function packageFolder(name: string): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve(join(name, 'package.json')));
  } catch {
    return undefined;
  }
}

/** The address of a socket takes 104 characters at most, and Chromium puts one deep into its folder. */
const LONGEST_TMP = 40;

/** Where private folders of browsers are made: the folder for temporary files, unless its name is too long for what lies in it. */
export function folderForBrowsers(): string {
  return tmpdir().length > LONGEST_TMP && process.platform !== 'win32' ? '/tmp' : tmpdir();
}

/** The program at the path that was named, or at one of the usual places where none was; undefined where there is none. */
export const foundChromium = (named: string): string | undefined => (named === '' ? PLACES.find(isProgram) : isProgram(named) ? named : undefined);

/** The Chromium to use, or the sentence that says what is in the way and how to mend it. */
export function browserMeans({ browsers, chromium }: BrowserSwitch, folderOf: (name: string) => string | undefined = packageFolder): BrowserMeans {
  if (browsers === 'off') return { refused: 'The operator of this server has not allowed real browsers: what they play is code that runs on this machine. Where everybody who may edit a project is trusted with that, set local.engine.browsers to on (OCTOPERF_LOCAL__ENGINE__BROWSERS=on) and restart.' };
  const found = foundChromium(chromium);
  if (found === undefined) return { refused: chromium === '' ? 'This machine has no Chromium. Install one (Debian: apt-get install chromium), or name its path in local.engine.chromium (CHROMIUM_PATH).' : `There is no program at ${JSON.stringify(chromium)}, which local.engine.chromium (CHROMIUM_PATH) names as Chromium. Correct the path, or leave it empty to have Chromium looked for.` };
  const missing = ['@playwright/test', 'playwright', 'playwright-core'].find((name) => folderOf(name) === undefined);
  if (missing !== undefined) return { refused: `The package ${missing} is missing in this installation. Install the server's dependencies again (npm ci), without leaving any out.` };
  return { chromium: found, tmp: folderForBrowsers() };
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
