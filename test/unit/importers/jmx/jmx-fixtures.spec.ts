import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Action } from '../../../../src/contract/actions.js';
import { Variable } from '../../../../src/contract/variable.js';
import { ImportError } from '../../../../src/local/importers/import-error.js';
import { classesOf, elementCount, exported, fixture, imported, nodesOf, parsedXml, pathOf, requestsOf } from './jmx-view.js';

const Counts = z.record(z.string(), z.number()).default({});
const Facts = z.object({
  files: z.array(z.object({
    file: z.string(),
    facts: z.looseObject({
      xml: z.string().optional(),
      expect: z.string().optional(),
      elements: z.number().default(0),
      thread_groups: z.union([z.number(), z.array(z.looseObject({ type: z.string(), name: z.string(), enabled: z.boolean(), threads: z.string().optional(), ramp: z.string().optional(), loops: z.string().optional(), duration: z.string().optional(), delay: z.string().optional(), schedule_rows: z.array(z.array(z.string())).optional() }))]).default([]),
      http_requests: z.looseObject({ total: z.number(), enabled: z.number(), methods_enabled: Counts, domains: Counts }).optional(),
      http_list: z.array(z.looseObject({ name: z.string(), enabled: z.boolean(), method: z.string().optional(), path: z.string().optional(), domain: z.string().optional(), port: z.string().optional(), raw: z.boolean().optional(), files: z.number().optional() })).default([]),
      controllers: Counts,
      assertions: Counts,
      timers: Counts,
      scripts: Counts,
      user_variables: z.array(z.string()).default([]),
      csv_data_sets: z.array(z.looseObject({ filename: z.string(), variableNames: z.string().nullish(), recycle: z.string().nullish(), stopThread: z.string().nullish() })).default([]),
      extractors: z.array(z.looseObject({ type: z.string(), ref: z.string(), expr: z.string(), enabled: z.boolean() })).default([]),
    }),
  })),
});
const { files } = Facts.parse(JSON.parse(fixture('jmx/facts.json').toString('utf8')));
const good = files.filter(({ file, facts }) => file.startsWith('jmx/') && facts.xml === undefined);
const EXPRESSIONS = ['regexp', 'path', 'xpath', 'selector'] as const;
const count = (words: readonly string[]): Record<string, number> => words.reduce<Record<string, number>>((sums, word) => ({ ...sums, [word]: (sums[word] ?? 0) + 1 }), {});
const inFile = (file: string, counts: Record<string, number>, classes: Record<string, number>): void => { expect(Object.fromEntries(Object.keys(counts).map((name) => [name, classes[name] ?? 0])), file).toEqual(counts); };

