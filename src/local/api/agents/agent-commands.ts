import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { ApplicationConfig } from '../../../config/application-config.js';
import type { AgentCommand, DockerProvider } from '../../../contract/provider.js';
import { badRequest, quoted } from '../refusals.js';
import { regionId } from '../workspaces/docker-providers/on-premise-provider.js';
import { AgentTokens } from './agent-tokens.js';

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Writes the commands that install agents. */
@Injectable()
export class AgentCommands {
  constructor(private readonly tokens: AgentTokens, private readonly config: ApplicationConfig) {}

  /** A command with a token and a name of its own. It is a `docker run` line where the operator named an image of this project, and starts the built project where not. */
  async make(provider: DockerProvider, location: string): Promise<AgentCommand> {
    const region = regionId(provider, location);
    if (region === undefined) throw badRequest(`The provider ${quoted(provider.name)} has no location ${quoted(location)}. It has: ${Object.keys(provider.regions).join(', ')}.`);
    const name = `octoperf-agent-${location.replace(/^[_-]+/, '').slice(0, 32)}-${randomBytes(3).toString('hex')}`;
    const token = await this.tokens.issue({ id: randomBytes(9).toString('base64url'), name, providerId: provider.id, region: location, regionId: region, type: 'MANUAL' });
    const { image } = this.config.local.agents;
    const plain = `SERVER_URL='${this.config.publicOrigin}' AGENT_TOKEN='${token}' AGENT_NAME='${name}' node dist/main.js agent`;
    const container = `sudo docker run -d --restart unless-stopped --name ${name} -e SERVER_URL='${this.config.publicOrigin}' -e AGENT_TOKEN='${token}' -e AGENT_NAME='${name}' -e AGENT_HOST="$(hostname)" -e AGENT_CONTAINER=true ${image ?? '<image of this project>'} agent`;
    return image === undefined ? { command: plain, notes: this.notes(`Run it in a folder of this project where "npm ci" and "npm run build" were done. In a container, with an image of this project whose entry point is "node dist/main.js" (name it in local.agents.image to get this form): ${container}`) } : { command: container, notes: this.notes('Podman takes the same line.') };
  }

  private notes(form: string): string[] {
    const { publicOrigin, publicHostname } = this.config;
    const isLoopback = LOOPBACK.test(publicHostname);
    return [
      form,
      ...(isLoopback ? [`SERVER_URL ${publicOrigin} is this machine's own name for itself: an agent elsewhere needs a backend with server.hostname and server.bind-address set to what the agent can reach.`] : []),
      ...(!isLoopback && publicOrigin.startsWith('http:') ? ['SERVER_URL is plain http: plans carry the secrets of a run, so put TLS before the backend.'] : []),
      'One agent per machine, and not on the machine under test. The agent makes outgoing calls to SERVER_URL only; it is UP within seconds (list_provider_agents).',
      'The agent loads its own machine and the hosts of AGENT_ALLOWED_HOSTS (comma-separated names, *.suffix or *), as far as local.engine.allowed-hosts of the backend allows them, too.',
      'The token is a credential and does not expire: removing or renaming the location takes it back. Each call of this tool gives a new token and a new name.',
    ];
  }
}
