import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CheckedBenchReport } from '../../src/contract/bench-report.js';
import type { ActionNode } from '../../src/contract/actions.js';
import { LOADRUNNER_KINDS, NEOLOAD_KINDS } from '../../src/contract/migration-facts.js';
import { SLAProfile } from '../../src/contract/sla-profile.js';
import { Scenario } from '../../src/contract/scenario.js';
import { CheckedVirtualUser, VirtualUser } from '../../src/contract/virtual-user.js';
import { agentsGuide } from '../../src/guides/agents-guide.js';
import type { Guide } from '../../src/guides/guide.js';
import { agentsMd, skillGuides } from '../../src/guides/markdown-guides.js';
import { schemaGuides } from '../../src/guides/schema-guides.js';
import type { ToolSpec } from '../../src/mcp/tool-spec.js';
import { defaultReport } from '../../src/local/analysis/default-report.js';
import { patched } from '../../src/octoperf/patched-entity.js';
import { examples, slaProfile } from './examples.js';
import { servedTools } from './served-tools.js';

const PROSE_MAX = 12_000;
/** Characters of a skill; the migrations explain some thirty kinds each. */
const SKILL_MAX = 9_000;
const MIGRATION_MAX = 14_000;
/** Words in snake case that are not tools: values and fields of others. */
const NOT_TOOLS: ReadonlySet<string> = new Set(['oauth_token', 'oauth_timestamp']);

const markdown = [agentsMd(servedTools), ...skillGuides()];
const all = [...markdown, ...schemaGuides()];
const tools = new Map(servedTools.map((tool) => [tool.name, tool]));
const prose = agentsMd([]).text;

const spans = (text: string): string[] => [...text.replace(/```[\s\S]*?```/g, '').matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');
const resources = (text: string): string[] => [...text.matchAll(/octoperf:\/\/[a-z]+\/[a-z-]+/g)].map(([uri]) => uri);

interface Call { readonly tool: string; readonly args: Record<string, unknown> }
/** The calls in the fenced blocks: a tool's name and its arguments as JSON, one per line. */
function calls({ text }: Guide): Call[] {
  const fences = [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)];
  const fenced = fences.filter((match) => match[1] === '').flatMap((match) => (match[2] ?? '').trimEnd().split('\n'));
  return fenced.map((line) => {
    const [, tool = line, json = 'null'] = /^(\w+) (\{.*\})$/.exec(line) ?? [];
    return { tool, args: JSON.parse(json) as Record<string, unknown> };
  });
}

describe('guides', () => {
  it('have the names of the contract, each once', () => {
    expect(all.map((guide) => guide.uri)).toEqual([
      'octoperf://templates/agents-md',
      'octoperf://skills/async-polling',
      'octoperf://skills/auto-correlation',
      'octoperf://skills/bench-reports',
      'octoperf://skills/blazemeter-migration',
      'octoperf://skills/export-bench-report-pdf',
      'octoperf://skills/har-recording',
      'octoperf://skills/jtl-import',
      'octoperf://skills/loadrunner-migration',
      'octoperf://skills/neoload-migration',
      'octoperf://skills/onpremise-agent',
      'octoperf://skills/real-browser-probe',
      'octoperf://skills/report-item-editing',
      'octoperf://skills/scenario-composition',
      'octoperf://skills/scenario-diagnosis',
      'octoperf://skills/scheduling',
      'octoperf://skills/sla',
      'octoperf://skills/validation-triage',
      'octoperf://skills/workspace',
      'octoperf://schema/vu', 'octoperf://schema/scenario', 'octoperf://schema/bench-report', 'octoperf://schema/bench-report-template', 'octoperf://schema/variables', 'octoperf://schema/correlation-rules',
      'octoperf://schema/injection-rules', 'octoperf://schema/sla-profile', 'octoperf://schema/neoload-assessment', 'octoperf://schema/loadrunner-assessment',
    ]);
    expect(new Set(all.map((guide) => guide.publicPath)).size).toBe(all.length);
  });

  it.each(all)('$uri is complete and its bytes are its text', (guide) => {
    for (const words of [guide.name, guide.title, guide.description]) expect(words).toMatch(/\w/);
    expect(guide.body.toString('utf8')).toBe(guide.text);
    expect(guide.etag).toMatch(/^"[\w-]{43}"$/);
    expect(guide.text).not.toContain('\r');
  });

  it('have the same entity tag for the same text, another for another', () => {
    const tags = all.map((guide) => guide.etag);
    expect([agentsMd(servedTools), ...skillGuides(), ...schemaGuides()].map((guide) => guide.etag)).toEqual(tags);
    expect(new Set(tags).size).toBe(tags.length);
  });

  it.each(skillGuides())('$uri has a front matter that YAML readers understand', (guide) => {
    const front = parse(/^---\n([\s\S]*?)\n---\n/.exec(guide.text)?.[1] ?? '') as unknown;
    expect(front).toEqual({ name: guide.name, description: guide.description });
  });

  it.each(skillGuides())('$uri is short enough to be read at once', ({ name, text }) => {
    expect(text.length).toBeLessThanOrEqual(name.endsWith('-migration') ? MIGRATION_MAX : SKILL_MAX);
  });

  it.each(markdown)('$uri refers only to resources that exist', ({ text }) => {
    const known = all.map((guide) => guide.uri);
    expect(resources(text).filter((uri) => !known.includes(uri))).toEqual([]);
  });
});

