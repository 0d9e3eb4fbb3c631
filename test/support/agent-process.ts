import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MOST = 200_000;

/** A load agent in a process of its own, started by the command that an operator would paste. */
export interface AgentProcess {
  readonly child: ChildProcess;
  output(): string;
  /** Ends it and waits; yields the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** The exit code, once it ended by itself. */
  ended(): Promise<number | null>;
}

/** Runs the command in the project's folder. @param environment over that of the command. */
export function startAgentProcess(command: string, environment: Readonly<Record<string, string>> = {}): AgentProcess {
  const assignments = Object.entries(environment).map(([name, value]) => `${name}='${value}'`).join(' ');
  // `exec` and `env`: the process is the agent itself, and later assignments win.
  const child = spawn('sh', ['-c', `exec env ${command.replace(/ node /, ` ${assignments} node `)}`], { cwd: ROOT, env: { PATH: process.env['PATH'] }, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => { printed = (printed + chunk.toString('utf8')).slice(-MOST); });
  const ended = async (): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    return child.exitCode;
  };
  return {
    child, ended, output: () => printed,
    stop: async (signal = 'SIGTERM') => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      return ended();
    },
  };
}
