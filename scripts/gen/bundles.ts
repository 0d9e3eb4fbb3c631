import { readFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { skillGuides } from '../../src/guides/markdown-guides.js';

/** Where the bundles lead their clients, and what they call themselves. */
export interface BundleOptions {
  /** Public address clients reach, such as `https://octoperf.example.com`: scheme, host and port only. */
  readonly origin: string;
  /** Path of the MCP endpoint there (`server.mcp-context-path`). */
  readonly path?: string;
  readonly version: string;
}

/** The address of `npm start`: what is committed works with it at once. */
export const LOCAL_ORIGIN = 'http://localhost:8091';
const NAME = 'octoperf';
const SUMMARY = 'Load testing with OctoPerf: import recordings, correlate, validate, run load, read reports.';
const ABOUT = { name: NAME, description: SUMMARY, license: 'Apache-2.0' } as const;
const AUTHOR = { name: 'OctoPerf', email: 'support@octoperf.com' } as const;
const HOMEPAGE = 'https://octoperf.com';
const KEYWORDS = ['octoperf', 'load-testing', 'performance', 'jmeter', 'mcp'] as const;
const CONTEXT = [
  'OctoPerf is driven through the tools of the MCP server `octoperf`.',
  'Before the first of them, read the skill `octoperf-guide`: who acts, what must be asked first, how to wait, how to spend few tokens.',
  'Each task has a skill of its own (`octoperf-…`); the same texts are resources of the server, `octoperf://skills/…`.',
  'Never start load on a site that the user neither owns nor may test.',
] as const;

/**
 * Everything a client needs, as files below one folder: one plugin that Claude Code, Codex and Cursor install and Gemini CLI takes as an
 * extension, with one copy of the skills the server serves, the catalogues those clients look for, and plain configurations for the others.
 *
 * @returns text by path
 * @throws Error where the origin or the path is none
 */
export function bundles({ origin, path = '/mcp', version }: BundleOptions): ReadonlyMap<string, string> {
  const url = endpointOf(origin, path);
  return new Map([
    ...[...plugin(url, version)].map(([file, text]) => [`${NAME}/${file}`, text] as const),
    ['.claude-plugin/marketplace.json', json({ name: NAME, description: SUMMARY, owner: AUTHOR, plugins: [{ name: NAME, source: `./${NAME}`, description: SUMMARY }] })],
    ['.cursor-plugin/marketplace.json', json({ name: NAME, owner: AUTHOR, plugins: [{ name: NAME, source: NAME, description: SUMMARY }] })],
    ['.agents/plugins/marketplace.json', json({ name: NAME, interface: { displayName: 'OctoPerf' }, plugins: [{ name: NAME, source: { source: 'local', path: `./${NAME}` }, policy: { installation: 'AVAILABLE', authentication: 'ON_INSTALL' }, category: 'Developer Tools' }] })],
    ['vscode/mcp.json', json({ servers: { [NAME]: { type: 'http', url } } })],
    ['vscode/mcp-stdio.json', json(stdioOfVsCode(new URL(url).origin))],
    ['cursor/mcp.json', json({ mcpServers: { [NAME]: { url } } })],
    ['codex/config.toml', `[mcp_servers.${NAME}]\nurl = ${JSON.stringify(url)}\n`],
    ['README.md', readme(url)],
  ]);
}

/** The address of the MCP endpoint. */
function endpointOf(origin: string, path: string): string {
  const bare = /^https?:\/\/[^/?#@\s]+$/.test(origin) && URL.canParse(origin);
  if (!bare) throw new Error(`"${origin}" is no origin: give scheme, host and, if need be, port, such as https://octoperf.example.com`);
  if (!/^(\/[A-Za-z0-9._~-]+)+$/.test(path)) throw new Error(`"${path}" is no path of an endpoint: it starts with / and does not end with one`);
  return `${origin}${path}`;
}

function plugin(url: string, version: string): Map<string, string> {
  const named = { ...ABOUT, version, author: AUTHOR, homepage: HOMEPAGE, keywords: KEYWORDS };
  return new Map([
    ['.claude-plugin/plugin.json', json(named)],
    ['.cursor-plugin/plugin.json', json({ ...named, displayName: 'OctoPerf', mcpServers: './mcp.json' })],
    ['.codex-plugin/plugin.json', json({ ...named, skills: './skills/', mcpServers: './mcp.json', interface: { displayName: 'OctoPerf', shortDescription: 'Load testing', longDescription: SUMMARY, developerName: AUTHOR.name, category: 'Developer Tools', capabilities: ['Read', 'Write'] } })],
    ['gemini-extension.json', json({ name: NAME, version, description: SUMMARY, contextFileName: 'CONTEXT.md', mcpServers: { [NAME]: { httpUrl: url } } })],
    // Claude Code fills in the variable (seen in 2.1.197), the others would take it as it stands.
    ['.mcp.json', json({ mcpServers: { [NAME]: { type: 'http', url: `\${OCTOPERF_MCP_URL:-${url}}` } } })],
    ['mcp.json', json({ mcpServers: { [NAME]: { type: 'http', url } } })],
    ['CONTEXT.md', `${CONTEXT.join('\n')}\n`],
    [`rules/${NAME}.mdc`, `---\n${stringify({ description: 'Use when a task is about OctoPerf, load tests, Virtual Users, scenarios or bench reports.', alwaysApply: false }, { lineWidth: 0 })}---\n${CONTEXT.join('\n')}\n`],
    ...skills().map(({ name, description, body }): [string, string] => [`skills/${name}/SKILL.md`, `---\n${stringify({ name, description }, { lineWidth: 0 })}---\n${body}`]),
  ]);
}

/** What the server serves, under names that are not mistaken for those of other plugins. */
function skills(): { name: string; description: string; body: string }[] {
  const prose = readFileSync(new URL('../../src/guides/content/agents.md', import.meta.url), 'utf8');
  return [
    { name: `${NAME}-guide`, description: 'Read first, before any OctoPerf tool: identity, safety, the way from a recording to a report, waiting, errors, few tokens.', body: prose },
    ...skillGuides().map(({ name, description, text }) => ({ name: `${NAME}-${name}`, description, body: text.replace(/^---\n[\s\S]*?\n---\n/, '') })),
  ];
}

function stdioOfVsCode(origin: string): object {
  return {
    inputs: [{ type: 'promptString', id: 'octoperf-api-key', description: 'OctoPerf API key', password: true }],
    servers: { [NAME]: { type: 'stdio', command: 'npx', args: ['-y', 'octoperf-mcp-server', '--stdio'], env: { OCTOPERF_URL: origin, OCTOPERF_API_KEY: '${input:octoperf-api-key}' } } },
  };
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

function readme(url: string): string {
  return `# OctoPerf for your agent

<!-- Generated by \`npm run gen\` from src/guides; for another origin by \`npm run bundles -- --origin https://octoperf.example.com --out folder\`. -->

Everything here leads to \`${url}\`; the plugin of Claude Code follows the environment variable \`OCTOPERF_MCP_URL\` where that is set. Run the
commands in this folder.

| Client | How |
|---|---|
| Claude Code | \`claude plugin marketplace add "$PWD"\`, then \`claude plugin install ${NAME}@${NAME}\` |
| Codex | \`codex plugin marketplace add "$PWD"\`, then \`codex plugin add ${NAME}@${NAME}\`; without skills: \`codex/config.toml\` |
| Gemini CLI | \`gemini extensions install ./${NAME}\`, then \`/mcp auth ${NAME}\` in a session |
| Cursor | \`mkdir -p ~/.cursor/plugins/local && cp -r ${NAME} ~/.cursor/plugins/local/\`; without skills: \`cursor/mcp.json\` as \`.cursor/mcp.json\` |
| VS Code | \`vscode/mcp.json\` as \`.vscode/mcp.json\`; with an API key instead of a sign-in: \`vscode/mcp-stdio.json\` |
| any other that knows Agent Skills | the folders of \`${NAME}/skills\` into its skills folder, and the address above as a server over HTTP |
`;
}
