import { describe, expect, it } from 'vitest';
import { NeoloadAssessment } from '../../../../src/contract/design-import.js';
import { ImportError } from '../../../../src/local/importers/import-error.js';
import { analyzeNeoload, importNeoload, type NeoloadImport } from '../../../../src/local/importers/migrations/neoload/import-neoload.js';
import { countingIds, linesOf, nodesOf } from '../design-tree.js';
import { entriesOf, expectSound, kindsOf } from './sound-migration.js';
import { fixtureEntries, fixtureZip, zipOf, zipOfTexts } from './zip-builder.js';

const asCode = (): Promise<NeoloadImport> => importNeoload(fixtureZip('neoload-as-code'), countingIds());
const saved = (): Promise<NeoloadImport> => importNeoload(fixtureZip('neoload-project'), countingIds());
const user = (result: NeoloadImport, name: string): NeoloadImport['virtualUsers'][number] => {
  const found = result.virtualUsers.find((own) => own.name === name);
  if (found === undefined) throw new Error(`no Virtual User ${name}`);
  return found;
};

describe('an as-code project', () => {
  it('becomes Virtual Users, one per sequence', async () => {
    const result = await asCode();
    expectSound(result);
    expect(result.virtualUsers.map(({ role, name, description }) => [role, name, description])).toEqual([['MAIN', 'visitor', ''], ['MAIN', 'buyer', 'buys things'], ['INIT', 'buyer - Init', 'buys things']]);
    expect(linesOf(user(result, 'buyer'))).toEqual([
      'POST https://shop.example.com:8443/login?from=${city}', 'GET https://other.example.com/then', 'GET https://other.example.com/else', 'GET https://other.example.com/page/${__intSum(${__jm__pages__idx},1)}',
    ]);
  });

  it('reads and checks answers as NeoLoad does', async () => {
    const [login] = nodesOf(user(await asCode(), 'buyer'), 'HttpRequestAction');
    expect(login?.children).toMatchObject([
      { '@type': 'RegexpVariableExtractor', name: 'token', regexp: 'token=(\\w+)', matchNumber: 1, defaultValue: '<NOT FOUND>' }, { '@type': 'JsonVariableExtractor', name: 'id', path: '$.id', matchNumber: -1 },
      { '@type': 'ResponseAssertion', name: '[NeoLoad] token found', rule: 'CONTAINS' }, { '@type': 'ResponseAssertion', rule: 'SUBSTRING', values: ['Welcome'], negate: false }, { '@type': 'ResponseAssertion', rule: 'CONTAINS', values: ['[0-9]+'], negate: true },
    ]);
    expect(login?.['postData']).toMatchObject({ '@type': 'FormPostData', parameters: [{ name: 'user', value: '${login}' }, { name: 'mail', value: '${__urlencode(${mail})}' }] });
  });

  it('keeps pauses and meetings as they are', async () => {
    const buyer = user(await asCode(), 'buyer');
    expect(nodesOf(buyer, 'DelayAction').map((node) => node['thinktime'])).toMatchObject([{ value: 1500 }, { value: 3000 }, { value: 10 }]);
    expect(nodesOf(buyer, 'RendezVousAction')).toMatchObject([{ name: 'meet', type: 'COUNT', value: 5, timeoutMs: 90_000 }]);
  });

  it('brings variables, without any password', async () => {
    const result = await asCode();
    expect(result.variables.map(({ name, variable }) => [name, variable['@type']])).toEqual([['city', 'ConstantVariable'], ['users', 'CSVVariable'], ['secret', 'SecretVariable']]);
    expect(result.variables[1]?.variable).toMatchObject({ filename: 'users.csv', names: ['login', 'mail'], scope: 'SHARED', ignoreFirstLine: true });
    expect(result.files.map(({ name }) => name)).toEqual(['users.csv']);
    const written = JSON.stringify(result);
    for (const secret of ['never-travels', 'hunter2', 'sesame']) expect(written.includes(secret)).toBe(false);
    expect(result.servers.find(({ port }) => port === 8443)?.authorizations).toEqual([{ type: 'BASIC', basePath: '/', username: 'robot', password: '', domain: '' }]);
  });

  it('brings SLA profiles in milliseconds', async () => {
    expect((await asCode()).slaProfiles).toMatchObject([{ name: 'fast', thresholds: [{ metric: 'RESPONSE_TIME_AVG', thresholds: [{ severity: 'WARNING', value: { range: { lowerEndpoint: 250 } } }, { severity: 'CRITICAL', value: { range: { lowerEndpoint: 1500 } } }] }] }]);
  });

  it('brings scenarios, users dealt out by their share', async () => {
    const [day, waves] = (await asCode()).scenarios;
    expect(day?.userProfiles.map(({ name, virtualUserId, load }) => [name, virtualUserId, load])).toEqual([
      ['people - buyer', 'vu:2', { '@type': 'UserProfileLoadRampUp', delayMs: 30_000, rampUpMs: 120_000, plateauMs: 480_000, plateauVus: 6 }],
      ['people - visitor', 'vu:1', { '@type': 'UserProfileLoadRampUp', delayMs: 30_000, rampUpMs: 120_000, plateauMs: 480_000, plateauVus: 2 }],
    ]);
    expect(day?.userProfiles[0]?.engine.settings).toMatchObject({ thinkTime: { pacing: { min: 30_000, max: 30_000, unit: 'MILLISECONDS' } }, setUp: { virtualUserId: 'vu:3' }, tearDown: null });
    expect(waves?.userProfiles[0]?.load).toMatchObject({ '@type': 'UserProfileLoadCustom', points: [[0, 1], [60_000, 1], [60_001, 5], [120_000, 5], [120_001, 1], [180_000, 1], [180_001, 5], [240_000, 5]].map(([timeInMs, threadsCount]) => ({ timeInMs, threadsCount })) });
  });

  it('lists what is left to do', async () => {
    const result = await asCode();
    expect(kindsOf(result)).toEqual(['JAVASCRIPT_ACTION', 'CUSTOM_ACTION', 'TRY_CATCH', 'STOP_VIRTUAL_USER', 'UNKNOWN_ELEMENT', 'USER_PATH_SEQUENCE', 'ENCRYPTED_VARIABLE', 'GENERATED_VARIABLE', 'SERVER_CREDENTIALS', 'SLA_THRESHOLD', 'SLA_PROFILE']);
    expect(entriesOf(result, 'CUSTOM_ACTION').map(({ facts }) => facts)).toEqual([{ '@type': 'NeoLoadCustomActionFacts', plugin: 'SetTimestamp', parameters: { key: '' }, encrypted: ['key'] }]);
    expect(entriesOf(result, 'SLA_PROFILE').map(({ facts }) => facts)).toEqual([{ '@type': 'NeoLoadSlaProfileFacts', profile: 'fast', metrics: 1, alarms: 2, boundTo: ['login'] }]);
  });

  it('plays every kind of step', async () => {
    const result = await importNeoload(zipOfTexts({ 'default.yaml': `
user_paths:
- name: all
  actions:
    steps:
    - while:
        conditions: ["'\${x}' != 'a'"]
        steps: [ { delay: 1s } ]
    - switch:
        value: \${x}
        case:
        - { value: a, break: false, steps: [ { delay: 1 } ] }
        - { value: b, steps: [ { delay: 2 } ] }
        default: { steps: [ { delay: 3 } ] }
    - fork: { steps: [ { delay: 4 } ] }
    - wait_until: { name: ready, conditions: ["'\${x}' == 'b'"], timeout: 5s }
    - variable_modifier: { mode: add_shared_queue_value, variable_name: q, value: "\${x}" }
    - variable_modifier: { mode: poll_shared_queue, variable_name: q, value: "\${y}" }
    - go_to_next_iteration
    - web_page: { name: page, think_time: 2, steps: [ { request: { url: "http://a.example/" } } ] }
` }), countingIds());
    expectSound(result);
    expect(result.virtualUsers[0]?.children).toMatchObject([
      { '@type': 'WhileContainerAction' }, { '@type': 'ContainerAction', children: [{ '@type': 'IfContainerAction', name: 'case a' }, { name: 'case b' }, { name: 'default' }] }, { '@type': 'ParallelContainerAction' },
      { '@type': 'WhileContainerAction', enabled: false }, { '@type': 'PutQueueAction', queueName: 'q', value: '${x}' }, { '@type': 'PollQueueAction', queueName: 'q', variableName: 'y' }, { '@type': 'GenericAction' },
      { '@type': 'ContainerAction', name: 'page', children: [{ '@type': 'DelayAction' }, { '@type': 'HttpRequestAction' }] },
    ]);
    expect(kindsOf(result)).toEqual(['FORK', 'WAIT_UNTIL']);
  });
});

