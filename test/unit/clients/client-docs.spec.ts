import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse as parseToml } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';

const DOCS = fileURLToPath(new URL('../../../docs/', import.meta.url));
const PAGES = ['clients.md', 'kubernetes.md'];
interface Block { readonly page: string; readonly line: number; readonly language: string; readonly text: string }

const blocks: Block[] = PAGES.flatMap((page) => {
  const markdown = readFileSync(`${DOCS}${page}`, 'utf8');
  return [...markdown.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map((match) => ({ page, line: markdown.slice(0, match.index).split('\n').length, language: match[1] ?? '', text: match[2] ?? '' }));
});
const place = ({ page, line }: Block): string => `${page}:${line}`;
const PARSERS: Readonly<Record<string, (text: string) => unknown>> = { json: (text) => JSON.parse(text) as unknown, toml: parseToml, yaml: (text) => parseYaml(text, { uniqueKeys: true }) as unknown };
const parsed = blocks.filter(({ language }) => language in PARSERS).map((block) => ({ at: place(block), language: block.language, page: block.page, value: PARSERS[block.language]?.(block.text) }));
const clients = readFileSync(`${DOCS}clients.md`, 'utf8');

interface Server { url?: string; serverUrl?: string; command?: string; args?: string[]; env?: Record<string, string> }
/** Servers of whatever form a snippet has. */
const serversOf = (value: unknown): Server[] => {
  const { mcpServers, servers, mcp_servers: tables } = value as { mcpServers?: Record<string, Server> | Server[]; servers?: Record<string, Server>; mcp_servers?: Record<string, Server> };
  return Object.values<Server>(mcpServers ?? servers ?? tables ?? {});
};

describe('what the pages for clients and operators show', () => {
  it('is in a language, so that it is checked', () => {
    expect(blocks.filter(({ language }) => !['json', 'toml', 'yaml', 'sh'].includes(language)).map(place)).toEqual([]);
  });

  it('parses', () => {
    expect(parsed.length).toBeGreaterThan(10);
    for (const { at, value } of parsed) expect(value, at).toBeTypeOf('object');
  });

  it('leads every client to one server, by its endpoint or as a program with its origin', () => {
    const snippets = parsed.filter(({ page }) => page === 'clients.md');
    for (const { at, value } of snippets) {
      const servers = serversOf(value);
      expect(servers, at).toHaveLength(1);
      for (const { url = '', serverUrl = '', command, args = [], env } of servers) {
        if (command === undefined) expect(`${url}${serverUrl}`, at).toMatch(/^(\$\{OCTOPERF_MCP_URL:-)?https:\/\/octoperf\.example\.com\/mcp\}?$/);
        else if (args.includes('--stdio')) expect(env, at).toMatchObject({ OCTOPERF_URL: 'https://octoperf.example.com' });
        else expect(args, at).toContain('https://octoperf.example.com/mcp');
      }
    }
  });

  it('asks for what it refers to, masked', () => {
    for (const { at, value } of parsed) {
      const asked = new Map(((value as { inputs?: { id: string; password?: boolean }[] }).inputs ?? []).map(({ id, password }) => [id, password]));
      for (const [, id = ''] of JSON.stringify(value).matchAll(/\$\{input:([^}]+)\}/g)) expect(asked.get(id), `${at} ${id}`).toBe(true);
    }
  });

  it('adds servers over HTTP at the endpoint and closes every quote of a command', () => {
    const commands = blocks.filter(({ language }) => language === 'sh').flatMap((block) => block.text.replaceAll('\\\n', ' ').trim().split('\n').map((command) => ({ at: place(block), command })));
    for (const { at, command } of commands) {
      expect((command.match(/"/g) ?? []).length % 2, `${at} ${command}`).toBe(0);
      if (/ mcp add .*(--transport http|--url)/.test(command)) expect(command, at).toContain('https://octoperf.example.com/mcp');
    }
    expect(commands.filter(({ command }) => /^(claude|codex|gemini) mcp add /.test(command))).toHaveLength(6);
  });

  it('has a section for each client, and links that lead somewhere', () => {
    for (const client of ['Claude Code', 'Claude.ai', 'Claude Desktop', 'ChatGPT', 'Codex', 'Gemini CLI', 'Cursor', 'VS Code', 'Windsurf', 'Continue', 'MCP Inspector']) expect(clients).toContain(`## ${client}`);
    for (const page of PAGES) {
      const markdown = readFileSync(`${DOCS}${page}`, 'utf8');
      const anchors = new Set([...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading.toLowerCase().replace(/[^\w\- ]/g, '').replaceAll(' ', '-')));
      for (const [, target = ''] of markdown.matchAll(/\]\(([^)\s]+)\)/g)) {
        if (target.startsWith('#')) expect(anchors, `${page} ${target}`).toContain(target.slice(1));
        else if (!target.startsWith('http')) expect(existsSync(`${DOCS}${target.split('#', 1)[0] ?? ''}`), `${page} ${target}`).toBe(true);
      }
    }
  });

  it('names the setting of the allow list as the vendor does', () => {
    expect(clients).toContain('Capabilities → Domain allowlist → Additional allowed domains');
  });
});
