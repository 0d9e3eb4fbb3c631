/** One answer of a server, followed as far as asked. */
export interface View {
  readonly status: number;
  readonly url: string;
  readonly text: string;
  readonly headers: Headers;
}

const unescape = (text: string): string => text.replace(/&(amp|lt|gt|quot|#39|#96);/g, (_, name: string) => ({ 'amp': '&', 'lt': '<', 'gt': '>', 'quot': '"', '#39': "'", '#96': '`' })[name] ?? '');

/** A browser without JavaScript: cookies, redirects and forms. It stops before an address that is not the server's. */
export class FormBrowser {
  private readonly cookies = new Map<string, { value: string; path: string }>();

  constructor(private readonly origin: string) {}

  async open(url: string, init: RequestInit = {}): Promise<View> {
    let target = new URL(url, this.origin).href;
    let request = init;
    for (let hop = 0; hop < 15; hop += 1) {
      if (new URL(target).origin !== this.origin) return { status: 0, url: target, text: '', headers: new Headers() };
      const response = await fetch(target, { ...request, redirect: 'manual', headers: { ...request.headers, cookie: this.cookieHeader(target) } });
      this.keepCookies(response.headers);
      const location = response.headers.get('location');
      if (location === null || response.status < 300 || response.status >= 400) return { status: response.status, url: target, text: await response.text(), headers: response.headers };
      await response.arrayBuffer();
      target = new URL(location, target).href;
      request = {};
    }
    throw new Error('too many redirects');
  }

  /** Sends the first form of a page (or the one that contains a text) with these fields filled in. */
  async submit(view: View, fields: Readonly<Record<string, string>>, containing = ''): Promise<View> {
    const forms = view.text.match(/<form[\s\S]*?<\/form>/g) ?? [];
    const form = forms.find((candidate) => candidate.includes(containing));
    if (form === undefined) throw new Error(`no form in ${view.status} ${view.url}: ${view.text.slice(0, 300)}`);
    const body = new URLSearchParams();
    for (const [, name = '', value = ''] of form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)) body.set(name, unescape(value));
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    const action = new URL(unescape(/action="([^"]*)"/.exec(form)?.[1] ?? ''), view.url).href;
    return this.open(action, { method: 'POST', body, headers: { origin: this.origin } });
  }

  private keepCookies(headers: Headers): void {
    for (const line of headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
      const name = pair.slice(0, pair.indexOf('='));
      const path = attributes.find((attribute) => /^path=/i.test(attribute))?.slice(5) ?? '/';
      const gone = pair.endsWith('=') || attributes.some((attribute) => /^max-age=0$/i.test(attribute) || /^expires=.*1970/i.test(attribute));
      if (gone) this.cookies.delete(`${name}\n${path}`);
      else this.cookies.set(`${name}\n${path}`, { value: pair, path });
    }
  }

  private cookieHeader(url: string): string {
    const { pathname } = new URL(url);
    return [...this.cookies.values()].filter(({ path }) => pathname.startsWith(path)).map(({ value }) => value).join('; ');
  }
}
