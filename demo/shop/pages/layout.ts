/** Text that is already safe to stand in a page. Only `html` and `join` make it. */
export class Html {
  constructor(readonly text: string) {}
}

/** A template tag: every value is escaped unless it is `Html` itself. */
export function html(parts: TemplateStringsArray, ...values: readonly (string | number | Html)[]): Html {
  let text = parts[0] ?? '';
  values.forEach((value, index) => {
    text += (value instanceof Html ? value.text : escape(String(value))) + (parts[index + 1] ?? '');
  });
  return new Html(text);
}

/** Puts fragments one after the other. */
export function join(fragments: readonly Html[]): Html {
  return new Html(fragments.map((fragment) => fragment.text).join('\n'));
}

/** JSON as the content of a script element: `<` is written as an escape, so no value can close the element. */
export function jsonScript(id: string, value: unknown): Html {
  const text = JSON.stringify(value).replaceAll('<', '\\u003c');
  return new Html(`<script type="application/json" id="${escape(id)}">${text}</script>`);
}

/** What a page needs beside its content. */
export interface PageFrame {
  title: string;
  /** What stands in the search box. */
  searched?: string;
  /** The entry of the navigation that is current. */
  current?: 'shop' | 'account';
  /** Seconds after which the browser loads the page again; not at all by default. */
  refreshSeconds?: number;
}

/** A whole page. Styles and scripts are files, never inline. */
export function page(frame: PageFrame, content: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${refresh(frame)}<title>${frame.title} · Puddle &amp; Pine</title>
<link rel="icon" href="/assets/logo.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/shop.css">
<script src="/assets/shop.js" defer></script>
</head>
<body>
<a class="skip" href="#content">Skip to content</a>
${header(frame)}
<main id="content">
${content}
</main>
<footer class="foot">
<p>A demo shop to practise load tests on. Nothing here is for sale, nothing you type is kept.</p>
<p><a href="/__stats">What the shop has counted</a></p>
</footer>
</body>
</html>
`.text;
}

function refresh({ refreshSeconds }: PageFrame): Html {
  return refreshSeconds === undefined ? html`` : html`<meta http-equiv="refresh" content="${refreshSeconds}">
`;
}

function header(frame: PageFrame): Html {
  return html`<header class="bar">
<a class="brand" href="/"><img src="/assets/logo.svg" alt="" width="36" height="36"><span>Puddle &amp; Pine</span></a>
<form class="search" action="/search" role="search">
<input type="search" name="q" value="${frame.searched ?? ''}" placeholder="Search mugs, lamps, clocks…" aria-label="Search products" maxlength="200">
<button type="submit">Search</button>
</form>
<nav aria-label="Main">
<a href="/products?page=1"${current(frame, 'shop')}>All products</a>
<a href="/account"${current(frame, 'account')}>Account</a>
</nav>
</header>`;
}

function current(frame: PageFrame, entry: PageFrame['current']): Html {
  return frame.current === entry ? html` aria-current="page"` : html``;
}

/** A page that says what went wrong and where to go on. */
export function errorPage(status: number, message: string): string {
  const title = status >= 500 ? 'The shelf fell down' : status === 404 ? 'Nothing on this shelf' : 'That did not work';
  return page(
    { title },
    html`<section class="notice">
<p class="code">${status}</p>
<h1>${title}</h1>
<p>${message}</p>
<p><a class="button" href="/">Back to the shop</a></p>
</section>`,
  );
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
