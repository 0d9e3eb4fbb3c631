/** Asks the browser and waits for its answer. */
export type Ask = (operation: string, ...given: unknown[]) => unknown;

/** How a script names an element: `org.openqa.selenium.By`. */
interface Locator { readonly using: string; readonly value: string }
const by = (using: string) => (value: unknown): Locator => ({ using, value: String(value) });
const By = { id: by('id'), name: by('name'), cssSelector: by('css'), xpath: by('xpath'), className: by('class'), tagName: by('tag'), linkText: by('link'), partialLinkText: by('partialLink') };

const KEY_NAMES = { BACK_SPACE: 0xE003, TAB: 0xE004, RETURN: 0xE006, ENTER: 0xE007, ESCAPE: 0xE00C, SPACE: 0xE00D, PAGE_UP: 0xE00E, PAGE_DOWN: 0xE00F, END: 0xE010, HOME: 0xE011, ARROW_LEFT: 0xE012, LEFT: 0xE012, ARROW_UP: 0xE013, UP: 0xE013, ARROW_RIGHT: 0xE014, RIGHT: 0xE014, ARROW_DOWN: 0xE015, DOWN: 0xE015, DELETE: 0xE017 } as const;
const Keys = Object.fromEntries(Object.entries(KEY_NAMES).map(([name, code]) => [name, String.fromCharCode(code)]));

const POLL_MS = 100;
const never = new Int32Array(new SharedArrayBuffer(4));
const sleep = (ms: number): void => { if (ms > 0) Atomics.wait(never, 0, 0, ms); };
/** A Duration or a number: WebDriver's newer and older ways of saying how long. Plain numbers are in `unit` ms. */
const millis = (value: unknown, unit = 1): number => (typeof value === 'object' && value !== null && 'ms' in value ? Number(value.ms) : Number(value) * unit);
const Duration = { ofMillis: (ms: unknown) => ({ ms: Number(ms) }), ofSeconds: (s: unknown) => ({ ms: Number(s) * 1000 }), ofMinutes: (min: unknown) => ({ ms: Number(min) * 60_000 }) };
const TimeUnit = { MILLISECONDS: 1, SECONDS: 1000, MINUTES: 60_000 };

const instead = (what: string, instead: string) => (): never => { throw new Error(`${what} is not available in the local engine's WebDriver${instead === '' ? '' : `: ${instead}`}.`); };

class WebElement {
  constructor(readonly ask: Ask, readonly element: number) {}
  click(): void { this.ask('click', this.element); }
  clear(): void { this.ask('clear', this.element); }
  submit(): void { this.ask('submit', this.element); }
  sendKeys(...keys: unknown[]): void { this.ask('type', this.element, keys.flat().map(String).join('')); }
  getText(): unknown { return this.ask('text', this.element); }
  getTagName(): unknown { return this.ask('tag', this.element); }
  getAttribute(name: unknown): unknown { return this.ask('attribute', this.element, String(name)); }
  getCssValue(name: unknown): unknown { return this.ask('css', this.element, String(name)); }
  isDisplayed(): unknown { return this.ask('displayed', this.element); }
  isEnabled(): unknown { return this.ask('enabled', this.element); }
  isSelected(): unknown { return this.ask('selected', this.element); }
  findElement(locator: Locator): WebElement { return new WebElement(this.ask, Number(this.ask('find', locator.using, locator.value, this.element, false))); }
  findElements(locator: Locator): JavaList { return listOf(this.ask, this.ask('find', locator.using, locator.value, this.element, true)); }
}

/** An array that answers Java's calls as well. */
type JavaList = WebElement[] & { size(): number; get(at: number): WebElement | undefined; isEmpty(): boolean };
function listOf(ask: Ask, numbers: unknown): JavaList {
  const list = (numbers as number[]).map((number) => new WebElement(ask, number));
  return Object.assign(list, { size: () => list.length, get: (at: number) => list[at], isEmpty: () => list.length === 0 });
}

class Driver {
  constructor(readonly ask: Ask) {}
  get(url: unknown): void { this.ask('get', String(url)); }
  getTitle(): unknown { return this.ask('title'); }
  getCurrentUrl(): unknown { return this.ask('url'); }
  getPageSource(): unknown { return this.ask('source'); }
  findElement(locator: Locator): WebElement { return new WebElement(this.ask, Number(this.ask('find', locator.using, locator.value, null, false))); }
  findElements(locator: Locator): JavaList { return listOf(this.ask, this.ask('find', locator.using, locator.value, null, true)); }
  executeScript(code: unknown, ...given: unknown[]): unknown { return this.ask('execute', String(code), given.flat().map((value) => (value instanceof WebElement ? { element: value.element } : value))); }
  navigate(): object { return { to: (url: unknown) => { this.get(url); }, back: () => { this.ask('back'); }, forward: () => { this.ask('forward'); }, refresh: () => { this.ask('refresh'); } }; }
  switchTo(): object {
    return {
      frame: (target: unknown) => { this.ask('frame', target instanceof WebElement ? target.element : String(target)); return this; }, defaultContent: () => { this.ask('frame', null); return this; },
      window: instead('switchTo().window()', 'one window is there'), alert: instead('switchTo().alert()', 'dialogs are dismissed'), activeElement: instead('switchTo().activeElement()', ''),
    };
  }
  manage(): object {
    const timeouts = {
      implicitlyWait: (time: unknown, unit = 1) => { this.ask('implicit', millis(time, unit)); return timeouts; }, pageLoadTimeout: (time: unknown, unit = 1) => { this.ask('pageLoad', millis(time, unit)); return timeouts; },
      setScriptTimeout: () => timeouts, scriptTimeout: () => timeouts,
    };
    return {
      timeouts: () => timeouts,
      window: () => ({ maximize: () => { this.ask('size', 1920, 1080); }, fullscreen: () => { this.ask('size', 1920, 1080); }, setSize: ({ width, height }: { width: number; height: number }) => { this.ask('size', width, height); } }),
      deleteAllCookies: () => { this.ask('deleteCookies'); }, addCookie: ({ name, value }: { name: string; value: string }) => { this.ask('addCookie', name, value); },
      getCookieNamed: (name: unknown) => { const value = this.ask('cookie', String(name)); return value === null ? null : { getName: () => String(name), getValue: () => value }; },
    };
  }
  getWindowHandle(): string { return 'main'; }
  close(): void { /* The browser stays: it is this user's for the whole run. */ }
  quit(): void { /* As above. */ }
}
for (const name of ['executeAsyncScript', 'getWindowHandles', 'getScreenshotAs']) Object.defineProperty(Driver.prototype, name, { value: instead(name, name === 'getScreenshotAs' ? 'a validation leaves a screenshot by itself' : '') });