describe('a saved project', () => {
  it('becomes Virtual Users with what public material shows of it', async () => {
    const result = await saved();
    expectSound(result);
    expect(result.virtualUsers.map(({ role, name }) => [role, name])).toEqual([['MAIN', 'buyer'], ['INIT', 'buyer - Init']]);
    expect(linesOf(user(result, 'buyer'))).toEqual(['POST https://shop.example.com:8443/login?from=home', 'GET https://shop.example.com:8443/then']);
    expect(user(result, 'buyer').children.map((node) => node['@type'])).toEqual(['ContainerAction', 'DelayAction', 'IfContainerAction', 'JSR223Action', 'ContainerAction']);
    expect(user(result, 'buyer').children[3]).toMatchObject({ name: '[NeoLoad] compute', enabled: false, script: "context.currentVU.setValue('a', 1);\n" });
  });

  it('lists what is left to do', async () => {
    expect(kindsOf(await saved())).toEqual(['UNKNOWN_ELEMENT', 'JAVASCRIPT_ACTION', 'UNKNOWN_ELEMENT', 'USER_PATH_SEQUENCE', 'MISSING_DATA_FILE', 'SERVER_CREDENTIALS', 'SLA_PROFILE']);
  });

  it('brings variables, levels and load', async () => {
    const result = await saved();
    expect(result.variables.map(({ name }) => name)).toEqual(['city', 'people']);
    expect(result.variables[1]?.variable).toMatchObject({ names: ['login', 'mail'], filename: 'people.csv' });
    expect(result.slaProfiles).toMatchObject([{ name: 'fast', thresholds: [{ thresholds: [{ severity: 'CRITICAL', time: { '@type': 'OccurrenceCondition', times: 2 }, value: { range: { lowerEndpoint: 1500 } } }] }] }]);
    expect(result.scenarios[0]?.userProfiles.map(({ load }) => load)).toEqual([{ '@type': 'UserProfileLoadRampUp', delayMs: 0, rampUpMs: 0, plateauMs: 600_000, plateauVus: 5 }]);
  });

  it('is read out of its config.zip all the same', async () => {
    const entries = fixtureEntries('neoload-project');
    const config = zipOf(entries.filter(({ name }) => name.startsWith('config/')).map((entry) => ({ ...entry, name: entry.name.slice('config/'.length) })));
    const packed = await importNeoload(zipOf([...entries.filter(({ name }) => !name.startsWith('config/')), { name: 'config.zip', bytes: config }]), countingIds());
    expect(packed).toEqual(await saved());
  });
});

