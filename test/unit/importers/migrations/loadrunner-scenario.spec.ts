import { describe, expect, it } from 'vitest';
import type { LoadRunnerImport } from '../../../../src/local/importers/migrations/loadrunner/import-loadrunner.js';
import { importLoadRunner } from '../../../../src/local/importers/migrations/loadrunner/import-loadrunner.js';
import { countingIds } from '../design-tree.js';
import { scriptFiles } from './loadrunner-script.js';
import { entriesOf, expectSound, kindsOf } from './sound-migration.js';
import { zipOfTexts } from './zip-builder.js';

interface Parts { readonly type?: string; readonly groups?: string; readonly actions?: string; readonly scheduler?: string; readonly groupSchedulers?: string; readonly tests?: string; readonly more?: string; readonly usp?: string }
const group = (name: string, users: number, test = 's_1', host = 'localhost', enabled = '1'): string => `{${name}\n${Array.from({ length: users }, (_unused, at) => `{${at + 1}\n5=${test}\n9=${host}\n}\n`).join('')}{ChiefSettings\n5=${test}\nEnabled=${enabled}\n}\n}\n`;
const start = (users: number, count = 0, interval = 0): string => `<RampUp>${count === 0 ? '' : `<Batch><Count>${count}</Count><Interval>${interval}</Interval></Batch>`}<TotalVusersNumber>${users}</TotalVusersNumber></RampUp>`;
const hold = (seconds: number): string => `<Duration><RunFor>${seconds}</RunFor></Duration>`;
const stopAll = (count: number, interval: number): string => `<RampDownAll><Batch><Count>${count}</Count><Interval>${interval}</Interval></Batch></RampDownAll>`;

/** A scenario file around the parts a test is about. */
function lrs({ type = '1', groups = group('g', 4), actions = start(4) + hold(60), scheduler = 'Global', groupSchedulers = '', tests = '{s_1\nPath=C:\\\\x\\\\S.usr\n}\n', more = '' }: Parts): string {
  return `{ScenarioGeneralConfig\nScenarioType=${type}\n}\n{ScenarioPrivateConfig\nVusers=9\n}\n{TestChief\n${tests}}\n{GroupChief\n${groups}}\n{ScenarioSchedulerConfig\n<?xml version="1.0" encoding="utf-16"?>\n<LoadTest><Schedulers><CurrentSchedulerId>2</CurrentSchedulerId><StartMode><StartModeType>Immediately</StartModeType></StartMode><Scheduler ID="1"><Manual/></Scheduler><Scheduler ID="2"><Manual><SchedulerType>${scheduler}</SchedulerType><Global><Scheduling><DynamicScheduling>${actions}</DynamicScheduling></Scheduling></Global><Groups>${groupSchedulers}</Groups></Manual></Scheduler></Schedulers></LoadTest>\n}\n${more}`;
}
const web = 'web_url("1", "URL=http://a.example/", LAST);';
async function imported(parts: Parts): Promise<LoadRunnerImport> {
  const result = await importLoadRunner(zipOfTexts({ ...scriptFiles(web, parts.usp === undefined ? {} : { 'default.usp': parts.usp }), 'run.lrs': lrs(parts) }), countingIds());
  expectSound(result);
  return result;
}
const loadsOf = ({ scenarios }: LoadRunnerImport): unknown[] => (scenarios[0]?.userProfiles ?? []).map(({ load }) => load);
const curve = (...points: [number, number][]): unknown => ({ '@type': 'UserProfileLoadCustom', points: points.map(([timeInMs, threadsCount]) => ({ timeInMs, threadsCount })) });

