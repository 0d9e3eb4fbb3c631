import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { benchPlan, constantLoad } from '../plans.js';
import { browserProfile, browserUser, type BrowserSite, leftFolders, NO_CHROMIUM, openBrowserSite, runBench, type Validated, validateBrowser, webDriver, withBrowsers } from './browser-plans.js';

const PATIENCE_MS = 180_000;
let site: BrowserSite;
beforeAll(async () => { site = await openBrowserSite(); });
afterAll(async () => { await site.close(); });

describe.skipIf(NO_CHROMIUM)('a WebDriver Virtual User', () => {
  let validated: Validated;
  beforeAll(async () => {
    validated = await validateBrowser(browserUser('WEB_DRIVER', [
      webDriver('opens', `WDS.sampleResult.sampleStart();\nWDS.browser.get("${site.origin}/");\nWDS.sampleResult.sampleEnd();\nWDS.log.info(WDS.name + " saw " + WDS.browser.getTitle());\nWDS.vars.put("title", WDS.browser.getTitle());`),
      webDriver('buys', `
        var pkg = JavaImporter(org.openqa.selenium), ui = org.openqa.selenium.support.ui, wait = new ui.WebDriverWait(WDS.browser, java.time.Duration.ofSeconds(5));
        var field = wait.until(ui.ExpectedConditions.presenceOfElementLocated(pkg.By.name('q')));
        field.sendKeys(WDS.args[0], ' for \${title}', pkg.Keys.BACK_SPACE);
        new ui.Select(WDS.browser.findElement(pkg.By.id('size'))).selectByVisibleText('Large');
        var size = WDS.browser.executeScript('return document.querySelector("#size").value + arguments[0].name', field);
        WDS.sampleResult.sampleStart();
        field.sendKeys(pkg.Keys.ENTER);
        var shown = wait.until(ui.ExpectedConditions.visibilityOfElementLocated(pkg.By.cssSelector('#query'))).getText();
        WDS.sampleResult.sampleEnd();
        WDS.sampleResult.setResponseMessage(WDS.browser.getTitle() + '|' + shown + '|' + size + '|' + WDS.browser.findElements(pkg.By.tagName('p')).size());
        WDS.sampleResult.setSuccessful(false);`, { parameters: 'books now' }),
      webDriver('misses', `WDS.browser.findElement(\norg.openqa.selenium.By.id('nowhere'));`),
      webDriver('waits', `new org.openqa.selenium.support.ui.WebDriverWait(WDS.browser, 1).until(org.openqa.selenium.support.ui.ExpectedConditions.titleIs('Palace'));`),
      webDriver('strays', `WDS.browser.get('http://stranger.example/'); if (WDS.browser.getPageSource().indexOf('<h1>') < 0) WDS.sampleResult.setSuccessful(false);`),
      webDriver('escapes', `var inner = WDS.log.info.constructor('return process')(); var found = []; try { found.push(inner.getBuiltinModule('node:fs').readFileSync('/etc/passwd')); } catch (e) { found.push(e.code); } try { inner.getBuiltinModule('node:child_process').spawnSync('id'); found.push('ran'); } catch (e) { found.push(e.code); } WDS.sampleResult.setResponseMessage(found.join() + JSON.stringify(inner.env)); WDS.sampleResult.setSuccessful(false);`),
      webDriver('groovy', 'WDS.browser.get("x")', { language: 'groovy' }),
    ]));
  }, PATIENCE_MS);

  it('plays its scripts in one browser, in order, with what they say about themselves', () => {
    expect(validated.end).toEqual({ state: 'FINISHED', message: '' });
    expect(validated.samples.map(({ actionId, success }) => [actionId, success])).toEqual([['opens', true], ['buys', false], ['misses', false], ['waits', false], ['strays', false], ['escapes', false], ['groovy', false]]);
    expect(validated.of('buys')?.message).toBe('Basket|books for Sho|lq|1');
    expect(validated.of('opens')?.exchange).toMatchObject({ request: { url: `${site.origin}/` }, response: { code: 200, body: expect.stringContaining('<h1>Shop</h1>') as string } });
    expect(readFileSync(join(validated.folder, 'jmeter.log'), 'utf8')).toContain('opens saw Shop');
    expect(validated.files).toEqual(expect.arrayContaining([expect.stringMatching(/^opens-[0-9a-f]{5}-opens-chromium\.trace\.zip$/), expect.stringMatching(/^opens-.*\.png$/), expect.stringMatching(/^opens-.*\.har$/)]));
  });
  it('fails with WebDriver\'s names of errors and the line', () => {
    expect(validated.of('misses')?.message).toMatch(/^line \d: NoSuchElementException: no such element: Unable to locate element by id: nowhere/);
    expect(validated.of('waits')?.message).toContain('TimeoutException: Expected condition failed: waited for 1 second(s).');
    expect(validated.of('strays')?.message).toContain('"stranger.example" may not be loaded from here');
    expect(validated.of('groovy')?.message).toContain('is written in groovy, which the local engine does not run');
  });
  it('finds nothing of the machine behind its own world', () => {
    expect(validated.of('escapes')?.message).toBe('ERR_ACCESS_DENIED,ERR_ACCESS_DENIED{}');
    expect(leftFolders()).toEqual([]);
  });
  it('makes load: one user, a new session in each iteration', async () => {
    site.asked.length = 0;
    const plan = benchPlan([browserProfile(browserUser('WEB_DRIVER', [webDriver('visit', `WDS.sampleResult.sampleStart(); WDS.browser.get('${site.origin}/'); WDS.sampleResult.sampleEnd(); if (WDS.browser.manage().getCookieNamed('seen') !== null) WDS.sampleResult.setSuccessful(false); WDS.browser.executeScript('document.cookie = "seen=1"');`)]), constantLoad(1, 120_000))], withBrowsers());
    const engine = plan.profiles[0]?.profile.engine;
    if (engine !== undefined) engine.settings.iterations = 3;
    const heard = await runBench(plan);
    expect(heard.whole('visit')?.measure).toMatchObject({ hits: 3, errors: 0 });
    expect(heard.whole(`visit${JSON.stringify({ label: `GET localhost:${site.port}/`, type: 'NETWORK' })}`)?.measure.hits).toBe(3);
    expect(site.asked).toEqual(['/', '/', '/']);
    expect((await runBench(benchPlan([browserProfile(browserUser('WEB_DRIVER', []), constantLoad(3, 1000))], withBrowsers()))).end.message).toContain('more browsers means more profiles');
  }, PATIENCE_MS);
});
