import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { agentsGuide } from '../../src/guides/agents-guide.js';
import type { Guide } from '../../src/guides/guide.js';
import { agentsMd, skillGuides } from '../../src/guides/markdown-guides.js';
import { schemaGuides } from '../../src/guides/schema-guides.js';
import type { ToolSpec } from '../../src/mcp/tool-spec.js';
import { servedTools } from './served-tools.js';

const PROSE_MAX = 12_000;
/** Words in snake case that are not tools: values and fields of others. */
const NOT_TOOLS: ReadonlySet<string> = new Set(['_csrf']);

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
      'octoperf://skills/async-polling', 'octoperf://skills/auto-correlation', 'octoperf://skills/bench-reports', 'octoperf://skills/har-recording', 'octoperf://skills/validation-triage',
      'octoperf://schema/vu', 'octoperf://schema/scenario', 'octoperf://schema/bench-report', 'octoperf://schema/variables', 'octoperf://schema/correlation-rules', 'octoperf://schema/injection-rules',
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
