import { describe, expect, it } from 'vitest';
import { LoadRunnerAssessment } from '../../../../src/contract/design-import.js';
import { ImportError } from '../../../../src/local/importers/import-error.js';
import { analyzeLoadRunner, importLoadRunner } from '../../../../src/local/importers/migrations/loadrunner/import-loadrunner.js';
import { countingIds, linesOf } from '../design-tree.js';
import { scriptFiles } from './loadrunner-script.js';
import { entriesOf, expectSound, kindsOf } from './sound-migration.js';
import { fixtureZip, zipOf, zipOfTexts } from './zip-builder.js';

const shop = (): ReturnType<typeof importLoadRunner> => importLoadRunner(fixtureZip('loadrunner'), countingIds());

describe('a whole upload', () => {
  it('becomes Virtual Users, one per sequence that does something', async () => {
    const result = await shop();
    expectSound(result);
    expect(result.virtualUsers.map(({ key, role, name }) => [key, role, name])).toEqual([['vu:1', 'MAIN', 'shop'], ['vu:2', 'INIT', 'shop - vuser_init']]);
    expect(result.virtualUsers.flatMap(linesOf)).toEqual([
      'POST https://shop.example.com:8443/login', 'GET https://shop.example.com:8443/search?q=caf%C3%A9&who=${user}', 'POST https://shop.example.com:8443/order', 'PUT https://${host}/api/items',
      'GET https://shop.example.com:8443/buy/${key}', 'GET https://shop.example.com:8443/seven', 'GET https://shop.example.com:8443/page', 'GET https://shop.example.com:8443/row', 'GET https://shop.example.com:8443/more', 'GET https://shop.example.com:8443/start',
    ]);
  });

  it('brings its parameters and their data file', async () => {
    const { variables, files } = await shop();
    expect(variables.map(({ name }) => name)).toEqual(['user', 'URL_BASE', 'host', 'colour']);
    expect(variables[0]?.variable).toMatchObject({ '@type': 'CSVVariable', filename: 'users.dat', names: ['user', 'mail'], ignoreFirstLine: true, offset: 0, scope: 'PRIVATE', recycleOnEOF: true });
    expect(files.map(({ name, bytes }) => [name, bytes.toString().split(/\r?\n/).length])).toEqual([['users.dat', 4]]);
  });

  it('brings its scenario with setUp, pace and network', async () => {
    const { scenarios } = await shop();
    const [profile] = scenarios[0]?.userProfiles ?? [];
    expect([scenarios.length, scenarios[0]?.description, profile?.name, profile?.virtualUserId]).toEqual([1, 'All day long', 'buyers', 'vu:1']);
    expect(profile?.engine.settings.setUp).toMatchObject({ virtualUserId: 'vu:2', numberOfThreads: 1, loopCount: 1 });
    expect(profile?.engine).toMatchObject({ bandwidth: { name: '3G Busy', bitsPerSecond: 384_000 }, settings: { thinkTime: { pacing: { min: 90, max: 90, unit: 'SECONDS' } }, tearDown: null } });
  });

  it('lists what is left to do', async () => {
    expect(kindsOf(await shop())).toEqual([
      'ITERATION_COUNT', 'PARAMETER_TYPE', 'TRANSPORT_OPTION', 'RECORDED_COOKIE', 'THINK_TIME_NOT_LITERAL', 'SAVED_PARAMETER', 'PARAMETERISED_SERVER', 'MISSING_SNAPSHOT', 'RENDEZVOUS_POLICY', 'CONDITION_NOT_SUPPORTED',
      'LOOP_BOUND_NOT_LITERAL', 'CUSTOM_C_CODE', 'UNSUPPORTED_FUNCTION', 'SOCKET_PROTOCOL', 'SCRIPT_SEQUENCE', 'SERVER_AUTHORIZATION', 'SCHEDULED_START', 'LOAD_GENERATOR', 'WAN_EMULATION', 'MISSING_SCRIPT',
    ]);
  });

  it('is assessed as it is imported, without markers', async () => {
    const [assessed, { assessment }] = [await analyzeLoadRunner(fixtureZip('loadrunner')), await shop()];
    expect(LoadRunnerAssessment.safeParse(assessed).error).toBeUndefined();
    expect(assessed).toEqual({ ...assessment, unconverted: assessment.unconverted.map((entry) => ({ ...entry, marker: '' })) });
    expect(assessed).toMatchObject({ portability: 'ASSISTED', protocols: ['QTWeb'], scripts: [{ name: 'shop', recordingLevel: 'HTML', requests: 10 }] });
    expect(assessed.inventory['web_url']).toBe(7);
  });

  it('gives the same result twice', async () => {
    expect(await shop()).toEqual(await shop());
  });
});

