import { commandLine } from './command-line.js';
import type { ApplicationConfig } from './config/application-config.js';
import { ConfigurationError } from './config/configuration-error.js';
import { loadApplicationYml } from './config/load-application-yml.js';
import { configurationFiles, type Setting, settingsOf } from './config/provenance.js';
import { redacted } from './config/redacted.js';
import { modeOf } from './run-modes.js';

const USAGE = 'config check|print [bridge|local|backend] [--all] [--with-secrets]';

/**
 * `node dist/main.js config check` says whether the configuration can be used; `config print` shows what is in force and who said so,
 * secrets hidden (`--redacted` says so aloud, `--with-secrets` shows them), defaults left out (`--all` shows them). Throws ConfigurationError.
 */
export async function showConfig(args: readonly string[]): Promise<void> {
  const { values, positionals: [what, mode] } = commandLine(args, { redacted: { type: 'boolean' }, 'with-secrets': { type: 'boolean' }, all: { type: 'boolean' } }, USAGE);
  if (what !== 'check' && what !== 'print') throw new ConfigurationError([`config: say one of: ${USAGE}`]);
  const options = { runMode: modeOf(mode) };
  const config = loadApplicationYml(options);
  const settings = settingsOf(config, options);
  const shown = what === 'print' ? settings.filter(({ isDefault }) => values.all === true || !isDefault) : [];
  const hide = values['with-secrets'] === true && values.redacted !== true ? (_path: string, value: unknown): unknown => value : redacted;
  console.log([...(what === 'print' ? shown.map((setting) => lineOf(setting, hide)) : [`The configuration can be used (${options.runMode}). ${settings.filter(({ isDefault }) => !isDefault).length} keys are set.`]), '', ...derived(config), ...filesRead(options)].join('\n'));
}

const lineOf = ({ path, value, source }: Setting, hide: typeof redacted): string => `${path}: ${JSON.stringify(hide(path, value))}   # ${source}`;

/** What follows from the keys: nobody sets it, everybody trips over it. */
function derived(config: ApplicationConfig): string[] {
  return [
    `# MCP endpoint ${config.mcpUrl}`, `# issuer       ${config.issuer}`, `# audiences    ${config.audiences.join(' ')}`, `# REST API     ${String(redacted('', config.apiUrl))}`, `# pages        ${config.uiUrl}`,
    `# listens on   ${config.bindAddress}:${config.server.port}`,
  ];
}

function filesRead(options: { readonly runMode: ApplicationConfig['runMode'] }): string[] {
  const files = configurationFiles(options);
  return files.length === 0 ? ['# no file beside the shipped defaults'] : files.map((file) => `# read         ${file}`);
}
