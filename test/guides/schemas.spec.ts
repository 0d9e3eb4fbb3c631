import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { BenchReportTemplate } from '../../src/contract/bench-report-template.js';
import { CheckedBenchReport } from '../../src/contract/bench-report.js';
import { CorrelationRule, InjectionRule } from '../../src/contract/correlation-rule.js';
import { LoadRunnerAssessment, NeoloadAssessment } from '../../src/contract/design-import.js';
import { LOADRUNNER_KINDS, LoadRunnerNamedFacts, NEOLOAD_KINDS, NeoloadNamedFacts } from '../../src/contract/migration-facts.js';
import { Scenario } from '../../src/contract/scenario.js';
import { SLAProfile } from '../../src/contract/sla-profile.js';
import { VariableWrapper } from '../../src/contract/variable.js';
import { CheckedVirtualUser } from '../../src/contract/virtual-user.js';
import { schemaGuides } from '../../src/guides/schema-guides.js';
import { examples } from './examples.js';

type Json = Record<string, unknown>;
const CODE: Readonly<Record<string, z.ZodType>> = {
  vu: CheckedVirtualUser,
  scenario: Scenario,
  'bench-report': CheckedBenchReport,
  'bench-report-template': BenchReportTemplate,
  variables: VariableWrapper,
  'correlation-rules': CorrelationRule,
  'injection-rules': InjectionRule,
  'sla-profile': SLAProfile,
  'neoload-assessment': NeoloadAssessment,
  'loadrunner-assessment': LoadRunnerAssessment,
};
const guides = schemaGuides();
const published = (name: string): Json => JSON.parse(guides.find((guide) => guide.name === name)?.text ?? 'null') as Json;

const readBack = (name: string): z.ZodType => z.fromJSONSchema(published(name));

/** What the published schema and the code say of a value: they must agree. */
function verdicts(name: string, value: unknown): { schema: boolean; code: boolean } {
  return { schema: readBack(name).safeParse(value).success, code: (CODE[name] ?? z.never()).safeParse(value).success };
}

/** Every place where a branch of a family stands. */
function branches(node: unknown): Json[] {
  if (Array.isArray(node)) return node.flatMap(branches);
  if (typeof node !== 'object' || node === null) return [];
  const own = (node as Json)['oneOf'];
  return [...(Array.isArray(own) ? (own as Json[]) : []), ...Object.values(node).flatMap(branches)];
}

/** The example Virtual User with its tree replaced by one action. */
const virtualUserOf = (action: Json): Json => ({ ...examples('vu')[0], children: [action] });
/** The example SLA profile with one band changed. */
function slaOf(change: Json): Json {
  const [group, ...others] = examples('sla-profile')[0]?.['thresholds'] as { thresholds: Json[] }[];
  const [band, ...bands] = group?.thresholds ?? [];
  return { ...examples('sla-profile')[0], thresholds: [{ ...group, thresholds: [{ ...band, ...change }, ...bands] }, ...others] };
}
const debug = { '@type': 'DebugAction', id: '6a1f7c1e-0000-4000-8000-00000000000a', enabled: true, variablesDisplayed: true };