describe('scripts', () => {
  it('of other protocols make no Virtual User', async () => {
    const result = await importLoadRunner(zipOfTexts({ 'a/a.usr': '[General]\nActiveTypes=TruClientWeb\n[Actions]\nAction=Action.c\n', 'a/Action.c': 'Action() { truclient_step("1", LAST); }' }), countingIds());
    expect([result.virtualUsers, kindsOf(result), result.assessment.portability]).toEqual([[], ['UNSUPPORTED_PROTOCOL'], 'MOSTLY_MANUAL']);
    expect(entriesOf(result, 'UNSUPPORTED_PROTOCOL').map((entry) => entry.function)).toEqual(['TruClientWeb']);
  });

  it('that name no protocol are walked', async () => {
    const result = await importLoadRunner(zipOfTexts({ 'a/a.usr': '[Actions]\nAction=Action.c\n', 'a/Action.c': 'Action() { web_url("1", "URL=http://a.example/", "Mode=HTTP", LAST); }' }), countingIds());
    expect([result.virtualUsers.flatMap(linesOf), result.assessment.portability, result.assessment.scripts[0]?.recordingLevel]).toEqual([['GET http://a.example/'], 'MECHANICAL', 'HTTP']);
  });

  it('play the actions and blocks of their run logic in its order', async () => {
    const section = (name: string, lines: string): string => `[${name}]\n${lines}\n`;
    const usp = section('RunLogicRunRoot', 'MercIniTreeSons="Buy,Loop"') + section('RunLogicRunRoot:Buy', 'RunLogicObjectKind="Action"\nName="Buy"') + section('RunLogicRunRoot:Loop', 'RunLogicObjectKind="Block"\nName="Loop"\nRunLogicNumOfIterations="3"\nRunLogicRunMode="Random"\nMercIniTreeSons="Look"') + section('RunLogicRunRoot:Look', 'RunLogicObjectKind="Action"\nName="Look"');
    const web = (name: string): string => `${name}() { web_url("${name}", "URL=http://a.example/${name}", LAST); }`;
    const result = await importLoadRunner(zipOfTexts({ 's/s.usr': '[General]\nActiveTypes=QTWeb\n[Actions]\nLook=Look.c\nBuy=Buy.c\n', 's/default.usp': usp, 's/Look.c': web('Look'), 's/Buy.c': web('Buy') }), countingIds());
    expectSound(result);
    expect(result.virtualUsers[0]?.children).toMatchObject([
      { '@type': 'ContainerAction', name: 'Buy', children: [{ name: 'Buy' }] },
      { '@type': 'LoopContainerAction', name: 'Loop', count: '3', children: [{ '@type': 'RandomContainerAction', children: [{ name: 'Look', children: [{ name: 'Look' }] }] }] },
    ]);
  });

  it('keep apart what they call the same', async () => {
    const files = (name: string, value: string): Record<string, string> => Object.fromEntries(Object.entries(scriptFiles('web_url("{v}", "URL=http://a.example/", LAST);', { 'p.prm': `[parameter:v]\nType="Table"\nTable="d.dat"\nColumnName="Col 1"\n`, 'd.dat': `v\n${value}\n` })).map(([path, text]) => [path.replace(/^s\/(s\.usr)?/, (_whole, usr?: string) => `${name}/${usr === undefined ? '' : `${name}.usr`}`), text]));
    const result = await importLoadRunner(zipOfTexts({ ...files('one', '1'), ...files('two', '2') }), countingIds());
    expectSound(result);
    expect(result.variables.map(({ variable }) => (variable['@type'] === 'CSVVariable' ? [variable.filename, variable.names] : []))).toEqual([['d.dat', ['v']], ['two_d.dat', ['two_v']]]);
    expect(result.virtualUsers.map(({ children }) => children[0]?.name)).toEqual(['${v}', '${two_v}']);
  });

  it('are read in their code page', async () => {
    const text = 'Action() { web_url("caf\xe9", "URL=http://a.example/", LAST); }';
    const result = await importLoadRunner(zipOf([{ name: 's/s.usr', bytes: '[Actions]\nAction=Action.c\n' }, { name: 's/Action.c', bytes: Buffer.from(text, 'latin1') }]), countingIds());
    expect(result.virtualUsers[0]?.children[0]?.name).toBe('café');
  });
});