describe.each(good.map(({ file, facts }) => ({ file, facts })))('$file', ({ file, facts }) => {
  const result = imported(fixture(file));
  const requests = requestsOf(result);
  const classes = count(classesOf(result));
  const groups = Array.isArray(facts.thread_groups) ? facts.thread_groups : [];

  it('is trees and variables the contract accepts, every id once', () => {
    for (const user of result.virtualUsers) expect(z.array(Action).safeParse(user.children).error).toBeUndefined();
    expect(z.array(Variable).safeParse(result.variables.map(({ variable }) => variable)).error).toBeUndefined();
    const ids = nodesOf(result).map(({ node }) => node.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('accounts for every element', () => {
    const inXml = (xml: ReturnType<typeof parsedXml>): number => xml.children.reduce((sum, child) => sum + (child.tag === 'hashTree' ? inXml(child) : xml.tag === 'hashTree' ? 1 : 0), 0);
    expect(elementCount(result)).toBe(inXml(parsedXml(fixture(file).toString('utf8'))));
  });

  it('has every thread group with its numbers', () => {
    const main = result.scenarioHints.map((hint) => ({ name: result.virtualUsers[hint.virtualUser]?.name, enabled: hint.enabled }));
    expect(main).toEqual(groups.map(({ name, enabled }) => ({ name, enabled })));
    groups.forEach((group, at) => {
      const hint = result.scenarioHints[at];
      const said = { threads: hint?.raw['ThreadGroup.num_threads'] ?? hint?.raw['TargetLevel'], ramp: hint?.raw['ThreadGroup.ramp_time'] ?? hint?.raw['RampUp'], loops: hint?.raw['ThreadGroup.main_controller/LoopController.loops'] };
      for (const key of ['threads', 'ramp', 'loops'] as const) if (group[key] !== undefined) expect(said[key]).toBe(group[key]);
      if (group.schedule_rows !== undefined) expect(hint?.schedule).toEqual(group.schedule_rows);
    });
  });

  it('has every request, in order, with its method, path, body and switch', () => {
    expect(requests).toHaveLength(facts.http_requests?.total ?? 0);
    expect(requests.filter(({ enabled }) => enabled)).toHaveLength(facts.http_requests?.enabled ?? 0);
    expect(count(requests.filter(({ enabled }) => enabled).map(({ node }) => String(node['method'])))).toEqual(facts.http_requests?.methods_enabled);
    facts.http_list.forEach((wanted, at) => {
      const { node, enabled } = requests[at] ?? { node: undefined, enabled: undefined };
      expect([node?.name, enabled]).toEqual([wanted.name, wanted.enabled]);
      if (node === undefined) return;
      const whole = /^https?:\/\/[^/]+(.*)$/.exec(wanted.path ?? '')?.[1] ?? wanted.path ?? '';
      if (node['method'] !== 'GET' || !pathOf(node).includes('?') || whole.includes('?')) expect(pathOf(node)).toBe(whole === '' ? '/' : whole);
      const server = result.servers.find(({ key }) => key === node['serverId']);
      if (wanted.domain !== undefined) expect(server?.hostname).toBe(wanted.domain);
      if (wanted.port !== undefined) expect(String(server?.port)).toBe(wanted.port);
      const type = z.looseObject({ '@type': z.string() }).safeParse(node['postData']).data?.['@type'];
      if (wanted.raw === true) expect(type).toBe('RawPostData');
      if (wanted.files !== undefined) expect(type).toMatch(/MultipartPostData|FilePostData/);
    });
  });

  it('has every controller, assertion, timer and script', () => {
    for (const counts of [facts.controllers, facts.assertions, facts.timers]) inFile(file, counts, classes);
    inFile(file, Object.entries(facts.scripts).reduce<Record<string, number>>((sums, [name, number]) => ({ ...sums, [name.replace(/\[.*/, '')]: (sums[name.replace(/\[.*/, '')] ?? 0) + number }), {}), classes);
  });

  it('has every extractor with its variable and expression', () => {
    const found = nodesOf(result).filter(({ node }) => node['@type'].endsWith('VariableExtractor')).map(({ node, enabled }) => ({ ref: node.name, expr: EXPRESSIONS.map((field) => node[field]).find((value) => typeof value === 'string') ?? '', enabled }));
    expect(found).toEqual(facts.extractors.map(({ ref, expr, enabled }) => ({ ref, expr, enabled })));
  });

  it('has every variable and data file', () => {
    const constants = result.variables.filter(({ variable }) => variable['@type'] === 'ConstantVariable').map(({ name }) => name);
    expect(constants).toEqual([...new Set(facts.user_variables)]);
    const data = result.variables.flatMap(({ variable }) => (variable['@type'] === 'CSVVariable' ? [variable] : []));
    expect(data.map((variable) => [variable.filename, variable.names.join(',')])).toEqual(facts.csv_data_sets.map((csv) => [csv.filename.split('/').at(-1), csv.variableNames ?? '']));
    for (const [at, csv] of facts.csv_data_sets.entries()) expect([String(data[at]?.recycleOnEOF), String(data[at]?.stopThreadOnEOF)]).toEqual([csv.recycle ?? 'true', csv.stopThread ?? 'false']);
    for (const variable of data) expect(result.files).toContain(variable.filename);
  });

  it('is written again with the same elements, properties and order', () => {
    expect(parsedXml(exported(result))).toEqual(parsedXml(fixture(file).toString('utf8')));
  });

  it('is the same when what was written is imported', () => {
    const again = imported(exported(result));
    expect(again).toEqual(result);
  });
});

it('refuses the damaged plan and says where', () => {
  expect(() => imported(fixture('jmx/taurus__broken.jmx'))).toThrow(/line 2, column 1.*jmeterTestPlan/);
});

describe('hostile files', () => {
  const open = (name: string) => imported(fixture(`hostile/jmx/${name}.jmx`));

  it.each([['billion-laughs', /document type declaration/], ['xxe-file', /document type declaration/], ['truncated', /line 2, column \d+/], ['empty', /empty \(0 bytes\)/]])('refuses %s with what to do next', (name, message) => {
    expect(() => open(name)).toThrow(ImportError);
    expect(() => open(name)).toThrow(message);
  });

  it('reads CDATA and leaves comments out', () => {
    const result = open('cdata-and-comments');
    expect([result.virtualUsers.length, requestsOf(result).map(({ node }) => pathOf(node))]).toEqual([1, ['/a?x=1&y=<b>']]);
  });

  it('reads UTF-16', () => {
    expect(requestsOf(open('utf16le-bom')).map(({ node }) => node.name)).toEqual(['accueil é']);
  });

  it('keeps functions as text and scripts as inert nodes', () => {
    const result = open('code-execution');
    expect(nodesOf(result).map(({ node }) => node['@type'])).toEqual(['JSR223Action', 'GenericAction', 'HttpRequestAction']);
    const request = requestsOf(result)[0]?.node;
    expect([request?.name, request === undefined ? '' : pathOf(request)]).toEqual(['${__groovy(new File("pwned-by-import").text="x")}', '/${__FileToString(/etc/passwd)}?p=${__P(password)}&j=${__javaScript(1+1)}&e=${__env(HOME)}']);
    expect(result.notes.map((note) => note.type).sort()).toEqual(['JSR223Sampler', 'SystemSampler']);
  });

  it('tells an open model from users, and reads typed numbers', () => {
    const { scenarioHints, notes } = open('open-model-5.6');
    expect(scenarioHints.map(({ kind, threads, rampUpSeconds, durationSeconds, loops, enabled }) => ({ kind, threads, rampUpSeconds, durationSeconds, loops, enabled }))).toEqual([
      { kind: 'OPEN_MODEL', threads: null, rampUpSeconds: null, durationSeconds: null, loops: null, enabled: true },
      { kind: 'THREADS', threads: 7, rampUpSeconds: 30, durationSeconds: 600, loops: -1, enabled: true },
    ]);
    expect(scenarioHints[0]?.raw['OpenModelThreadGroup.schedule']).toContain('random_arrivals');
    expect(notes.some((note) => note.type === 'OpenModelThreadGroup' && note.reason.includes('open model'))).toBe(true);
  });

  it('asks for files by their bare names', () => {
    const result = open('path-traversal-files');
    expect(result.files.sort()).toEqual(['other.jmx', 'passwd', 'shadow', 'users.csv']);
    expect(result.variables.map(({ name, variable }) => [name, variable['@type'] === 'CSVVariable' ? variable.filename : ''])).toEqual([['csv', 'passwd'], ['csv2', 'users.csv'], ['csv3', 'users.csv']]);
    expect(JSON.stringify(requestsOf(result)[0]?.node['postData'])).toContain('"filename":"shadow"');
  });

  it('never has a number of users that is none', () => {
    const { scenarioHints, notes } = open('thread-numbers');
    expect(scenarioHints).toHaveLength(9);
    for (const { threads, rampUpSeconds, loops } of scenarioHints) {
      expect(threads === null || (Number.isInteger(threads) && threads >= 1)).toBe(true);
      expect(rampUpSeconds === null || (Number.isInteger(rampUpSeconds) && rampUpSeconds >= 0)).toBe(true);
      expect(loops === null || (Number.isInteger(loops) && loops >= -1)).toBe(true);
    }
    expect(new Set(notes.filter((note) => note.type === 'ThreadGroup').map((note) => note.name)).size).toBeGreaterThanOrEqual(7);
  });

  it.each(['cdata-and-comments', 'code-execution', 'open-model-5.6', 'path-traversal-files', 'thread-numbers'])('writes %s again as it was', (name) => {
    expect(parsedXml(exported(open(name)))).toEqual(parsedXml(fixture(`hostile/jmx/${name}.jmx`).toString('utf8')));
  });
});
