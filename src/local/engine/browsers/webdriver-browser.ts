import type { Browser, BrowserContext, BrowserContextOptions, ElementHandle, Frame, Page, Request } from 'playwright-core';
import type { ThreadCall } from './webdriver-protocol.js';

/** Selenium's own limit for a page, and how long an element is given to become usable. */
const PAGE_MS = 300_000;
const ELEMENT_MS = 10_000;
const POLL_MS = 50;
const BODY = 1_048_576;
const MOST_REQUESTS = 1000;
const VIEWPORT = { width: 1280, height: 720 };

type Scope = Pick<Frame, '$$'> | Pick<ElementHandle, '$$'>;
interface Noted { readonly request: Request; readonly startedAt: number }

class WebDriverError extends Error {
  constructor(override readonly name: string, message: string) { super(message); }
}

/** Private-use characters that stand for keys in WebDriver (W3C WebDriver §17.4.2), as Playwright names them. */
const KEYS: Readonly<Record<string, string>> = {
  '\uE003': 'Backspace', '\uE004': 'Tab', '\uE006': 'Enter', '\uE007': 'Enter', '\uE00C': 'Escape', '\uE00D': 'Space', '\uE00E': 'PageUp', '\uE00F': 'PageDown', '\uE010': 'End', '\uE011': 'Home',
  '\uE012': 'ArrowLeft', '\uE013': 'ArrowUp', '\uE014': 'ArrowRight', '\uE015': 'ArrowDown', '\uE017': 'Delete',
};

/** An element as the functions below see it: they run in the page, which is of another world than this file. */
interface PageNode { readonly tagName: string; readonly checked?: boolean; readonly selected?: boolean; closest(selector: string): { requestSubmit(): void } | null; getAttribute(name: string): string | null }

/** A page that takes WebDriver's calls: they act on what is there now, as Selenium does, instead of waiting as Playwright does. */
export class WebDriverBrowser {
  private readonly elements: ElementHandle[] = [];
  private readonly noted: Noted[] = [];
  private frame: Frame;
  private implicitMs = 0;
  private pageMs = PAGE_MS;

  private constructor(private readonly context: BrowserContext, private readonly page: Page) {
    this.frame = page.mainFrame();
    context.on('request', (request) => { if (this.noted.length < MOST_REQUESTS) this.noted.push({ request, startedAt: Date.now() }); });
  }

  static async open(browser: Browser, options: BrowserContextOptions): Promise<WebDriverBrowser> {
    const context = await browser.newContext({ ...options, viewport: VIEWPORT });
    return new WebDriverBrowser(context, await context.newPage());
  }

  async close(): Promise<void> { await this.context.close(); }
  async startTrace(): Promise<void> { await this.context.tracing.start({ screenshots: true, snapshots: true }); }
  async endTrace(path: string | undefined): Promise<void> { await this.context.tracing.stop(path === undefined ? {} : { path }); }
  async screenshot(path: string): Promise<void> { await this.page.screenshot({ path }); }

  /** The requests since the last call, as a HAR file holds them. */
  async takeHar(bodies: boolean): Promise<object> {
    const entries = await Promise.all(this.noted.splice(0).map((it) => entryOf(it, bodies)));
    return { log: { version: '1.2', creator: { name: 'octoperf-mcp-server', version: '1' }, entries } };
  }

