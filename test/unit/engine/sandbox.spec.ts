import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ActionNode } from '../../../src/contract/actions.js';
import type { Surroundings, ValidationEnd, ValidationSample } from '../../../src/local/engine/bench-protocol.js';
import type * as RunValidation from '../../../src/local/engine/run-validation.js';
import type * as Box from '../../../src/local/engine/scripts/script-box.js';
import type { ScriptOutcome, ScriptTask } from '../../../src/local/engine/scripts/script-protocol.js';
import { folder, get, node, startTarget, surroundings, variable, virtualUser, type Target } from './plans.js';

/** Scripts run in a process of their own, so it is the built one that is tested (`npm test` builds first). */
const built = (path: string): URL => new URL(`../../../dist/local/engine/${path}`, import.meta.url);
let ScriptBox: typeof Box.ScriptBox;
let sandboxArguments: typeof Box.sandboxArguments;
let runValidation: typeof RunValidation.runValidation;
let target: Target;
let box: Box.ScriptBox;
let hurried: Box.ScriptBox;
const warned: string[] = [];

beforeAll(async () => {
  if (!existsSync(built('scripts/script-host.js'))) throw new Error('dist/local/engine is missing: build the project first (npm run build).');
  ({ ScriptBox, sandboxArguments } = (await import(built('scripts/script-box.js').href)) as typeof Box);
  ({ runValidation } = (await import(built('run-validation.js').href)) as typeof RunValidation);
  // The time that ends is the clock's: on a busy machine only what is to be stopped may be in a hurry.
  box = new ScriptBox((text) => { warned.push(text); }, 8000);
  hurried = new ScriptBox((text) => { warned.push(text); }, 800);
  target = await startTarget((request, response) => {
    if (request.url === '/missing') response.statusCode = 404;
    response.setHeader('x-token', 'T1');
    response.end('{"price": 42}');
  });
});
afterAll(async () => { box.close(); hurried.close(); await target.close(); });
beforeEach(() => { target.asked.length = 0; warned.length = 0; });

const task = (change: Partial<ScriptTask> = {}): ScriptTask => ({ threadName: 'Shop 1-3', threadNumber: 3, iteration: 2, label: 'calc', parameters: 'a  b', variables: { x: '1', __proto__x: 'p' }, properties: { p: 'q' }, objects: {}, previous: null, sampler: null, ...change });
const run = (code: string, change: Partial<ScriptTask> = {}): Promise<ScriptOutcome> => box.run(code, task(change));
/** What a script ends with, or its problem. */
const shown = ({ problem, own }: ScriptOutcome): string => (problem === '' ? (own.data ?? '') : problem);
const result = async (code: string): Promise<string> => shown(await run(code));
const inHurry = async (code: string): Promise<string> => shown(await hurried.run(code, task()));

describe('bindings', () => {
  it('read and write variables, properties and objects', async () => {
    const { variables, properties, objects, own, problem } = await run('vars.put("y", Number(vars.get("x")) + 1); vars.remove("x"); props.put("n", props.getProperty("none", "d") + props.get("p")); vars.putObject("list", [1, {a: 2}]); String(vars.get("gone")) + vars.getObject("list")[1].a');
    expect({ variables, properties, objects, own, problem }).toEqual({ variables: { y: '2', x: null }, properties: { n: 'dq' }, objects: { list: '[1,{"a":2}]' }, own: { data: 'null2' }, problem: '' });
  });
  it('know who runs them and what they were given', async () => {
    expect(await result('[ctx.getThreadNum(), ctx.getThreadGroup().getName(), args.join("+"), Parameters, Label, vars.getIteration(), ctx.getVariables() === vars].join("|")')).toBe('2|Shop|a+b|a  b|calc|2|true');
    expect((await run('log.info("one", 2); OUT.println("two"); log.debug("no"); console.error("bad")')).log).toEqual([['info', 'one 2'], ['info', 'two'], ['error', 'bad']]);
  });
  it('start anew each time: nothing is left of the script before', async () => {
    expect(await result('var kept = 1; leaked = 2; Object.prototype.dirt = 3; Array.prototype.map = null; 1')).toBe('1');
    expect(await result('[typeof kept, typeof leaked, ({}).dirt, typeof [].map].join()')).toBe('undefined,undefined,,function');
  });
  it('say what went wrong, with the line', async () => {
    expect(await result('\n\nvars.nope()')).toBe('line 3: TypeError: vars.nope is not a function');
    expect(await result('var x = ;')).toMatch(/^SyntaxError: /);
    expect(await result('throw {toString() { throw 1; }}')).toMatch(/cannot be shown as text/);
    expect((await run('sampler.setPath("/x")', { sampler: { name: 'a', url: '' } })).problem).toMatch(/sampler\.setPath is not available here/);
  });
  it('may take their time only until the promise queue is empty', async () => {
    expect((await run('(async () => { await null; vars.put("late", 1); })(); 1')).variables).toEqual({ late: '1' });
  });
});

