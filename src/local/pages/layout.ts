import { Html, html } from './html.js';
import { STYLE, STYLE_SOURCE } from './style.js';

/** Eight arms around a head: our own mark. */
export const MARK = html`<svg viewBox="0 0 32 32" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round"><circle cx="16" cy="16" r="5.2" fill="currentColor" stroke="none"/><path d="M16 8.4V3M16 29v-5.4M8.4 16H3M29 16h-5.4M10.6 10.6 6.8 6.8M25.2 25.2l-3.8-3.8M21.4 10.6l3.8-3.8M6.8 25.2l3.8-3.8"/></svg>`;

/** A page ready to be sent. */
export interface Page {
  readonly title: string;
  readonly body: Html;
  readonly wide?: boolean;
}

/** The complete document: works without JavaScript, loads nothing. */
export function document({ title, body, wide = false }: Page): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>${title} · OctoPerf local backend</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<main class="${wide ? 'wide' : 'narrow'}">
<p class="brand">${MARK}<span>OctoPerf local backend</span></p>
${body}
</main>
<footer>Embedded backend on your own machine. Not operated by OctoPerf.</footer>
</body>
</html>
`.text;
}

/**
 * Headers of every page here. The policy says nothing about `form-action` where a form may end in a redirect to an
 * application: browsers apply it to the redirect too and would block it (building-blocks.md §2, pitfall 6).
 * @param formsStayHere true for pages whose forms never lead to another origin.
 */
export function pageHeaders(formsStayHere: boolean): Readonly<Record<string, string>> {
  const policy = ["default-src 'none'", `style-src ${STYLE_SOURCE}`, "img-src 'self' data:", "base-uri 'none'", "frame-ancestors 'none'", ...(formsStayHere ? ["form-action 'self'"] : [])];
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy.join('; '),
    'x-frame-options': 'DENY',
    'x-content-type-options': 'nosniff',
    // Not "no-referrer": with it browsers send `Origin: null` with our own forms, and the origin check could not work.
    'referrer-policy': 'same-origin',
    'cache-control': 'no-store',
  };
}
