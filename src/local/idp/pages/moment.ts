import { Html, html } from '../../pages/html.js';

/** A moment, in UTC: the server does not know where the reader lives. */
export function moment(epochMs: number): Html {
  const iso = new Date(epochMs).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC</time>`;
}
