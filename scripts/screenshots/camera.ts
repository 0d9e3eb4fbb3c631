import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--no-first-run', '--force-color-profile=srgb', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1'];
const LOADED = '[...document.querySelectorAll(".widget")].every((widget) => widget.getBoundingClientRect().top > innerHeight || widget.querySelector(".skeleton") === null)';
const DESKTOP = { width: 1280, height: 860 };
const PHONE = { width: 390, height: 844 };

export interface Shot { readonly path: string; readonly scheme: 'light' | 'dark'; readonly phone?: boolean; /** Pixels from the top; the window where left out. */ readonly height?: number; readonly prepare?: (page: Page) => Promise<void> }

/** A browser that is signed in and takes pictures of pages. */
export class Camera {
  private constructor(private readonly browser: Browser, private readonly origin: string, private readonly state: Awaited<ReturnType<BrowserContext['storageState']>>) {}

  static async open(origin: string, username: string, password: string): Promise<Camera> {
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${origin}/ui`);
    await page.getByLabel('E-mail').fill(username);
    await page.getByLabel('Password').fill(password);
    await page.getByLabel('Password').press('Enter');
    await page.getByRole('heading', { name: 'Workspaces', level: 1 }).waitFor();
    const camera = new Camera(browser, origin, await context.storageState());
    await context.close();
    return camera;
  }

  /** @returns the picture as PNG. Every widget in it is loaded first. */
  async take({ path, scheme, phone = false, height, prepare }: Shot): Promise<Buffer> {
    const context = await this.browser.newContext({ storageState: this.state, viewport: phone ? PHONE : DESKTOP, colorScheme: scheme, timezoneId: 'UTC', locale: 'en-GB', reducedMotion: 'reduce' });
    const page = await context.newPage();
    const size = page.viewportSize() ?? DESKTOP;
    if (height !== undefined) await page.setViewportSize({ width: size.width, height });
    await page.goto(this.origin + path);
    await prepare?.(page);
    // Not waitForFunction: it needs eval, which the policy of the pages forbids.
    while (!(await page.evaluate(LOADED))) await page.waitForTimeout(100);
    await page.waitForTimeout(400);
    const picture = await page.screenshot({ type: 'png' });
    await context.close();
    return picture;
  }

  async close(): Promise<void> { await this.browser.close(); }
}