  /** Does what a script asks for; rejects with WebDriver's names of errors. */
  async call({ operation, arguments: given }: ThreadCall): Promise<unknown> {
    const [first, second, third, fourth] = given;
    switch (operation) {
      case 'get': await this.page.goto(String(first), { timeout: this.pageMs }); this.frame = this.page.mainFrame(); return null;
      case 'title': return this.page.title();
      case 'url': return this.page.url();
      case 'source': return this.page.content();
      case 'back': await this.page.goBack({ timeout: this.pageMs }); return null;
      case 'forward': await this.page.goForward({ timeout: this.pageMs }); return null;
      case 'refresh': await this.page.reload({ timeout: this.pageMs }); return null;
      case 'find': return this.find(String(first), String(second), third as number | null, fourth === true);
      case 'frame': return this.switchTo(first as number | string | null);
      case 'execute': return this.execute(String(first), (second ?? []) as unknown[]);
      case 'deleteCookies': await this.context.clearCookies(); return null;
      case 'cookie': return (await this.context.cookies(this.page.url())).find(({ name }) => name === first)?.value ?? null;
      case 'addCookie': await this.context.addCookies([{ name: String(first), value: String(second), url: this.page.url() }]); return null;
      case 'size': await this.page.setViewportSize({ width: Number(first), height: Number(second) }); return null;
      case 'implicit': this.implicitMs = Number(first); return null;
      case 'pageLoad': this.pageMs = Number(first); return null;
      default: return this.onElement(operation, this.element(first), second, third);
    }
  }

  private async onElement(operation: string, element: ElementHandle, first: unknown, second: unknown): Promise<unknown> {
    const timeout = ELEMENT_MS;
    switch (operation) {
      case 'click': await element.click({ timeout }); return null;
      case 'clear': await element.fill('', { timeout }); return null;
      case 'type': return this.type(element, String(first));
      case 'submit': await element.evaluate((node: unknown) => { (node as PageNode).closest('form')?.requestSubmit(); }); await this.page.waitForLoadState('load', { timeout: this.pageMs }); return null;
      case 'text': return (await element.innerText()).trim();
      case 'tag': return element.evaluate((node: unknown) => (node as PageNode).tagName.toLowerCase());
      case 'attribute': return element.evaluate(attributeOf, String(first));
      case 'css': return element.evaluate(styleOf, String(first));
      case 'displayed': return element.isVisible();
      case 'enabled': return element.isEnabled();
      case 'selected': return element.evaluate((node: unknown) => (node as PageNode).checked === true || (node as PageNode).selected === true);
      case 'select': await element.selectOption(first === 'label' ? { label: String(second) } : first === 'index' ? { index: Number(second) } : { value: String(second) }, { timeout }); return null;
      default: throw new WebDriverError('UnsupportedCommandException', `${operation} is not available in the local engine's WebDriver.`);
    }
  }

