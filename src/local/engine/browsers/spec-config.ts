import { devices } from '@playwright/test';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { SpecPlan } from './spec-plan.js';

/** What a specification may choose of a browser that is ours: neither another one nor another way out. */
const OURS = ['browserName', 'channel', 'connectOptions', 'launchOptions', 'proxy', 'headless', 'trace', 'screenshot', 'video', 'contextOptions'];

interface Settings { readonly use?: Readonly<Record<string, unknown>>; readonly timeout?: number; readonly expect?: object }

/**
 * The configuration of one run of Playwright: one file, one worker, the browser that is already there, everything through the proxy.
 * Of a configuration file that lies beside the specs, `use`, `timeout` and `expect` are taken over.
 */
export async function specConfig({ folder, file, outputFolder, wsEndpoint, proxy, profile, evidence }: SpecPlan): Promise<object> {
  const tests = join(folder, 'spec');
  const { use = {}, timeout, expect } = await theirs(tests);
  const { defaultBrowserType: _browser, ...device } = (profile.device === '' ? {} : { ...devices[profile.device] }) as Record<string, unknown>;
  let contexts = 0;
  return {
    testDir: tests,
    testMatch: literally(join(tests, file)),
    testIgnore: [],
    outputDir: outputFolder,
    snapshotPathTemplate: '{testDir}/{testFilePath}-snapshots/{arg}{ext}',
    updateSnapshots: 'none',
    respectGitIgnore: false,
    forbidOnly: false,
    workers: 1,
    retries: 0,
    fullyParallel: false,
    reportSlowTests: null,
    reporter: [[fileURLToPath(new URL('./spec-reporter.js', import.meta.url))]],
    timeout: timeout ?? profile.timeoutMs,
    ...(expect === undefined ? {} : { expect }),
    projects: [{
      name: 'chromium',
      use: {
        browserName: 'chromium', ...device, ...Object.fromEntries(Object.entries(use).filter(([name]) => !OURS.includes(name))),
        ...(profile.baseURL === '' ? {} : { baseURL: profile.baseURL }),
        connectOptions: { wsEndpoint, slowMo: profile.slowMoMs },
        proxy: { server: proxy },
        trace: evidence.trace, screenshot: evidence.screenshot, video: 'off',
        // A file of its own for each context: the path is read when a context opens.
        contextOptions: { recordHar: { get path() { return join(outputFolder, `context-${++contexts}.har`); }, mode: 'full', content: evidence.bodies ? 'embed' : 'omit' } },
      },
    }],
  };
}

/** A configuration that cannot be read fails as the action it is; here it counts as none. */
async function theirs(tests: string): Promise<Settings> {
  const path = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].map((ending) => join(tests, `playwright.config.${ending}`)).find((candidate) => existsSync(candidate));
  if (path === undefined) return {};
  try {
    const module = (await loaded(path)) as { default?: Settings & { default?: Settings } };
    return module.default?.default ?? module.default ?? {};
  } catch {
    return {};
  }
}

/** As Playwright loads its own: required where the file is no module, so that its compiler sees it. */
async function loaded(path: string): Promise<unknown> {
  try {
    return createRequire(path)(path) as unknown;
  } catch {
    return import(pathToFileURL(path).href);
  }
}

const literally = (path: string): RegExp => new RegExp(`^${path.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}$`);
