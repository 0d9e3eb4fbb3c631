import { Html, html, type Piece, shownText } from '../pages/html.js';
import { MARK } from '../pages/layout.js';
import { ASSETS } from './assets.js';
import { homePath, projectPath, SECTION_GROUPS, SECTIONS, sectionPath, type SectionPath } from './page-paths.js';

/** A step on the way from the first page to this one. */
export interface Crumb { readonly label: string; readonly href: string }

/** A page of the application. */
export interface AppPage {
  readonly title: string;
  readonly crumbs: readonly Crumb[];
  /** Where in a project it stands; pages above projects have no side. */
  readonly place?: { readonly workspaceId: string; readonly projectId: string; readonly section?: SectionPath | undefined } | undefined;
  readonly body: Html;
  /** Scripts beyond the one that every page has. */
  readonly scripts?: readonly string[];
}

/** Who looks, and what their forms must bring back. */
export interface Viewer { readonly username: string; readonly formToken: string }

const ICON = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none" stroke="#0b6b74" stroke-width="2.6" stroke-linecap="round"><circle cx="16" cy="16" r="5.2" fill="#0b6b74" stroke="none"/><path d="M16 8.4V3M16 29v-5.4M8.4 16H3M29 16h-5.4M10.6 10.6 6.8 6.8M25.2 25.2l-3.8-3.8M21.4 10.6l3.8-3.8M6.8 25.2l3.8-3.8"/></svg>')}`;

/** The complete document. Everything but charts and live figures is in it, and works without JavaScript. */
export function appDocument({ title, crumbs, place, body, scripts = [] }: AppPage, viewer: Viewer): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="${ICON}">
<title>${shownText(title)} · OctoPerf local backend</title>
<link rel="stylesheet" href="${ASSETS.path('app.css')}">
<script type="module" src="${ASSETS.path('app.js')}"></script>
${scripts.map((name) => html`<script type="module" src="${ASSETS.path(name)}"></script>
`)}</head>
<body data-echarts="${ASSETS.path('echarts.js')}">
<a class="skip" href="#main">Skip to content</a>
<header class="top">
<a class="brand" href="${homePath}">${MARK}<span>OctoPerf<small> local</small></span></a>
${trail(crumbs)}
${menu(viewer)}
</header>
<div class="${place === undefined ? 'frame' : 'frame with-side'}">
${place !== undefined && side(place)}
<main id="main" tabindex="-1">
${body}
</main>
</div>
<footer class="foot">Embedded backend on your own machine. Not operated by OctoPerf.</footer>
</body>
</html>
`.text;
}

function trail(crumbs: readonly Crumb[]): Piece {
  return crumbs.length > 0 && html`<nav class="trail" aria-label="Breadcrumb"><ol>${crumbs.map(({ label, href }, index) => html`<li><a href="${href}"${index === crumbs.length - 1 && html` aria-current="page"`}><bdi>${shownText(label)}</bdi></a></li>`)}</ol></nav>`;
}

function menu({ username, formToken }: Viewer): Html {
  return html`<details class="menu"><summary><span class="face" aria-hidden="true">${username.slice(0, 1).toUpperCase()}</span><span class="who">${shownText(username)}</span></summary>
<div class="sheet"><a href="/ui/connected-apps">Connected applications</a><a href="/ui/api-keys">API keys</a>
<form method="post" action="/ui/sign-out"><input type="hidden" name="form_token" value="${formToken}"><button>Sign out</button></form></div></details>`;
}

function side({ workspaceId, projectId, section }: NonNullable<AppPage['place']>): Html {
  const overview = html`<ul><li><a href="${projectPath(workspaceId, projectId)}"${section === undefined && html` aria-current="page"`}>Overview</a></li></ul>`;
  const groups = SECTION_GROUPS.map((group) => html`<p>${group}</p><ul>${SECTIONS.filter((entry) => entry.group === group).map(({ path, label }) => html`<li><a href="${sectionPath(workspaceId, projectId, path)}"${section === path && html` aria-current="page"`}>${label}</a></li>`)}</ul>`);
  return html`<nav class="side" aria-label="Project">${overview}${groups}</nav>`;
}

/**
 * Headers of the application's pages: nothing may run or be loaded but what this server itself serves under its assets, and no style or
 * script may stand in the page.
 */
export const APP_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'cache-control': 'no-store',
};