describe('what the guides teach is true for this server', () => {
  it.each(markdown)('$uri names only tools that are served', ({ text }) => {
    const named = spans(text).filter((span) => /^[a-z]+(_[a-z]+)+$/.test(span) && !NOT_TOOLS.has(span));
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !tools.has(name))).toEqual([]);
  });

  it.each(skillGuides())('$uri shows calls that the tools accept', (guide) => {
    const shown = calls(guide);
    expect(shown.length).toBeGreaterThan(0);
    const refused = shown.flatMap(({ tool, args }) => {
      const parsed = tools.get(tool)?.params.safeParse(args);
      return parsed?.success === true ? [] : [`${tool}: ${parsed?.error.message ?? 'no such tool'}`];
    });
    expect(refused).toEqual([]);
  });
});

const placeholder = { id: '<actionId>', name: '<marker>', enabled: true };
/** A tree in which the places that the guides speak of exist. */
const tree: ActionNode[] = [{
  '@type': 'ContainerAction', id: 'step', name: '01 Home', enabled: true,
  children: Array.from({ length: 6 }, () => ({
    '@type': 'HttpRequestAction', ...placeholder, serverId: 'server', method: 'GET', path: '/', children: [],
    headers: ['Accept', 'Referer', 'Cookie'].map((name) => ({ name, value: 'x' })), queryParameters: [{ name: 'order', value: '17' }],
  })),
}];
const virtualUser = VirtualUser.parse({ id: 'vu', projectId: 'project', name: 'Shop', type: 'JMETER', children: tree });
const patchesOf = (tool: string): { uri: string; patch: unknown[] }[] => skillGuides().flatMap((guide) => calls(guide).filter((call) => call.tool === tool).map(({ args }) => ({ uri: guide.uri, patch: args['patch'] as unknown[] })));

