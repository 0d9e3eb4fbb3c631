import { chromium } from 'playwright-core';

/** Longest that Chromium may take for a document. */
const TIMEOUT_MS = 120_000;

/**
 * Prints a page that needs nothing from anywhere: no script of it runs, and whatever it asks for is refused.
 * @param executablePath the Chromium of this machine
 * @param asRoot Chromium has no sandbox for root
 */
export async function chromiumPdf(page: string, executablePath: string, asRoot: boolean): Promise<Buffer> {
  const browser = await chromium.launch({ executablePath, chromiumSandbox: !asRoot, timeout: TIMEOUT_MS, args: ['--disable-dev-shm-usage'] });
  try {
    const context = await browser.newContext({ javaScriptEnabled: false, offline: true });
    await context.route('**/*', (route) => route.abort());
    const tab = await context.newPage();
    tab.setDefaultTimeout(TIMEOUT_MS);
    await tab.setContent(page, { waitUntil: 'load', timeout: TIMEOUT_MS });
    await tab.evaluate('document.fonts.ready.then(() => document.fonts.size)');
    return await tab.pdf({ preferCSSPageSize: true, printBackground: true, tagged: true, outline: true });
  } finally {
    await browser.close();
  }
}
