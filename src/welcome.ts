import type { ApplicationConfig } from './config/application-config.js';

/** An account made at the first start, with the password that is shown this once. */
export interface FirstAccount { readonly username: string; readonly password: string }

/** What a newcomer needs to see: where the server is, how each client connects, and (once) how to sign in. */
export function welcome(config: ApplicationConfig, accounts: readonly FirstAccount[], backendOnly?: string): string {
  const lines = backendOnly === undefined ? clientLines(config.mcpUrl) : ['', `  OctoPerf-compatible backend  ${backendOnly}`, `  public origin                ${config.publicOrigin}`];
  if (accounts.length > 0) {
    lines.push('', '  Accounts made at this first start. The passwords are shown this once:');
    for (const { username, password } of accounts) lines.push(`    ${username}   ${password}`);
  }
  return [...lines, ''].join('\n');
}

function clientLines(mcpUrl: string): string[] {
  const json = JSON.stringify({ servers: { octoperf: { type: 'http', url: mcpUrl } } });
  return [
    '',
    `  MCP endpoint   ${mcpUrl}`,
    '',
    '  Connect a client (it opens your browser to sign in):',
    `    Claude Code    claude mcp add --transport http octoperf ${mcpUrl}`,
    `    Codex          codex mcp add octoperf --url ${mcpUrl}`,
    `    Gemini CLI     gemini mcp add --transport http octoperf ${mcpUrl}`,
    `    Cursor         .cursor/mcp.json   {"mcpServers":{"octoperf":{"url":"${mcpUrl}"}}}`,
    `    VS Code        .vscode/mcp.json   ${json}`,
    '',
    '  A site to test: npm run shop        A token for scripts: npm run token',
  ];
}