describe('published schemas', () => {
  it('are the ten of the contract', () => {
    expect(guides.map((guide) => guide.name)).toEqual(Object.keys(CODE));
  });

  it.each(Object.keys(CODE))('%s says what it is', (name) => {
    expect(published(name)).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema', $id: `octoperf://schema/${name}`, title: expect.stringMatching(/\w/) as string, description: expect.stringMatching(/\w/) as string });
  });

  it.each(Object.keys(CODE))('%s refers only to definitions that it holds', (name) => {
    const schema = published(name);
    const targets = [...JSON.stringify(schema).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] ?? '');
    const known = Object.keys((schema['$defs'] ?? {}) as Json).map((key) => `#/$defs/${key}`);
    expect(targets.filter((target) => !known.includes(target))).toEqual([]);
  });

  it.each(Object.keys(CODE))('%s: the examples are accepted by the schema and by the code', (name) => {
    const all = examples(name);
    expect(all.length).toBeGreaterThan(0);
    for (const example of all) expect(verdicts(name, example)).toEqual({ schema: true, code: true });
  });

  it.each(Object.keys(CODE))('%s: each branch of a family pins its @type and requires it; booleans are never required', (name) => {
    const all = branches(published(name));
    for (const branch of all) {
      const properties = branch['properties'] as Record<string, Json>;
      expect(properties['@type']?.['const']).toEqual(expect.any(String));
      expect(branch['required']).toContain('@type');
      expect((branch['required'] as string[]).filter((key) => properties[key]?.['type'] === 'boolean')).toEqual([]);
    }
    expect(all.length).toBeGreaterThan(0);
  });

  it('the types of one family differ', () => {
    const types = ((published('vu')['$defs'] as Record<string, { oneOf: Record<string, Record<string, Json>>[] }>)['Action']?.oneOf ?? []).map((branch) => branch['properties']?.['@type']?.['const']);
    expect(types.length).toBeGreaterThan(30);
    expect(new Set(types).size).toBe(types.length);
  });

  it('there are eight injection rules', () => {
    expect(branches(published('injection-rules'))).toHaveLength(8);
    expect(examples('injection-rules')).toHaveLength(8);
  });

  it('enabled warns that an omitted boolean is stored as false', () => {
    for (const name of ['vu', 'correlation-rules']) {
      const enabled = branches(published(name)).map((branch) => (branch['properties'] as Record<string, Json>)['enabled']).filter((node) => node?.['type'] === 'boolean');
      expect(enabled.length).toBeGreaterThan(0);
      for (const node of enabled) expect(node?.['description']).toMatch(/omitted boolean is stored as false/);
    }
    expect((published('correlation-rules')['properties'] as Record<string, Json>)['enabled']).toEqual({ type: 'boolean', default: true });
  });

  it('name and description carry the limits of the platform', () => {
    const { name, description } = published('scenario')['properties'] as Record<string, Json>;
    expect(name?.['maxLength']).toBe(80);
    expect(description?.['maxLength']).toBe(2000);
  });
});

describe('schemas of the migrations', () => {
  const entryOf = (name: string): Record<string, Json> => ((published(name)['properties'] as Record<string, { items: { properties: Record<string, Json> } }>)['unconverted']?.items.properties ?? {});

  it.each([['neoload-assessment', NEOLOAD_KINDS, 29], ['loadrunner-assessment', LOADRUNNER_KINDS, 33]] as const)('%s lists every kind, and lets a newer one through', (name, kinds, count) => {
    expect((entryOf(name)['kind']?.['anyOf'] as Json[])[0]?.['enum']).toEqual([...kinds]);
    expect(new Set(kinds).size).toBe(count);
    expect(verdicts(name, { portability: 'ASSISTED', unconverted: [{ kind: 'TIME_TRAVEL', facts: { '@type': 'TimeTravelFacts', year: 1985 } }] })).toEqual({ schema: true, code: true });
  });

  it.each([['neoload-assessment', NeoloadNamedFacts, 9], ['loadrunner-assessment', LoadRunnerNamedFacts, 14]] as const)('%s names every type of facts', (name, family, count) => {
    const types = branches(published(name)).map((branch) => (branch['properties'] as Record<string, Json>)['@type']?.['const']);
    expect(new Set(types).size).toBe(count);
    for (const { facts } of (examples(name)[0]?.['unconverted'] as { facts?: Json }[]).filter(({ facts }) => types.includes(facts?.['@type']))) expect(family.safeParse(facts).success).toBe(true);
  });

  it.each(['neoload-assessment', 'loadrunner-assessment'])('%s: the examples show several types of facts', (name) => {
    const shown = (examples(name)[0]?.['unconverted'] as { facts?: Json }[]).flatMap(({ facts }) => facts?.['@type'] ?? []);
    expect(new Set(shown).size).toBeGreaterThan(5);
  });
});