type Condition = (driver: Driver) => unknown;
/** A condition that fails because an element is not there yet is not fulfilled yet. */
const attempted = (condition: Condition, driver: Driver): unknown => {
  try {
    return condition(driver);
  } catch (error) {
    if (error instanceof Error && /^(?:NoSuchElement|StaleElement)/.test(error.name)) return false;
    throw error;
  }
};

class WebDriverWait {
  private readonly ms: number;
  constructor(private readonly driver: Driver, time: unknown) { this.ms = millis(time, 1000); }
  until(condition: Condition): unknown {
    const end = Date.now() + this.ms;
    for (;;) {
      const value = attempted(condition, this.driver);
      if (value !== false && value !== null && value !== undefined) return value;
      if (Date.now() >= end) {
        const failure = new Error(`Expected condition failed: waited for ${this.ms / 1000} second(s).`);
        failure.name = 'TimeoutException';
        throw failure;
      }
      sleep(Math.min(POLL_MS, end - Date.now()));
    }
  }
  withTimeout(): this { return this; }
  pollingEvery(): this { return this; }
  ignoring(): this { return this; }
}

const seen = (locator: Locator, accepts: (element: WebElement) => boolean): Condition => (driver) => { const element = driver.findElement(locator); return accepts(element) ? element : false; };
const ExpectedConditions = {
  presenceOfElementLocated: (locator: Locator): Condition => seen(locator, () => true),
  visibilityOfElementLocated: (locator: Locator): Condition => seen(locator, (element) => element.isDisplayed() === true),
  elementToBeClickable: (target: Locator | WebElement): Condition => (target instanceof WebElement ? () => (target.isDisplayed() === true && target.isEnabled() === true ? target : false) : seen(target, (element) => element.isDisplayed() === true && element.isEnabled() === true)),
  visibilityOf: (element: WebElement): Condition => () => (element.isDisplayed() === true ? element : false),
  invisibilityOfElementLocated: (locator: Locator): Condition => (driver) => driver.findElements(locator).every((element) => element.isDisplayed() !== true),
  presenceOfAllElementsLocatedBy: (locator: Locator): Condition => (driver) => { const found = driver.findElements(locator); return found.length > 0 ? found : false; },
  textToBePresentInElementLocated: (locator: Locator, text: string): Condition => (driver) => String(driver.findElement(locator).getText()).includes(text),
  titleIs: (title: string): Condition => (driver) => driver.getTitle() === title,
  titleContains: (part: string): Condition => (driver) => String(driver.getTitle()).includes(part),
  urlContains: (part: string): Condition => (driver) => String(driver.getCurrentUrl()).includes(part),
};
class Select {
  constructor(private readonly element: WebElement) {}
  private choose(how: string, value: unknown): void { this.element.ask('select', this.element.element, how, value); }
  selectByVisibleText(text: unknown): void { this.choose('label', String(text)); }
  selectByValue(value: unknown): void { this.choose('value', String(value)); }
  selectByIndex(index: unknown): void { this.choose('index', Number(index)); }
}
class Dimension {
  constructor(readonly width: number, readonly height: number) {}
}
class Cookie {
  constructor(readonly name: string, readonly value: string) {}
}

/** What scripts reach of Selenium and Java, under the names they use; everything else is not defined. */
export function driverOf(ask: Ask): { readonly browser: object; readonly packages: Readonly<Record<string, unknown>> } {
  const selenium = { By, Keys, Dimension, Cookie, support: { ui: { WebDriverWait, ExpectedConditions, Select, FluentWait: WebDriverWait } }, OutputType: { FILE: 'file', BYTES: 'bytes' } };
  const org = { openqa: { selenium } };
  const java = { lang: { Thread: { sleep: (ms: unknown) => { sleep(Number(ms)); } }, System: { currentTimeMillis: () => Date.now() } }, time: { Duration }, util: { concurrent: { TimeUnit } } };
  const Packages = { org, java };
  const importer = function JavaImporter(...parts: object[]): object { return Object.assign({}, ...parts) as object; };
  const type = (name: unknown): unknown => {
    const found = String(name).split('.').reduce<unknown>((place, part) => (typeof place === 'object' && place !== null ? (place as Record<string, unknown>)[part] : undefined), Packages);
    if (found === undefined) throw new Error(`The class ${String(name)} is not there: of Java, scripts have org.openqa.selenium (By, Keys, support.ui), java.lang.Thread, java.time.Duration and java.util.concurrent.TimeUnit.`);
    return found;
  };
  return { browser: new Driver(ask), packages: { org, java, Packages, JavaImporter: importer, Java: { type } } };
}
