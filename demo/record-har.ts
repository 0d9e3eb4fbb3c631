import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import type { Page } from 'playwright-core';
import { pause, seededRandom } from './shop/load-model.js';
import { startShop } from './shop/shop.js';

/** The committed recording names this origin; whoever replays it elsewhere rewrites it. */
const PORT = 8095;
const HAR_FILE = fileURLToPath(new URL('./recordings/shop.har', import.meta.url));
const MOST_BYTES = 400_000;

/** The part of a HAR that is touched here. */
interface Har {
  log: { entries: HarEntry[] };
}

interface HarEntry {
  request: { method: string; url: string };
  response: { status: number; headers: { name: string; value: string }[]; content: { text?: string; encoding?: string } };
}

/** Half a second to one and a half, as a person reads; seeded, so that two recordings have the same rhythm. */
function createReader(): () => Promise<void> {
  const random = seededRandom(7);
  return () => pause(500 + 1000 * random());
}

/** What the recorded customer does: look around, sign in, buy two things. */
async function shopAsCustomer(page: Page, origin: string): Promise<void> {
  const read = createReader();
  await page.goto(`${origin}/`, { waitUntil: 'networkidle' });
  await read();
  await page.getByRole('searchbox').fill('mug');
  await page.getByRole('searchbox').press('Enter');
  await page.waitForURL('**/search?q=mug');
  await read();
  await page.getByRole('link', { name: 'Stoneware mug, clay' }).click();
  await page.waitForURL('**/product/mug-clay');
  await read();
  await page.getByRole('link', { name: 'Sign in to order' }).click();
  await page.getByLabel('Username').fill('user01');
  await page.getByLabel('Password').fill('demo');
  await read();
  await page.getByRole('button', { name: 'Sign in' }).click();
  await buyTwoThings(page, read);
}

/** From the account page to the confirmation. */
async function buyTwoThings(page: Page, read: () => Promise<void>): Promise<void> {
  await page.getByRole('heading', { name: 'Welcome back, user01' }).waitFor();
  await read();
  await page.getByRole('button', { name: 'Add Stoneware mug, moss to the basket' }).click();
  await page.locator('#cart-lines li').first().waitFor();
  await read();
  await page.getByRole('button', { name: 'Add Reading lamp, moss to the basket' }).click();
  await page.locator('#cart-lines li').nth(1).waitFor();
  await read();
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByText('Everything is still in stock.').waitFor();
  await read();
  await page.getByRole('button', { name: 'Place order' }).click();
  await page.waitForURL('**/order/*');
  await page.getByRole('heading', { name: 'Thank you, user01' }).waitFor();
  await read();
}

/** Records one visit with a real browser that can reach nothing but this machine. */
async function record(origin: string, executablePath: string): Promise<void> {
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-background-networking', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
  });
  try {
    const context = await browser.newContext({ locale: 'en-US', recordHar: { path: HAR_FILE, mode: 'full', content: 'embed' } });
    await shopAsCustomer(await context.newPage(), origin);
    // The recording is written when the context closes.
    await context.close();
  } finally {
    await browser.close();
  }
}

/** Leaves out the recorder's private fields (names starting with an underscore), except what kind of resource an entry is. */
function withoutPrivateFields(key: string, value: unknown): unknown {
  return key.startsWith('_') && key !== '_resourceType' ? undefined : value;
}

/** Bodies as text: drawings are recorded as base64, though they are text. */
function withTextBody(entry: HarEntry): HarEntry {
  const { encoding, text, ...content } = entry.response.content;
  if (encoding !== 'base64' || text === undefined) return entry;
  return { ...entry, response: { ...entry.response, content: { ...content, text: Buffer.from(text, 'base64').toString('utf8') } } };
}

/**
 * Leaves out what never travelled: the recorder also lists files that the browser took from its cache, and the tab's icon beside the
 * same image in the page. A file that may be cached was sent the first time only.
 */
function sentEntries(entries: readonly HarEntry[]): HarEntry[] {
  const seen = new Set<string>();
  return entries.filter(({ request, response }) => {
    const cacheable = response.headers.some(({ name, value }) => name.toLowerCase() === 'cache-control' && value.includes('max-age'));
    const repeated = cacheable && seen.has(request.url);
    seen.add(request.url);
    return !repeated;
  });
}

/** Tidies the written file. @returns its entries @throws when it is not what the shop answered, or too large to commit */
async function tidy(answered: number): Promise<HarEntry[]> {
  const har = JSON.parse(await readFile(HAR_FILE, 'utf8')) as Har;
  const entries = sentEntries(har.log.entries).map(withTextBody);
  const text = `${JSON.stringify({ log: { ...har.log, entries } }, withoutPrivateFields, 2)}\n`;
  if (entries.length !== answered) throw new Error(`The recording has ${entries.length} requests, the shop answered ${answered}.`);
  if (text.length > MOST_BYTES) throw new Error(`The recording has ${text.length} bytes; at most ${MOST_BYTES} are committed.`);
  await writeFile(HAR_FILE, text);
  return entries;
}

/** Opens a shop, records, tidies, and prints what was recorded. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { chromium: { type: 'string', default: '/usr/bin/chromium' } } });
  const shop = await startShop({ port: PORT, latencyMs: 15 });
  try {
    await record(shop.url, values.chromium);
    for (const { request, response } of await tidy(shop.stats().total)) {
      process.stdout.write(`${response.status} ${request.method} ${request.url.replace(shop.url, '')}\n`);
    }
  } finally {
    await shop.close();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`Recording failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.stderr.write(`It needs Chromium (say where with --chromium) and port ${PORT} free.\n`);
  process.exitCode = 1;
});