describe('a script cannot get out', () => {
  /** Each tries to hand out something of the process; `undefined`, an error or a refusal is what must come back. */
  const walks = ['this', 'globalThis', 'vars', 'vars.get', 'props.put', 'log.info', 'ctx', 'ctx.getThreadGroup()', 'OUT.println', 'SampleResult.setSuccessful', 'args', 'Label', 'console.log', 'print', '(function(){return arguments})()', '[]', 'new Error("x")', 'Promise.resolve()', '(async()=>{})', '(function*(){})', 'Symbol.iterator', 'new Proxy({}, {})', '__finish', 'Reflect', 'JSON', 'Intl.DateTimeFormat', '(() => { try { null.x } catch (e) { return e } })()', '(() => { try { (function f() { f() })() } catch (e) { return e } })()', '(() => { try { decodeURI("%") } catch (e) { return e } })()'];
  it.each(walks)('by the constructors of %s', async (start) => {
    const code = `var found = []; var at = ${start};
      for (var depth = 0; depth < 8 && at !== null && at !== undefined; depth++) {
        for (var make of [at.constructor, at.constructor && at.constructor.constructor]) {
          try { found.push(typeof make('return typeof process')()); } catch (e) { found.push(e.name); }
          try { found.push(typeof make.constructor('return this')().process); } catch (e) { found.push(e.name); }
        }
        at = Object.getPrototypeOf(Object(at));
      }
      found.filter(function (what) { return ['EvalError', 'TypeError', 'undefined'].indexOf(what) < 0; }).concat(found.length > 0 ? [] : ['nothing tried']).join()`;
    expect(await result(code)).toBe('');
  });
  it.each([
    ["this.constructor.constructor('return process')()", /EvalError/], ["eval('1')", /eval is not defined/], ['new Function("return 1")()', /EvalError/], ['(async () => {}).constructor("return 1")', /EvalError/], ['process.exit(1)', /process is not defined/], ["require('fs')", /require is not defined/],
    ["import('node:fs')", /the word "import" is not allowed/], ['import/**/("fs")', /"import" is not allowed/], ["\\u0069mport('fs')", /SyntaxError/], ['fetch("http://127.0.0.1")', /fetch is not defined/], ['new Worker("x")', /Worker is not defined/], ['new WebAssembly.Module([])', /WebAssembly is not defined/],
    ['new SharedArrayBuffer(1)', /SharedArrayBuffer is not defined/], ['Atomics.wait()', /Atomics is not defined/], ['new ArrayBuffer(1e9)', /ArrayBuffer is not defined/], ['new Uint8Array(9)', /Uint8Array is not defined/], ['setTimeout(function(){}, 1)', /setTimeout is not defined/], ['new FinalizationRegistry(function(){})', /FinalizationRegistry is not defined/], ['queueMicrotask(function(){})', /queueMicrotask is not defined/], ['java.lang.System.exit(0)', /java is not defined/],
  ])('%s', async (code, why) => { expect(await result(code)).toMatch(why); });
  it('by stack traces, setters of what the other side writes, or by spoiling its own world', async () => {
    expect(await result('Error.prepareStackTrace = (e, frames) => frames; typeof new Error("x").stack')).toBe('string');
    expect(await result('globalThis.Error = { prepareStackTrace: (e, frames) => frames }; try { null.x } catch (e) { typeof e.stack }')).toBe('string');
    expect(await result('"use strict"; Object.defineProperty(globalThis, "__returned", { set() { while (true); } })')).toMatch(/TypeError/);
    expect(await result('globalThis.__finish = null; JSON.stringify = null; String = null; 7')).toBe('7');
    expect(await result('Object.prototype.toJSON = () => ({}); 7')).toMatch(/spoiled its own world/);
    expect(await result('Object.defineProperty(Object.prototype, "problem", { get() { return "x"; } }); Object.assign(Object.prototype, { polluted: 1 }); 7')).toBe('7');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
  it('and if it did, its process may do nothing', () => {
    const probe = `const tries = [() => require('fs').readFileSync('/etc/hostname'), () => require('fs').writeFileSync('/tmp/escaped', ''), () => require('child_process').spawnSync('true'), () => new (require('worker_threads').Worker)('1', { eval: true }), () => process.binding('fs'), () => process.dlopen({ exports: {} }, 'x')];
      console.log(tries.map((attempt) => { try { attempt(); return 'done'; } catch (error) { return error.code; } }).join() + Object.keys(process.env).length);`;
    const shown = spawnSync(process.execPath, [...sandboxArguments(), '-e', probe], { env: {}, encoding: 'utf8' }).stdout.trim();
    expect(shown).toMatch(/^(ERR_ACCESS_DENIED,){5}ERR_\w+0$/);
  });
  it('nor write into prototypes of this side', async () => {
    const { variables } = await run('vars.put("__proto__", "evil"); vars.put("constructor", "x"); vars.putObject("__proto__", {a: 1})');
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
    expect(Object.getPrototypeOf(variables)).toBe(Object.prototype);
  });
});

describe('limits', () => {
  it.each(['while (true);', 'Promise.resolve().then(() => { while (true); })', '/^(a+)+$/.test("a".repeat(60) + "!")', 'throw new Proxy({}, { get() { while (true); } })', '10n ** 100000000n', '({ toString() { while (true); } })'])('of time: %s', async (code) => {
    expect(await inHurry(code)).toMatch(/it was stopped: it takes more than 800 ms/);
  });
  it.each(['var all = []; while (true) all.push(new Array(100000).fill(7))', '"x".repeat(2 ** 29 - 24).split("")', 'var s = "x"; while (true) s += s + Math.random()', 'var m = new Map(); for (var i = 0; ; i++) m.set(i, "v" + i)'])('of memory: %s', async (code) => {
    expect(await result(code)).toMatch(/was stopped|Invalid string length/);
    expect(await result('1 + 1')).toBe('2');
  });
  it('of what it leaves behind', async () => {
    expect(await result('vars.put("big", "x".repeat(9e6))')).toMatch(/leaves more than|was stopped/);
    expect((await run('for (var i = 0; i < 1000; i++) log.info("x".repeat(5000))')).log).toHaveLength(100);
  });
  it('hold for each of many scripts that wait in line', async () => {
    const outcomes = await Promise.all(['1', 'while (true);', '2', 'throw 3', '4'].map(inHurry));
    expect(outcomes).toEqual(['1', 'it was stopped: it takes more than 800 ms', '2', '3', '4']);
  });
  it('of texts kept: a script with variables in it is another one each time', async () => {
    const before = await Promise.all(Array.from({ length: 450 }, (_, at) => result(`${at} + 1 // ${'x'.repeat(1000)}`)));
    expect(before.every((text, at) => text === String(at + 1))).toBe(true);
    expect(warned).toEqual([]);
  });
  it('a closed box answers instead of leaving its callers waiting', async () => {
    const other = new ScriptBox(() => undefined, 5000);
    const pending = other.run('while (true);', task());
    other.close();
    expect([(await pending).problem, (await other.run('1', task())).problem]).toEqual(['the run is over', 'the run is over']);
  });
});

describe('in a Virtual User', () => {
  interface Validated { samples: ValidationSample[]; end: ValidationEnd; log: string }
  async function validate(children: ActionNode[], change: Partial<Surroundings> = {}): Promise<Validated> {
    const samples: ValidationSample[] = [];
    const outputFolder = folder();
    const end = await runValidation({ virtualUser: virtualUser(children), surroundings: surroundings(target.port, change), iterations: 1, recordedCodes: {}, outputFolder, bodyLimit: 10_000 }, (sample) => { samples.push(sample); }, new AbortController().signal);
    return { samples, end, log: readFileSync(join(outputFolder, 'jmeter.log'), 'utf8') };
  }
  const script = (type: string, code: string, more = {}): ActionNode => node(type, { language: 'javascript', name: 'js', script: code, parameters: '', filename: '', ...more });

  it('pre-processors set what the request sends, post-processors read its answer', async () => {
    const { samples, log } = await validate([
      get('/a?v=${v}', { name: 'first', children: [script('JSR223PreProcessor', 'vars.put("v", "from " + sampler.getName())'), script('JSR223PostProcessor', 'vars.put("price", JSON.parse(prev.getResponseDataAsString()).price); log.info("code " + prev.getResponseCode() + " " + /x-token: (.*)/.exec(prev.getResponseHeaders())[1])')] }),
      get('/b?p=${price}'),
    ]);
    expect(samples.map(({ success }) => success)).toEqual([true, true]);
    expect(target.asked.map(({ url }) => url)).toEqual(['/a?v=from%20first', '/b?p=42']);
    expect(log).toMatch(/INFO o\.a\.j\.p\.j\.s\.JSR223\.js: code 200 T1/);
  });
  it('decide whether a sample is OK, and what later processors read', async () => {
    const { samples } = await validate([
      get('/ok', { children: [script('JSR223PostProcessor', 'prev.setSuccessful(false); prev.setResponseMessage("no stock"); prev.setResponseData("other text")'), node('RegexpVariableExtractor', { name: 'r', regexp: 'other (\\w+)' })] }),
      get('/missing', { children: [script('JSR223PostProcessor', 'prev.setSuccessful(true)')] }), get('/${r}'),
    ]);
    expect(samples.map(({ success, message }) => [success, message])).toEqual([[false, 'no stock'], [true, ''], [true, '']]);
    expect(target.asked.at(-1)?.url).toBe('/text');
  });
  it('samplers of their own succeed, fail or are not counted', async () => {
    const { samples } = await validate([
      script('JSR223Action', '"answer " + vars.get("n")'), script('JSR223Action', 'SampleResult.setSuccessful(false); SampleResult.setResponseMessage("why")'), script('JSR223Action', 'SampleResult.setIgnore()'),
      script('JSR223Action', 'nope()'), script('JSR223Action', 'prev.getResponseCode()'), get('/last'), script('JSR223Action', 'prev.getResponseCode() + prev.isSuccessful()'),
    ], { variables: [variable('n', { '@type': 'ConstantVariable', value: '7' })] });
    expect(samples.map(({ success, message, exchange }) => (success ? exchange.response.body : message))).toEqual(['answer 7', 'why', 'The script "js" failed: line 1: ReferenceError: nope is not defined.', '-1', '{"price": 42}', '200true']);
  });
  it('come from files of the project, and end users where they say so', async () => {
    const files = folder();
    mkdirSync(files, { recursive: true });
    writeFileSync(join(files, 'calc.js'), 'vars.put("sum", args.map(Number).reduce(function (a, b) { return a + b; }))');
    const { samples } = await validate([script('JSR223Action', '', { filename: 'calc.js', parameters: '1 ${two} 3' }), get('/${sum}'), script('JSR223Action', 'SampleResult.setStopThread(true)'), get('/never')], { filesFolder: files, variables: [variable('two', { '@type': 'ConstantVariable', value: '2' })] });
    expect([target.asked.map(({ url }) => url), samples.length]).toEqual([['/6'], 3]);
    expect((await validate([script('JSR223Action', '', { filename: '../../../etc/passwd' })], { filesFolder: files })).samples[0]?.message).toMatch(/The project has no file/);
  });
  it.each(['groovy', 'java', 'beanshell', ''])('in %j are refused with what to do', async (language) => {
    const { samples } = await validate([get('/x', { children: [script('JSR223PreProcessor', 'x', { language }), script('JSR223PostProcessor', 'x', { language })] }), script('JSR223Action', 'x', { language })]);
    expect(samples.map(({ success }) => success)).toEqual([false, false]);
    expect(samples[0]?.message).toMatch(/which the local engine does not run: it runs JavaScript\. Write it in JavaScript/);
  });
  it('are refused where the operator does not want them', async () => {
    const { samples } = await validate([script('JSR223Action', '1')], { scripts: 'refused' });
    expect(samples[0]?.message).toMatch(/The script "js" was not run: the operator of this server has switched scripts off/);
  });
  it('that never end cost their sample, not the run', async () => {
    const { samples, end } = await validate([script('JSR223Action', 'while (true);'), get('/on')]);
    expect([samples.map(({ success }) => success), end.state]).toEqual([[false, true], 'FINISHED']);
  });
});