describe('patches shown in the guides', () => {
  it('are some of both kinds', () => {
    expect(patchesOf('patch_virtual_user').length).toBeGreaterThan(5);
    expect(patchesOf('patch_sla_profile').length).toBeGreaterThan(3);
    expect(patchesOf('patch_scenario').length).toBeGreaterThan(3);
    expect(patchesOf('patch_bench_report').length).toBeGreaterThan(3);
  });

  it.each(patchesOf('patch_virtual_user'))('$uri: patch_virtual_user $patch makes a Virtual User that can be stored, with nothing disabled by oversight', ({ patch }) => {
    const { entity, warnings } = patched(virtualUser, patch, { schema: CheckedVirtualUser, uri: 'octoperf://schema/vu' });
    expect(entity.children).not.toEqual(virtualUser.children);
    expect(warnings.filter((warning) => warning.includes('enabled'))).toEqual([]);
  });

  it.each(patchesOf('patch_sla_profile'))('$uri: patch_sla_profile $patch makes a profile that can be stored', ({ patch }) => {
    const { entity, warnings } = patched(slaProfile, patch, { schema: SLAProfile, uri: 'octoperf://schema/sla-profile' });
    expect(entity).not.toEqual(slaProfile);
    expect(warnings).toEqual([]);
  });

  it.each(patchesOf('patch_scenario'))('$uri: patch_scenario $patch makes a scenario that can be stored', ({ patch }) => {
    const [scenario = {}] = examples('scenario');
    const { entity, warnings } = patched(scenario, patch, { schema: Scenario, uri: 'octoperf://schema/scenario' });
    expect(entity).not.toEqual(scenario);
    expect(warnings).toEqual([]);
  });

  it.each(patchesOf('patch_bench_report'))('$uri: patch_bench_report $patch makes a report that can be stored', ({ patch }) => {
    let next = 0;
    const report = defaultReport({ benchResultId: '<benchResultId>', projectId: 'p', userId: 'u', name: 'Run', virtualUsers: [], created: 0, id: () => `i${next++}` });
    const { entity, warnings } = patched(report, patch, { schema: CheckedBenchReport, uri: 'octoperf://schema/bench-report' });
    expect(entity).not.toEqual(report);
    expect(new Set(entity.configs.map((config) => config['@type'])).size).toBe(entity.configs.length);
    expect(warnings).toEqual([]);
  });

  it('moving a limit leaves neither gap nor overlap', () => {
    const [move] = patchesOf('patch_sla_profile');
    const { entity } = patched(slaProfile, move?.patch ?? [], { schema: SLAProfile, uri: '' });
    const ranges = SLAProfile.parse(entity).thresholds[0]?.thresholds.map(({ value }) => value.range) ?? [];
    expect(ranges.map(({ lowerEndpoint, upperEndpoint }) => [lowerEndpoint, upperEndpoint])).toEqual([[undefined, 1000], [1000, 3000], [3000, undefined]]);
  });
});

describe('the migrations', () => {
  it.each([['neoload-migration', NEOLOAD_KINDS], ['loadrunner-migration', LOADRUNNER_KINDS]] as const)('%s has one section for each kind of unconverted entry', (name, kinds) => {
    const text = skillGuides().find((guide) => guide.name === name)?.text ?? '';
    const sections = text.split(/^#{2,3} /m).slice(1).map((section) => section.split('\n', 1)[0] ?? '');
    expect(sections.filter((title) => /^[A-Z_]+$/.test(title)).sort()).toEqual([...kinds].sort());
    for (const section of text.split(/^### /m).slice(1)) expect(section.split('\n').slice(1).join(' ').trim().length).toBeGreaterThan(20);
  });

  it('BlazeMeter keys are never shown as an argument of a tool', () => {
    const guide = skillGuides().find(({ name }) => name === 'blazemeter-migration');
    expect(JSON.stringify(guide === undefined ? [] : calls(guide))).not.toMatch(/BZM_|blazemeter\.com/i);
  });
});

describe('the agent guide', () => {
  it('has prose of a length that can be read at every start', () => {
    expect(Buffer.byteLength(prose)).toBeLessThan(PROSE_MAX);
  });

  it('lists every served tool once, with its effect', () => {
    const text = agentsMd(servedTools).text;
    for (const { name, effect } of servedTools) expect(text.split('\n').filter((line) => line.startsWith(`| \`${name}\` | ${effect} | `))).toHaveLength(1);
    expect(text).toContain(`## Tools (${servedTools.length})`);
  });

  it('names before the table what needs a yes of the user', () => {
    const line = agentsMd(servedTools).text.split('\n').find((candidate) => candidate.startsWith('Ask the user before: '));
    expect(line).toContain('`run_scenario`');
    expect(line).toContain('`delete_project`');
    expect(line).not.toContain('`list_workspaces`');
  });

  it('takes the first sentence and keeps the table whole', () => {
    const spec = { name: 'one', effect: 'read', description: 'Reads a|b, e.g.\n one of 1.5.  Next: two.' } as unknown as ToolSpec;
    expect(agentsGuide('# Prose\n\n', [spec])).toBe('# Prose\n\n## Tools (1)\n\n| Tool | Effect | What it does |\n| --- | --- | --- |\n| `one` | read | Reads a\\|b, e.g. one of 1.5. |\n');
  });
});