  private async find(using: string, value: string, parent: number | null, all: boolean): Promise<unknown> {
    const until = Date.now() + this.implicitMs;
    for (;;) {
      const scope: Scope = parent === null ? this.frame : this.element(parent);
      const found = await scope.$$(selectorOf(using, value, parent !== null));
      if (found.length > 0 || Date.now() >= until) {
        if (!all && found.length === 0) throw new WebDriverError('NoSuchElementException', `no such element: Unable to locate element by ${using}: ${value}`);
        const numbers = found.map((element) => this.elements.push(element) - 1);
        return all ? numbers : numbers[0];
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  private element(number: unknown): ElementHandle {
    const element = typeof number === 'number' ? this.elements[number] : undefined;
    if (element === undefined) throw new WebDriverError('StaleElementReferenceException', 'This element is of an earlier page.');
    return element;
  }

  private async type(element: ElementHandle, text: string): Promise<null> {
    await element.focus();
    for (const piece of text.split(/([\uE000-\uF8FF])/)) {
      const key = KEYS[piece];
      if (key !== undefined) await element.press(key);
      else if (/^[\uE000-\uF8FF]$/.test(piece)) throw new WebDriverError('InvalidArgumentException', `This key (U+${piece.charCodeAt(0).toString(16).toUpperCase()}) is not available in the local engine's WebDriver.`);
      else if (piece !== '') await element.type(piece);
    }
    return null;
  }

  private async switchTo(target: number | string | null): Promise<null> {
    if (target === null) { this.frame = this.page.mainFrame(); return null; }
    const frame = typeof target === 'number' ? await this.element(target).contentFrame() : this.page.frame(target) ?? await (await this.frame.$(`iframe[id=${JSON.stringify(target)}]`))?.contentFrame();
    if (frame === null || frame === undefined) throw new WebDriverError('NoSuchFrameException', `no such frame: ${String(target)}`);
    this.frame = frame;
    return null;
  }

  /** A script of the page's own, as `executeScript` runs it: the body of a function, with `arguments`. */
  private async execute(body: string, given: unknown[]): Promise<unknown> {
    const values = given.map((value) => (typeof value === 'object' && value !== null && 'element' in value ? this.element(value.element) : value));
    return this.frame.evaluate(executed, [body, ...values]);
  }
}

/** The state of some attributes, what is written in the page of others (W3C WebDriver, Get Element Attribute). Runs in the page. */
function attributeOf(node: unknown, name: string): string | null {
  const live = (node as Record<string, unknown>)[name];
  if (!['value', 'checked', 'selected', 'disabled', 'href', 'src'].includes(name) || live === undefined) return (node as PageNode).getAttribute(name);
  return live === false ? null : typeof live === 'string' ? live : JSON.stringify(live);
}

/** Runs in the page. */
function styleOf(node: unknown, name: string): string {
  return (globalThis as unknown as { getComputedStyle(node: unknown): { getPropertyValue(name: string): string } }).getComputedStyle(node).getPropertyValue(name);
}

/** Runs in the page: a text as the body of a function. */
function executed([code, ...values]: unknown[]): unknown {
  const made = (globalThis as unknown as { Function: new (body: unknown) => (...values: unknown[]) => unknown }).Function;
  return new made(code)(...values) ?? null;
}

function selectorOf(using: string, value: string, inside: boolean): string {
  const quoted = JSON.stringify(value);
  switch (using) {
    case 'id': return `css=[id=${quoted}]`;
    case 'name': return `css=[name=${quoted}]`;
    case 'css': return `css=${value}`;
    case 'xpath': return `xpath=${inside && value.startsWith('//') ? `.${value}` : value}`;
    case 'class': return `css=[class~=${quoted}]`;
    case 'tag': return `css=${value}`;
    case 'link': return `css=a >> text=${quoted}`;
    case 'partialLink': return `css=a:has-text(${quoted})`;
    default: throw new WebDriverError('InvalidSelectorException', `By.${using} is not known.`);
  }
}

const flat = (headers: Readonly<Record<string, string>>): { name: string; value: string }[] => Object.entries(headers).map(([name, value]) => ({ name, value }));

async function entryOf({ request, startedAt }: Noted, bodies: boolean): Promise<object> {
  // One that is still open is noted as it is.
  const response = await Promise.race([request.response().catch(() => null), new Promise<null>((resolve) => { setTimeout(() => { resolve(null); }, 200).unref(); })]);
  const timing = request.timing();
  const end = Math.max(0, timing.responseEnd);
  const body = bodies && response !== null ? await Promise.race([response.body().catch(() => undefined), new Promise<undefined>((resolve) => { setTimeout(() => { resolve(undefined); }, 1000).unref(); })]) : undefined;
  const mimeType = response?.headers()['content-type'] ?? '';
  const isText = /^text\/|json|xml|javascript|urlencoded/.test(mimeType);
  const failure = request.failure()?.errorText;
  return {
    startedDateTime: new Date(timing.startTime > 0 ? timing.startTime : startedAt).toISOString(), time: end,
    request: { method: request.method(), url: request.url(), headers: flat(request.headers()), headersSize: -1, bodySize: request.postData()?.length ?? 0, ...(request.postData() === null ? {} : { postData: { text: request.postData() ?? '' } }) },
    response: {
      status: response?.status() ?? -1, statusText: response?.statusText() ?? '', headers: flat(response?.headers() ?? {}), headersSize: -1, bodySize: body?.length ?? -1, ...(failure === undefined ? {} : { _failureText: failure }),
      content: { size: body?.length ?? -1, mimeType, ...(body === undefined || body.length > BODY ? {} : isText ? { text: body.toString('utf8') } : { text: body.toString('base64'), encoding: 'base64' }) },
    },
    timings: { send: 0, connect: Math.max(0, timing.connectEnd - timing.connectStart), wait: Math.max(0, timing.responseStart - timing.requestStart), receive: Math.max(0, end - timing.responseStart) },
  };
}