describe('an assessment', () => {
  it.each(['neoload-as-code', 'neoload-project'])('of %s says the same without markers, and names elements', async (folder) => {
    const [assessed, { assessment }] = [await analyzeNeoload(fixtureZip(folder)), await importNeoload(fixtureZip(folder))];
    expect(NeoloadAssessment.safeParse(assessed).error).toBeUndefined();
    expect(assessed.unconverted.map(({ kind, marker }) => [kind, marker])).toEqual(assessment.unconverted.map(({ kind }) => [kind, '']));
    expect(assessed.unconverted.find(({ kind }) => kind === 'JAVASCRIPT_ACTION')?.facts).toEqual({ '@type': 'NeoLoadElementFacts', element: 'compute' });
    expect({ ...assessed, unconverted: [] }).toEqual({ ...assessment, unconverted: [] });
    expect(assessed.portability).toBe('ASSISTED');
  });

  it('is MECHANICAL where nothing is left to do, and MOSTLY_MANUAL where nothing is there to play', async () => {
    const project = (steps: string): Buffer => zipOfTexts({ 'default.yaml': `user_paths:\n- name: a\n  actions:\n    steps:\n${steps}` });
    expect((await analyzeNeoload(project('    - request: { url: "http://a.example/" }\n'))).portability).toBe('MECHANICAL');
    expect((await analyzeNeoload(project('    - delay: 1s\n'))).portability).toBe('MOSTLY_MANUAL');
  });
});

describe('uploads that are refused', () => {
  it.each<[string, Record<string, string>, RegExp]>([
    ['nothing of NeoLoad', { 'readme.txt': 'x' }, /no NeoLoad project: neither a repository\.xml/], ['another zip', { 'inner.zip': 'PK' }, /but another zip: inner\.zip/], ['as-code without a user path', { 'a.yaml': 'variables: []' }, /declare no user path/],
    ['damaged YAML', { 'default.yaml': 'user_paths: [' }, /default\.yaml is not valid YAML/], ['a megabyte of damaged YAML in one line', { 'default.yaml': `user_paths:\n- name: ${'<<: *a>'.repeat(150_000)}` }, /default\.yaml is not valid YAML: .* at line 2, column 9\. Correct it/], ['YAML that multiplies itself', { 'default.yaml': `a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [${Array.from({ length: 20 }, () => '*a').join()}]\nc: &c [${Array.from({ length: 20 }, () => '*b').join()}]\nuser_paths: [*c,*c,*c,*c]` }, /cannot be read as YAML/],
    ['damaged XML', { 'config/repository.xml': '<repository><virtual-user>' }, /The XML of config\/repository\.xml is damaged/],
    ['XML with entities', { 'config/repository.xml': '<!DOCTYPE r [<!ENTITY a "b">]><repository/>' }, /declares entities/],
    ['XML nested without end', { 'config/repository.xml': `${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}` }, /repository\.xml/],
  ])('%s', async (_name, texts, words) => {
    await expect(importNeoload(zipOfTexts(texts))).rejects.toThrow(words);
    await expect(analyzeNeoload(zipOfTexts(texts))).rejects.toBeInstanceOf(ImportError);
  });
});
