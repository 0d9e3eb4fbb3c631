/** An answer with its body read. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
}

/** What a customer may send beside method and path. */
export interface Sending {
  headers?: Record<string, string>;
  body?: string;
}

/** One browser without JavaScript: keeps one cookie, follows no redirect. */
export class Customer {
  cookie = '';

  constructor(private readonly origin: string) {}

  /** Sends one request and keeps the cookie that comes back. */
  async send(method: string, path: string, { headers = {}, body }: Sending = {}): Promise<Answer> {
    const response = await fetch(this.origin + path, {
      method,
      redirect: 'manual',
      headers: { ...headers, ...(this.cookie === '' ? {} : { cookie: this.cookie }) },
      ...(body === undefined ? {} : { body }),
    });
    const set = response.headers.getSetCookie()[0]?.split(';', 1)[0];
    if (set !== undefined) this.cookie = set;
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  /** Submits the login form. */
  async submitLogin(username: string, password: string, csrf: string): Promise<Answer> {
    const form = new URLSearchParams({ username, password, _csrf: csrf });
    return this.send('POST', '/login', { body: form.toString(), headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  }

  /** Opens the form, signs in, lands on the account page. */
  async signIn(username: string): Promise<{ apiToken: string; cartCsrf: string }> {
    const csrf = group(/name="_csrf" value="([^"]+)"/, (await this.send('GET', '/login')).text);
    const landing = (await this.submitLogin(username, 'demo', csrf)).headers.get('location') ?? '';
    return bootValues((await this.send('GET', landing)).text);
  }
}

/** The values that the account page hands to its script. */
export function bootValues(page: string): { apiToken: string; cartCsrf: string } {
  return { apiToken: group(/"apiToken":"([^"]+)"/, page), cartCsrf: group(/"cartCsrf":"([^"]+)"/, page) };
}

/** The first group of a pattern. @throws when the text does not contain it */
export function group(pattern: RegExp, text: string): string {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`${String(pattern)} does not occur in: ${text.slice(0, 300)}`);
  return found;
}
