import { availableParallelism, hostname, totalmem } from 'node:os';
import { ConfigurationError } from './configuration-error.js';

/** What a load agent is told by its environment. */
export interface AgentSettings {
  /** Origin of the backend: the only one the agent takes orders from. */
  readonly serverUrl: string;
  readonly token: string;
  readonly name: string | undefined;
  readonly host: string;
  /** Hosts that this agent loads besides its own machine, whatever the backend says. */
  readonly allowedHosts: readonly string[];
  readonly workFolder: string | undefined;
  readonly memoryMb: number;
  readonly processors: number;
  /** Started as a container of its own: it is removed as one. */
  readonly container: boolean;
}

const MIB = 1_048_576;
const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/;

/**
 * Reads SERVER_URL, AGENT_TOKEN and, where they are set, AGENT_NAME, AGENT_HOST, AGENT_ALLOWED_HOSTS (comma-separated),
 * AGENT_CONTAINER (`true` in the docker form of the command) and AGENT_WORK_FOLDER. Throws ConfigurationError naming every bad one.
 */
export function agentSettings(environment: Readonly<Record<string, string | undefined>> = process.env): AgentSettings {
  const { SERVER_URL: serverUrl = '', AGENT_TOKEN: token = '', AGENT_NAME: name = '', AGENT_HOST: host = '', AGENT_ALLOWED_HOSTS: hosts = '', AGENT_CONTAINER: container = '', AGENT_WORK_FOLDER: workFolder = '' } = environment;
  const complaints = [
    isOrigin(serverUrl) ? '' : 'SERVER_URL: must be the http(s) address of the backend without a path, such as https://octoperf.example.com; take the command from get_onpremise_agent_command',
    TOKEN.test(token) ? '' : 'AGENT_TOKEN: must be the token of the command from get_onpremise_agent_command',
    name === '' || NAME.test(name) ? '' : 'AGENT_NAME: must have 1 to 63 characters out of A-Z, a-z, 0-9, "_", "." and "-"',
  ].filter((complaint) => complaint !== '');
  if (complaints.length > 0) throw new ConfigurationError(complaints);
  return {
    serverUrl: new URL(serverUrl).origin, token, name: name === '' ? undefined : name,
    host: (host === '' ? hostname() : host).replace(/[^A-Za-z0-9_.-]/g, '-').slice(0, 255),
    allowedHosts: hosts.split(',').map((entry) => entry.trim()).filter((entry) => entry !== ''),
    workFolder: workFolder === '' ? undefined : workFolder,
    memoryMb: Math.floor(memoryOfMachine() / MIB), processors: availableParallelism(),
    container: container === 'true',
  };
}

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.username === '' && (url.pathname === '/' || url.pathname === '') && url.search === '' && url.hash === '';
}

/** What a container is allowed counts, not what its machine has. */
function memoryOfMachine(): number {
  const [total, allowed] = [totalmem(), process.constrainedMemory()];
  return allowed > 0 && allowed < total ? allowed : total;
}