describe('parameters', () => {
  const variable = async (lines: string): Promise<unknown> => {
    const result = await importLoadRunner(zipOfTexts(scriptFiles('', { 'p.prm': `[parameter:v]\nParamName="v"\n${lines}\n`, 'd.dat': 'a;b\n1;2\n' })), countingIds());
    expectSound(result);
    return result.variables[0]?.variable ?? kindsOf(result);
  };
  it.each<[string, unknown]>([
    ['Type="Table"\nTable="d.dat"\nColumnName="b"\nDelimiter=";"\nSelectNextRow="Unique"\nOutOfRangePolicy="AbortVuser"\nStartRow="3"', { '@type': 'CSVVariable', delimiter: ';', names: ['v_column1', 'v'], scope: 'SHARED', stopThreadOnEOF: true, recycleOnEOF: false, offset: 2 }],
    ['Type="Table"\nTable="d.dat"\nColumnName="Col 1"\nDelimiter=";"\nSelectNextRow="Random"', { names: ['v', 'v_column2'], shuffle: true, scope: 'PRIVATE' }],
    ['Type="Unique"\nStartValue="100"\nFormat="%05d"', { '@type': 'CounterVariable', start: 100, format: '00000', trackPerUser: false }],
    ['Type="CurrentIteration"', { '@type': 'CounterVariable', start: 1, trackPerUser: true }],
    ['Type="Random"\nMinValue="5"\nMaxValue="2"', { '@type': 'RandomVariable', min: 2, max: 5, perUser: true }],
    ['Type="Custom"\nOriginalValue="x"', { '@type': 'ConstantVariable', value: 'x' }],
    ['Type="Custom"', ['PARAMETER_TYPE']], ['Type="Userid"', ['PARAMETER_TYPE']], ['Type="Date"', ['PARAMETER_TYPE']],
  ])('%j', async (lines, expected) => {
    expect(await variable(lines)).toMatchObject(expected as object);
  });

  it('name the data file that is missing', async () => {
    const result = await importLoadRunner(zipOfTexts(scriptFiles('', { 'p.prm': '[parameter:v]\nType="Table"\nTable="C:\\\\data\\\\gone.dat"\n' })), countingIds());
    expect(entriesOf(result, 'MISSING_DATA_FILE').map(({ facts }) => facts)).toEqual([{ '@type': 'ImportFileFacts', filename: 'gone.dat' }]);
  });
});

describe('uploads without a script', () => {
  it.each<[string, Record<string, string>, RegExp]>([
    ['nothing of LoadRunner', { 'readme.txt': 'x' }, /no \.usr file\. Zip the whole script folder/], ['another zip', { 'inner.zip': 'PK' }, /but another zip: inner\.zip\. Unpack that one/],
  ])('are refused: %s', async (_name, texts, words) => {
    await expect(importLoadRunner(zipOfTexts(texts))).rejects.toThrow(words);
    await expect(analyzeLoadRunner(zipOfTexts(texts))).rejects.toBeInstanceOf(ImportError);
  });
});
