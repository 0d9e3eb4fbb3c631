import { NestFactory } from '@nestjs/core';
import type { McpTransportContext } from '@rekog/mcp-nest';
import { AppModule, servedAreas } from './app.module.js';
import type { ApplicationConfig } from './config/application-config.js';
import type { Surface } from './doctor/patient.js';
import { createMcpStrategy } from './mcp/mcp-strategy.js';
import type { McpServer, RequestHandler } from './mcp/server-extensions.js';
import type { SoleTransport } from './mcp/stdio-transport.js';
import { ObserveModule } from './observe/observe.module.js';
import { Happenings } from './scope/happenings.js';

interface LowLevelServer { setRequestHandler(method: string, handler: RequestHandler, third?: unknown): void }
interface Tool { readonly name: string; readonly title?: string; readonly description?: string; readonly inputSchema?: unknown }

/** A way in that nobody comes through: it keeps the handlers that a client would reach. */
class Rehearsal implements SoleTransport {
  readonly kind = 'stdio' as const;
  private readonly handlers = new Map<string, RequestHandler>();

  start(context: McpTransportContext): void { context.createBoundServer({ transport: this.kind, stateless: false, era: 'legacy' }, { user: {} }); }
  close(): void { this.handlers.clear(); }

  readonly opening = (server: McpServer): McpServer => {
    const low = server.server as unknown as LowLevelServer;
    const set = low.setRequestHandler.bind(low);
    low.setRequestHandler = (method, handler, third) => { this.handlers.set(method, handler); set(method, handler, third); };
    return server;
  };

  async list(): Promise<Tool[]> {
    const tools: Tool[] = [];
    let cursor: string | undefined;
    do {
      const page = (await this.handlers.get('tools/list')?.({ params: cursor === undefined ? {} : { cursor } }, {})) as { tools: Tool[]; nextCursor?: string } | undefined;
      tools.push(...page?.tools ?? []);
      cursor = page?.nextCursor;
    } while (cursor !== undefined);
    return tools;
  }
}

/** The tools of a configuration as a client is told of them: the whole application is built, and asked, without listening and without touching a file. */
export async function servedSurface(config: ApplicationConfig): Promise<Surface> {
  const rehearsal = new Rehearsal();
  const happenings = new Happenings();
  const { strategy, surface } = createMcpStrategy(config, happenings, { areas: servedAreas(config), sole: rehearsal });
  const app = await NestFactory.create(AppModule.of(config, { surface }, happenings, ObserveModule.idle()), { logger: ['error'], bodyParser: false });
  app.connectMicroservice({ strategy }, { inheritAppConfig: true });
  await app.init();
  await app.startAllMicroservices();
  const tools = await rehearsal.list();
  await app.close();
  return { tools: tools.map(({ name }) => name), characters: tools.reduce((sum, { name, title, description, inputSchema }) => sum + JSON.stringify({ name, title, description, inputSchema }).length, 0) };
}
