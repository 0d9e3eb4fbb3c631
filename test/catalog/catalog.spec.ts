import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Agent, agentOf } from '../support/agent.js';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const snapshots = new Map(readdirSync(FOLDER).filter((file) => file.endsWith('.json') && file !== 'budget.json').map((file) => [file.replace('.json', ''), JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Record<string, unknown>]));
const DESCRIPTION_MAX = 420;
const DEFINITION_MAX = 2_400;
type Schema = Record<string, unknown> & { properties?: Record<string, Schema>; items?: Schema; anyOf?: Schema[] };

let agent: Agent;
let tools: Awaited<ReturnType<Agent['client']['listTools']>>['tools'];
beforeAll(async () => {
  agent = await agentOf('tester');
  tools = (await agent.client.listTools()).tools;
});
afterAll(() => agent.close());

describe('the tool list', () => {
  it('is exactly what the snapshots say: npm run gen, and look at the difference', () => {
    expect(tools.map((tool) => tool.name)).toEqual([...snapshots.keys()].sort());
    for (const tool of tools) {
      const { area: _area, effect: _effect, ...expected } = snapshots.get(tool.name) ?? {};
      const { _meta, ...served } = tool as Record<string, unknown>;
      expect(JSON.parse(JSON.stringify(served)), tool.name).toEqual(expected);
      const { securitySchemes, ...view } = _meta as Record<string, unknown>;
      expect(securitySchemes, tool.name).toEqual([{ type: 'oauth2' }]);
      expect(view, tool.name).toEqual(VIEWS[tool.name] ?? {});
    }
  });

  it('is sorted by name and free of doubles', () => {
    const names = tools.map((tool) => tool.name);
    expect(names).toEqual([...new Set(names)].sort());
  });

  it('costs what the committed budget says', () => {
    const budget = JSON.parse(readFileSync(join(FOLDER, 'budget.json'), 'utf8')) as { tools: number; definitionCharacters: number };
    const seen = tools.map(({ name, title, description, inputSchema }) => JSON.stringify({ name, title, description, inputSchema }).length);
    expect([tools.length, seen.reduce((sum, size) => sum + size, 0)]).toEqual([budget.tools, budget.definitionCharacters]);
  });
});

describe('every tool', () => {
  it('has words, bounded and distinct', () => {
    for (const { name, title, description = '', inputSchema } of tools) {
      expect(name).toMatch(/^[a-z][a-z0-9_]{2,63}$/);
      expect(title, name).toBeTruthy();
      expect(description.length, `${name} description`).toBeLessThanOrEqual(DESCRIPTION_MAX);
      expect(description, name).toMatch(/[.!?]$/);
      expect(JSON.stringify({ name, title, description, inputSchema }).length, `${name} definition`).toBeLessThanOrEqual(DEFINITION_MAX);
    }
    expect(new Set(tools.map((tool) => tool.description)).size).toBe(tools.length);
    expect(new Set(tools.map((tool) => tool.title)).size).toBe(tools.length);
  });

  it('takes an object, describes every parameter and refuses unknown ones', () => {
    for (const { name, inputSchema } of tools) {
      expect(inputSchema.type, name).toBe('object');
      expect((inputSchema as Schema)['additionalProperties'], name).toBe(false);
      for (const [parameter, schema] of Object.entries((inputSchema as Schema).properties ?? {})) expect(schema['description'], `${name}.${parameter}`).toBeTruthy();
    }
  });

  it('answers an object with a schema', () => {
    for (const { name, outputSchema } of tools) expect((outputSchema as Schema | undefined)?.['type'], name).toBe('object');
  });

  it('states all four hints, and they do not contradict one another', () => {
    for (const { name, annotations } of tools) {
      for (const hint of ['readOnlyHint', 'destructiveHint', 'idempotentHint', 'openWorldHint'] as const) expect(typeof annotations?.[hint], `${name}.${hint}`).toBe('boolean');
      if (annotations?.readOnlyHint === true) expect([annotations.destructiveHint, annotations.idempotentHint], name).toEqual([false, true]);
    }
  });

  it('names in its description only tools that exist', () => {
    const names = new Set(tools.map((tool) => tool.name));
    const families = ['create_scenario_', 'list_', 'get_report_'];
    for (const { name, description = '' } of tools) {
      for (const [word] of description.matchAll(/\b(?:get|list|create|update|delete|import|describe|sanity|validate|fetch|apply|run|stop|read|download)_[a-z_]+\*?/g)) {
        if (word.endsWith('*') || families.includes(word)) continue;
        expect(names.has(word), `${name} mentions ${word}`).toBe(true);
      }
    }
  });

  it('has a prompt of the same name with the same arguments', async () => {
    const { prompts } = await agent.client.listPrompts();
    expect(prompts.map((prompt) => prompt.name)).toEqual(tools.map((tool) => tool.name));
    for (const tool of tools) {
      const prompt = prompts.find((candidate) => candidate.name === tool.name);
      expect(prompt?.arguments?.map((argument) => argument.name), tool.name).toEqual(Object.keys((tool.inputSchema as Schema).properties ?? {}));
      expect(prompt?.arguments?.filter((argument) => argument.required === true).map((argument) => argument.name), tool.name).toEqual((tool.inputSchema as Schema)['required'] ?? []);
    }
  });
});

describe('an entity in an answer', () => {
  it('always carries the link to its page', () => {
    const lacking: string[] = [];
    const walk = (schema: Schema | undefined, path: string): void => {
      if (schema === undefined) return;
      const properties = schema.properties ?? {};
      const entity = 'id' in properties && 'name' in properties && !('@type' in properties);
      if (entity && !('url' in properties)) lacking.push(path);
      for (const [name, inner] of Object.entries(properties)) walk(inner, `${path}.${name}`);
      walk(schema.items, `${path}[]`);
      for (const branch of schema.anyOf ?? []) walk(branch, path);
    };
    for (const tool of tools) walk(tool.outputSchema, tool.name);
    expect(lacking).toEqual(LINKLESS);
  });
});

/** Tools whose answers a host of MCP Apps shows in a view. */
const VIEWS: Readonly<Record<string, object>> = { render_report_chart: { ui: { resourceUri: 'ui://octoperf/report-chart' }, 'ui/resourceUri': 'ui://octoperf/report-chart' } };
/** Things with an id and a name that have no page of their own. */
const LINKLESS: readonly string[] = ['get_report_insights.insights[]', 'list_active_subscriptions.subscriptions[]', 'list_correlation_frameworks.frameworks[]', 'list_provider_agents.agents[]'];
