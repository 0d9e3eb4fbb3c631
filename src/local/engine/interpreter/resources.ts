import type { AllowedHosts } from '../http/allowed-hosts.js';
import { mediaTypeOf } from '../http/decode-body.js';
import { ExchangeView } from '../http/exchange-view.js';
import { redirected, rewritten, withoutHeaders } from '../http/redirect.js';
import { placeOf } from '../http/request-plan.js';
import { resourceLinks } from '../http/resource-links.js';
import { refusedReply, type WireRequest } from '../http/wire.js';
import type { Frame, Sample, SampledAction } from './sample.js';
import type { User } from './user.js';

/** Of the page's own headers, those that a browser also sends for its images, styles and scripts. */
const INHERITED: ReadonlySet<string> = new Set(['user-agent', 'accept-language', 'accept-encoding', 'authorization']);

interface Page { readonly resources: SampledAction; readonly hosts: AllowedHosts }

/**
 * Fetches the images, styles and scripts of a page, `pool` at a time, as hits of the row `<action>.resources`. The wall-clock time
 * goes into the container (entities.md §3.4: "including resources"), a failed one makes it KO.
 */
export async function downloadResources(user: User, page: ExchangeView, { resources, hosts }: Page, pool: number, frame: Frame): Promise<ExchangeView[]> {
  const startedAt = performance.now();
  const waiting = linksOf(user, page);
  const views: ExchangeView[] = [];
  const worker = async (): Promise<void> => {
    for (let url = waiting.shift(); url !== undefined && !user.over; url = waiting.shift()) {
      for (const view of await fetchResource(user, page, url, hosts)) {
        views.push(view);
        const sample = resourceSample(resources, view);
        user.stage.listener.sample(user, sample);
        frame.add({ ...sample, elapsedMs: 0 });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(pool, 20, waiting.length) }, worker));
  frame.elapsedMs += performance.now() - startedAt;
  return views;
}

/** A page too odd to be read is a page without resources. */
function linksOf(user: User, page: ExchangeView): string[] {
  try {
    return resourceLinks(page);
  } catch (error) {
    user.program.log.warn(`The resources of a page could not be read: ${error instanceof Error ? error.message : String(error)}`);
    return [];
  }
}

/** One resource, with the redirects on the way to it; nothing when the run was stopped meanwhile. */
async function fetchResource(user: User, page: ExchangeView, url: string, hosts: AllowedHosts): Promise<ExchangeView[]> {
  const place = placeOf(url, hosts);
  const headers = withoutHeaders(page.wire.headers, (name) => !INHERITED.has(name) || (name === 'authorization' && !url.startsWith(`${page.wire.origin}/`)));
  const at = 'refused' in place ? { origin: new URL(url).origin, path: '/' } : place;
  let wire: WireRequest = rewritten(page.wire, { ...at, method: 'GET', headers: ['Accept', '*/*', ...headers, 'Referer', page.url], body: undefined });
  if ('refused' in place) return [new ExchangeView(wire, refusedReply(place.refused))];
  const hops: ExchangeView[] = [];
  while (hops.length <= user.settings.network.maxRedirects) {
    const way = user.transport.throughCache(wire);
    if ('reply' in way && way.reply === undefined) break;
    if ('wire' in way) ({ wire } = way);
    const view = new ExchangeView(wire, 'wire' in way ? await user.transport.send(wire, () => 0) : way.reply ?? refusedReply(''));
    if (view.reply.aborted) break;
    hops.push(view);
    const next = redirected(wire, view.reply, hosts);
    if (next === undefined) break;
    if ('refused' in next) { hops.push(new ExchangeView(wire, refusedReply(next.refused))); break; }
    wire = next;
  }
  return hops;
}

function resourceSample(action: SampledAction, { reply, wire, url }: ExchangeView): Sample {
  return {
    action, startedAt: reply.startedAt, elapsedMs: reply.elapsedMs, latencyMs: reply.latencyMs, connectMs: reply.connectMs,
    receivedBytes: reply.receivedBytes, sentBytes: reply.sentBytes, success: reply.code > 0 && reply.code < 400, code: String(reply.code), method: wire.method,
    mediaType: mediaTypeOf(reply.contentType) || undefined, contentType: reply.contentType, reason: reply.problem === '' ? reply.reason : reply.problem, failure: reply.problem, failedAssertions: [], url,
  };
}
