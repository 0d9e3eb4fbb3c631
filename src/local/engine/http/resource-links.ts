import type { ExchangeView } from './exchange-view.js';

/** Most resources of one page: a hostile page must not become a load of its own. */
const MOST = 500;
const SOURCES = ['img[src]', 'script[src]', 'input[type=image][src]', 'embed[src]'];
const LINKS = ['link[rel~=stylesheet][href]', 'link[rel~=icon][href]'];

/** Absolute addresses of the images, styles and scripts of an HTML page, each once, in the order they stand. */
export function resourceLinks(view: ExchangeView): string[] {
  const page = view.document;
  const href = page('base[href]').first().attr('href') ?? '';
  const base = URL.canParse(href, view.url) ? new URL(href, view.url).href : view.url;
  const found = new Set<string>();
  for (const element of page([...SOURCES, ...LINKS].join(',')).toArray()) {
    const link = (page(element).attr('src') ?? page(element).attr('href') ?? '').trim();
    if (link === '' || !URL.canParse(link, base)) continue;
    const url = new URL(link, base);
    url.hash = '';
    if ((url.protocol === 'http:' || url.protocol === 'https:') && found.size < MOST) found.add(url.href);
  }
  return [...found];
}
