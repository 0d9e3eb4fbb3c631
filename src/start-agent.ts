import { agentSettings } from './config/agent-settings.js';
import { LoadAgent } from './local/agent/agent.js';

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** `node dist/main.js agent`: a load agent that takes its orders from one backend, until it is stopped or sent away. */
export async function startAgent(): Promise<void> {
  const settings = agentSettings();
  const say = (text: string): void => { console.log(`${new Date().toISOString()} ${text}`); };
  const { protocol, hostname } = new URL(settings.serverUrl);
  if (protocol === 'http:' && !LOOPBACK.test(hostname)) say(`SERVER_URL ${settings.serverUrl} is plain http: the secrets of every run travel readable. Put TLS before the backend.`);
  const agent = new LoadAgent({ settings, say });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => { void agent.stop(`the stop of the agent (${signal})`); });
  try {
    await agent.work();
  } catch (error) {
    say(`The agent ends. ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
  // Whatever still holds the process is of no use without its backend.
  process.exit();
}
