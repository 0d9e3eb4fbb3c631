import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse as parseToml } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { bundles, LOCAL_ORIGIN } from '../../../scripts/gen/bundles.js';
import { skillGuides } from '../../../src/guides/markdown-guides.js';

const ORIGIN = 'https://octoperf.example.com:8443';
const URL_OF_IT = `${ORIGIN}/agents/mcp`;
const files = bundles({ origin: ORIGIN, path: '/agents/mcp', version: '1.2.3' });
const text = (path: string): string => {
  const found = files.get(path);
  if (found === undefined) throw new Error(`no file ${path}`);
  return found;
};
const json = <T = Record<string, unknown>>(path: string): T => JSON.parse(text(path)) as T;
interface Plugin { name: string; version: string; skills?: string; mcpServers?: string; contextFileName?: string }
const MANIFESTS = ['.claude-plugin/plugin.json', '.codex-plugin/plugin.json', '.cursor-plugin/plugin.json', 'gemini-extension.json'].map((file) => `octoperf/${file}`);
const inPlugin = (path: string): string => `octoperf/${path.replace(/^\.\//, '')}`;

describe('the bundles', () => {
  it('are one plugin of one name and version for every client', () => {
    for (const manifest of MANIFESTS) expect(json<Plugin>(manifest)).toMatchObject({ name: 'octoperf', version: '1.2.3' });
  });

  it('hold whatever a manifest or a catalogue points to', () => {
    for (const { skills, mcpServers, contextFileName } of MANIFESTS.map((manifest) => json<Plugin>(manifest))) {
      if (typeof mcpServers === 'string') expect([...files.keys()]).toContain(inPlugin(mcpServers));
      if (contextFileName !== undefined) expect([...files.keys()]).toContain(inPlugin(contextFileName));
      if (skills !== undefined) expect([...files.keys()].some((path) => path.startsWith(inPlugin(skills)))).toBe(true);
    }
    const sources = [
      json<{ plugins: { source: string }[] }>('.claude-plugin/marketplace.json').plugins.map(({ source }) => source),
      json<{ plugins: { source: string }[] }>('.cursor-plugin/marketplace.json').plugins.map(({ source }) => source),
      json<{ plugins: { source: { path: string } }[] }>('.agents/plugins/marketplace.json').plugins.map(({ source }) => source.path),
    ];
    expect(sources.map((paths) => paths.map((path) => path.replace(/^\.\//, '')))).toEqual([['octoperf'], ['octoperf'], ['octoperf']]);
  });

  it('lead every client to the origin they were made for, and nowhere else', () => {
    expect(json('octoperf/.mcp.json')).toEqual({ mcpServers: { octoperf: { type: 'http', url: `\${OCTOPERF_MCP_URL:-${URL_OF_IT}}` } } });
    expect(json('octoperf/mcp.json')).toEqual({ mcpServers: { octoperf: { type: 'http', url: URL_OF_IT } } });
    expect(json('octoperf/gemini-extension.json')).toMatchObject({ mcpServers: { octoperf: { httpUrl: URL_OF_IT } } });
    expect(json('cursor/mcp.json')).toEqual({ mcpServers: { octoperf: { url: URL_OF_IT } } });
    expect(json('vscode/mcp.json')).toEqual({ servers: { octoperf: { type: 'http', url: URL_OF_IT } } });
    expect(parseToml(text('codex/config.toml'))).toEqual({ mcp_servers: { octoperf: { url: URL_OF_IT } } });
    const configured = [...files].filter(([path]) => !path.includes('/skills/'));
    for (const [path, content] of configured) expect(content, path).not.toContain(LOCAL_ORIGIN);
  });

  it('ask for an API key masked, and hold none', () => {
    const { inputs, servers } = json<{ inputs: { id: string; type: string; password: boolean }[]; servers: { octoperf: { env: Record<string, string> } } }>('vscode/mcp-stdio.json');
    expect(inputs).toMatchObject([{ id: 'octoperf-api-key', type: 'promptString', password: true }]);
    expect(servers.octoperf.env).toEqual({ OCTOPERF_URL: ORIGIN, OCTOPERF_API_KEY: '${input:octoperf-api-key}' });
  });

  it('hold every skill the server serves, word for word, as Agent Skills want them', () => {
    const skills = [...files].filter(([path]) => path.startsWith('octoperf/skills/'));
    expect(skills).toHaveLength(skillGuides().length + 1);
    for (const [path, content] of skills) {
      const [, front = '', body = ''] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(content) ?? [];
      const { name, description, ...rest } = parseYaml(front) as { name: string; description: string };
      expect(path).toBe(`octoperf/skills/${name}/SKILL.md`);
      expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(name.length).toBeLessThanOrEqual(64);
      expect(description.length).toBeLessThanOrEqual(1024);
      expect(rest).toEqual({});
      const served = skillGuides().find((guide) => `octoperf-${guide.name}` === name);
      expect(body.startsWith('# ')).toBe(true);
      if (name !== 'octoperf-guide') {
        expect(served?.description).toBe(description);
        expect(served?.text.endsWith(body)).toBe(true);
      }
    }
  });

  it('give Cursor a rule it can read: a description, not for every chat', () => {
    const [, front = ''] = /^---\n([\s\S]*?)\n---\n/.exec(text('octoperf/rules/octoperf.mdc')) ?? [];
    const { description, ...rest } = parseYaml(front) as { description: string };
    expect(description).toMatch(/^Use when /);
    expect(rest).toEqual({ alwaysApply: false });
  });

  it.each(['octoperf.example.com', 'https://octoperf.example.com/', 'https://octoperf.example.com/mcp', 'ftp://octoperf.example.com', 'https://me@octoperf.example.com', 'https://', 'https://a b'])('refuse %s as an origin', (origin) => {
    expect(() => bundles({ origin, version: '1.0.0' })).toThrow(/is no origin/);
  });

  it('refuse a path that ends with a slash', () => {
    expect(() => bundles({ origin: ORIGIN, path: '/mcp/', version: '1.0.0' })).toThrow(/is no path/);
  });
});

describe('the dev container', () => {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  const container = JSON.parse(readFileSync(`${root}.devcontainer/devcontainer.json`, 'utf8')) as { forwardPorts: number[]; postCreateCommand: string; portsAttributes: Record<string, unknown> };

  it('opens the ports of the server and installs what it needs', () => {
    expect(container.forwardPorts).toEqual(expect.arrayContaining([8091, 8090]));
    expect(Object.keys(container.portsAttributes).map(Number).sort()).toEqual([...container.forwardPorts].sort());
    expect(container.postCreateCommand).toBe('npm ci');
  });

  it('is not joined by an example that would be active in this repository', () => {
    for (const path of ['.vscode/mcp.json', '.mcp.json', '.cursor/mcp.json', 'gemini-extension.json', '.claude-plugin']) expect(existsSync(`${root}${path}`), path).toBe(false);
  });
});