describe('load of a scenario', () => {
  it('climbs over as many batches as its users need', async () => {
    expect(loadsOf(await imported({ actions: start(50, 5, 10) + hold(60) }))).toEqual([{ '@type': 'UserProfileLoadRampUp', delayMs: 0, rampUpMs: 100_000, plateauMs: 60_000, plateauVus: 4 }]);
  });

  it('comes down as it says', async () => {
    expect(loadsOf(await imported({ actions: start(4) + hold(60) + stopAll(2, 30) }))).toEqual([{ '@type': 'UserProfileLoadRampUpThenRampDown', delayMs: 0, rampUpMs: 0, plateauMs: 60_000, plateauVus: 4, rampDownMs: 60_000 }]);
  });

  it('is drawn where users start more than once', async () => {
    expect(loadsOf(await imported({ actions: start(2, 1, 10) + hold(60) + start(2) + hold(30) }))).toEqual([curve([0, 0], [20_000, 2], [80_000, 2], [80_001, 4], [110_000, 4])]);
    expect(loadsOf(await imported({ actions: `${start(4) + hold(10)}<RampDown><TotalVusersNumber>1</TotalVusersNumber></RampDown>${hold(10)}` }))).toEqual([curve([0, 0], [1, 4], [10_000, 4], [10_001, 3], [20_000, 3])]);
  });

  it('takes the own schedule of each group where there is none for all', async () => {
    const own = (name: string, mode: string): string => `<GroupScheduler><GroupName>${name}</GroupName><StartupMode><${mode} /></StartupMode><Scheduling><DynamicScheduling>${start(1, 1, 10) + hold(60)}</DynamicScheduling></Scheduling></GroupScheduler>`;
    const result = await imported({ scheduler: 'Groups', groups: group('One', 3) + group('Two', 1), groupSchedulers: own('one', 'StartAtScenarioBegining') + own('two', 'StartAfterDelay') });
    expect(loadsOf(result)).toMatchObject([{ rampUpMs: 30_000, plateauVus: 3 }, { rampUpMs: 10_000, plateauVus: 1 }]);
    expect(entriesOf(result, 'SCHEDULED_START').map((entry) => ('function' in entry ? entry.function : ''))).toEqual(['Two']);
  });

  it('deals users out by percentage, nobody is left without', async () => {
    const share = (name: string, percent: string): string => `{SCHED_GROUP_DATA\nSCHED_GROUP_NAME=${name}\nTEST_PERCENT_DISTRIBUTION=${percent}\nSCHED_USE_ANY_HOST=0\nTEST_HOSTS_NAMES=lg-1,localhost\n}\n`;
    const result = await imported({ type: '2', actions: `<Run><TotalVusersNumber>10</TotalVusersNumber></Run>${hold(5)}`, tests: '{a\nPath=s.usr\n}\n{b\nPath=s.usr\n}\n', more: `{ScenarioGroupsData\n${share('a', '98,00')}${share('b', '2.00')}}\n` });
    expect(loadsOf(result)).toMatchObject([{ plateauVus: 9 }, { plateauVus: 1 }]);
    expect(entriesOf(result, 'LOAD_GENERATOR').map((entry) => ('function' in entry ? entry.function : ''))).toEqual(['lg-1']);
  });

  it('that runs until everybody is done holds for no time and counts iterations', async () => {
    const result = await imported({ actions: start(4, 2, 10), usp: '[RunLogicRunRoot]\nMercIniTreeSons="Action"\nRunLogicNumOfIterations="7"\nRunLogicPaceType="Asap"\n' });
    expect(loadsOf(result)).toMatchObject([{ plateauMs: 0, rampUpMs: 20_000 }]);
    expect(result.scenarios[0]?.userProfiles[0]?.engine.settings.iterations).toBe(7);
    expect(kindsOf(result)).toEqual(['SCHEDULE_DURATION']);
  });
});

describe('what a scenario names', () => {
  it('keeps a constant pace and reports one behind the end of an iteration', async () => {
    const usp = (type: string): string => `[RunLogicRunRoot]\nMercIniTreeSons="Action"\nRunLogicPaceType="${type}"\nRunLogicPaceConstTime="30.5"\nRunLogicAfterPaceMin="1"\nRunLogicAfterPaceMax="2"\n`;
    const constant = await imported({ usp: usp('Const') });
    expect([constant.scenarios[0]?.userProfiles[0]?.engine.settings.thinkTime.pacing, kindsOf(constant)]).toEqual([{ min: 30.5, max: 30.5, unit: 'SECONDS' }, []]);
    const after = await imported({ usp: usp('After') });
    expect([after.scenarios[0]?.userProfiles[0]?.engine.settings.thinkTime.pacing, entriesOf(after, 'ITERATION_PACING').map(({ facts }) => facts)]).toEqual([null, [{ '@type': 'LoadRunnerPacingFacts', type: 'After', minimum: 1, maximum: 2 }]]);
  });

  it('names a script that is missing once, and makes no scenario of nothing', async () => {
    const result = await imported({ groups: group('a', 1, 'x_1') + group('b', 2, 'x_1'), tests: '{x_1\nPath=..\\\\y\\\\gone.usr\n}\n' });
    expect(entriesOf(result, 'MISSING_SCRIPT').map((entry) => [('function' in entry ? entry.function : ''), entry.facts])).toEqual([['gone', { '@type': 'ImportFileFacts', filename: 'gone' }]]);
    expect(result.scenarios).toEqual([]);
    expect(result.notes.map(({ level, name }) => [level, name])).toEqual([['dropped', 'run']]);
  });

  it('takes a scenario without any script for what it is', async () => {
    const result = await importLoadRunner(zipOfTexts({ 'run.lrs': lrs({}) }), countingIds());
    expect([kindsOf(result), result.virtualUsers, result.assessment.portability]).toEqual([['MISSING_SCRIPT'], [], 'MOSTLY_MANUAL']);
  });

  it('leaves groups out that are switched off', async () => {
    const result = await imported({ groups: group('on', 1) + group('off', 1, 's_1', 'localhost', '0') });
    expect(result.scenarios[0]?.userProfiles.map(({ name }) => name)).toEqual(['on']);
    expect(result.notes.map(({ name }) => name)).toEqual(['off']);
  });

  it('reports a goal, service levels and a start that waits', async () => {
    expect(kindsOf(await imported({ type: '3' }))).toEqual(['SCENARIO_TYPE']);
    const rules = await imported({ more: '{ScenarioSLAConfig\n<?xml version="1.0"?><SLA><SLARules><TrackingPeriodType>Default</TrackingPeriodType><AvgResponseTime/></SLARules></SLA>\n}\n' });
    expect(entriesOf(rules, 'SLA_RULE').map((entry) => [('function' in entry ? entry.function : ''), entry.facts])).toEqual([['AvgResponseTime', null]]);
  });

  it('says that a part is damaged and keeps the scripts', async () => {
    const result = await imported({ actions: '<RampUp>' });
    expect(result.virtualUsers.map(({ name }) => name)).toEqual(['s']);
    expect(result.notes.map(({ reason }) => reason).join()).toMatch(/The XML of the schedule of run is damaged/);
  });
});
