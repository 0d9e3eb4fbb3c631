import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
/** Where Chromium is missing these specs are skipped, and the report of the run says so. */
export const NO_CHROMIUM = !existsSync(CHROMIUM);
/** The browser talks to this machine only: no other name resolves, and nothing is fetched behind the page's back. */
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-default-apps', '--disable-sync', '--no-first-run', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1'];
const PATIENCE_MS = 10_000;

export interface Credentials { readonly username: string; readonly password: string }

/** A real Chromium without a window. */
export async function openChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
}

/** Somebody with a browser of their own: no cookie is shared with anybody else. */
export class Person {
  /** What the browser complained of: blocked by policy, not found, broken. */
  readonly complaints: string[] = [];
  /** Every origin the pages made the browser talk to. */
  readonly origins = new Set<string>();

  private constructor(private readonly context: BrowserContext, readonly page: Page) {}

  /** @param options JavaScript off, dark colours, the width of a phone. */
  static async with(browser: Browser, options: BrowserContextOptions = {}): Promise<Person> {
    const context = await browser.newContext(options);
    context.setDefaultTimeout(PATIENCE_MS);
    const person = new Person(context, await context.newPage());
    person.page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) person.complaints.push(message.text()); });
    person.page.on('pageerror', (error) => { person.complaints.push(error.message); });
    person.page.on('request', (request) => { if (request.url().startsWith('http')) person.origins.add(new URL(request.url()).origin); });
    return person;
  }

  async open(url: string): Promise<void> { await this.page.goto(url); }

  /** Presses a button, found by its name as a screen reader says it. */
  async press(button: string): Promise<void> { await this.page.getByRole('button', { name: button, exact: true }).click(); }

  /** Fills the sign-in form in, found by its labels, and sends it with the Enter key. */
  async signIn({ username, password }: Credentials): Promise<void> {
    await this.page.getByLabel('E-mail').fill(username);
    await this.page.getByLabel('Password').fill(password);
    await this.page.getByLabel('Password').press('Enter');
  }

  /** Waits for the heading of a page. */
  async sees(heading: string | RegExp): Promise<void> { await this.page.getByRole('heading', { name: heading, level: 1 }).waitFor(); }

  /** Waits for a sentence. */
  async reads(sentence: string | RegExp): Promise<void> { await this.page.getByText(sentence).first().waitFor(); }

  /** How many pixels of the page lie beyond the right edge of the window. */
  async overflow(): Promise<number> {
    return Number(await this.page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'));
  }

  async leave(): Promise<void> { await this.context.close(); }
}
