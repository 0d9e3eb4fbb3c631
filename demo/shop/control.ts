import type { IncomingMessage } from 'node:http';
import type { LoadSettings } from './options.js';
import { BadSetting, readLoadSettings } from './options.js';
import { statsPage } from './pages/stats-page.js';
import { json, privatePage, Refusal } from './reply.js';
import type { Reply } from './reply.js';
import { readBody, readJson } from './request.js';
import type { ShopStats } from './statistics.js';

/** What the control routes may do to the shop. */
export interface Controls {
  stats(): ShopStats;
  reset(): void;
  change(settings: Partial<LoadSettings>): LoadSettings;
}

/**
 * Answers everything below `/__`: GET /__stats (JSON, or a page for browsers), POST /__reset, POST or PATCH /__config. Never counted.
 * @throws Refusal 404 for another path or method, 400 for bad settings
 */
export async function control(request: IncomingMessage, path: string, controls: Controls): Promise<Reply> {
  switch (`${request.method ?? ''} ${path}`) {
    case 'GET /__stats':
      return prefersHtml(request.headers.accept) ? privatePage(200, statsPage(controls.stats())) : json(200, controls.stats());
    case 'POST /__reset':
      controls.reset();
      return json(200, { reset: true });
    case 'POST /__config':
    case 'PATCH /__config':
      return json(200, controls.change(settingsOf(readJson(request, await readBody(request)))));
    default:
      throw new Refusal(404, 'Known here: GET /__stats, POST /__reset, POST /__config.');
  }
}

function settingsOf(sent: Map<string, unknown>): Partial<LoadSettings> {
  try {
    return readLoadSettings(sent);
  } catch (error) {
    if (error instanceof BadSetting) throw new Refusal(400, error.message);
    throw error;
  }
}

/** True when text/html is listed before JSON, as browsers do. */
function prefersHtml(accept: string | undefined): boolean {
  const page = (accept ?? '').indexOf('text/html');
  const data = (accept ?? '').indexOf('application/json');
  return page >= 0 && (data < 0 || page < data);
}