describe('published schemas refuse what the code refuses', () => {
  it.each<[string, string, Json]>([
    ['vu', 'an action without @type', virtualUserOf({ id: 'a', name: 'x', enabled: true, children: [] })],
    ['vu', 'an action of an unknown @type', virtualUserOf({ '@type': 'TeleportAction', id: 'a', children: [] })],
    ['vu', 'a DebugAction with a name', virtualUserOf({ ...debug, name: 'debug' })],
    ['vu', 'a request without method', virtualUserOf({ '@type': 'HttpRequestAction', id: 'a', serverId: 's', path: '/', children: [] })],
    ['vu', 'a bad action deep in the tree', virtualUserOf({ '@type': 'ContainerAction', id: 'a', children: [{ '@type': 'ContainerAction', id: 'b', children: [{ '@type': 'TeleportAction', id: 'c' }] }] })],
    ['vu', 'an unknown type of Virtual User', { ...examples('vu')[0], type: 'GATLING' }],
    ['scenario', 'a load of an unknown @type', { ...examples('scenario')[0], userProfiles: [{ ...(examples('scenario')[0]?.['userProfiles'] as Json[])[0], load: { '@type': 'UserProfileLoadWarp' } }] }],
    ['scenario', 'an incomplete engine', { ...examples('scenario')[0], userProfiles: [{ ...(examples('scenario')[0]?.['userProfiles'] as Json[])[0], engine: { '@type': 'JmeterUserProfileEngine', bandwidth: { name: 'UNLIMITED', bitsPerSecond: 0 } } }] }],
    ['bench-report', 'five runs', { ...examples('bench-report')[0], benchResultIds: ['a', 'b', 'c', 'd', 'e'] }],
    ['bench-report', 'a stacked chart without metric', { ...examples('bench-report')[0], items: [{ '@type': 'StackedChartReportItem', id: 'i', name: 'n', mode: 'PERCENT', metrics: [] }] }],
    ['bench-report', 'a colour that is none', { ...examples('bench-report')[0], configs: [{ '@type': 'SingleColorReportConfig', color: 'red' }] }],
    ['variables', 'a variable without @type', { ...examples('variables')[0], variable: { value: 'x' } }],
    ['correlation-rules', 'a rule without extractor', { id: '', projectId: 'p', name: 'n', injectionRules: [] }],
    ['injection-rules', 'an unknown @type', { '@type': 'CookieInjectionRule', regexp: '.*' }],
    ['bench-report-template', 'an item of an unknown @type', { ...examples('bench-report-template')[0], items: [{ '@type': 'HologramReportItem', id: 'i', name: 'n' }] }],
    ['bench-report-template', 'a template without workspace', { ...examples('bench-report-template')[0], workspaceId: undefined }],
    ['bench-report-template', 'two metrics where one is drawn', { ...examples('bench-report-template')[0], items: [{ '@type': 'StackedChartReportItem', id: 'i', name: 'n', mode: 'PERCENT', metrics: [{ id: 'USERLOAD', type: 'LOAD', filters: [] }, { id: 'USERLOAD', type: 'LOAD', filters: [] }] }] }],
    ['sla-profile', 'a band without id', slaOf({ id: undefined })],
    ['sla-profile', 'an unknown severity', slaOf({ severity: 'FATAL' })],
    ['sla-profile', 'a time of an unknown @type', slaOf({ time: { '@type': 'MoonPhaseCondition' } })],
    ['sla-profile', 'a bound that is neither open nor closed', slaOf({ value: { '@type': 'RangeCondition', range: { lowerEndpoint: 1, lowerBoundType: 'AJAR' } } })],
    ['sla-profile', 'a name of 101 characters on a band', slaOf({ name: 'n'.repeat(101) })],
    ['sla-profile', 'an unknown metric', { ...examples('sla-profile')[0], thresholds: [{ metric: 'HAPPINESS', thresholds: [] }] }],
    ['neoload-assessment', 'an unknown portability', { portability: 'EASY', unconverted: [] }],
    ['neoload-assessment', 'an entry without kind', { portability: 'ASSISTED', unconverted: [{ marker: '' }] }],
    ['neoload-assessment', 'facts without @type', { portability: 'ASSISTED', unconverted: [{ kind: 'MONITOR', facts: { host: 'h' } }] }],
    ['loadrunner-assessment', 'an unknown recording level', { portability: 'ASSISTED', scripts: [{ name: 's', recordingLevel: 'TCP' }], unconverted: [] }],
    ['loadrunner-assessment', 'a line that is no number', { portability: 'ASSISTED', unconverted: [{ kind: 'CUSTOM_C_CODE', line: 'twelve' }] }],
  ])('%s: %s', (name, _what, value) => {
    expect(verdicts(name, value)).toEqual({ schema: false, code: false });
  });

  it('accepts the same DebugAction without a name', () => {
    expect(verdicts('vu', virtualUserOf(debug))).toEqual({ schema: true, code: true });
  });
});
