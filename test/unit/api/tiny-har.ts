/** A recording of three requests: a page with a token, the form that posts it back, and what follows. */
export function tinyHar(origin: string): string {
  const started = Date.parse('2026-01-01T00:00:00Z');
  const entry = (at: number, method: string, path: string, status: number, body: string, more: object = {}): object => ({
    startedDateTime: new Date(started + at).toISOString(), time: 20, pageref: 'page_1',
    request: { method, url: `${origin}${path}`, httpVersion: 'HTTP/1.1', headers: [{ name: 'Accept', value: 'text/html' }], queryString: [], cookies: [], headersSize: -1, bodySize: 0, ...more },
    response: { status, statusText: '', httpVersion: 'HTTP/1.1', headers: [{ name: 'Content-Type', value: 'text/html' }], cookies: [], content: { size: body.length, mimeType: 'text/html', text: body }, redirectURL: '', headersSize: -1, bodySize: body.length },
    cache: {}, timings: { send: 0, wait: 20, receive: 0 },
  });
  const postData = { mimeType: 'application/x-www-form-urlencoded', params: [{ name: 'csrf', value: 'recorded-token-1' }] };
  return JSON.stringify({
    log: {
      version: '1.2', creator: { name: 'test', version: '1' },
      pages: [{ startedDateTime: new Date(started).toISOString(), id: 'page_1', title: 'Login', pageTimings: {} }],
      entries: [
        entry(0, 'GET', '/login', 200, '<input name="csrf" value="recorded-token-1">'),
        entry(1000, 'POST', '/login', 200, 'welcome', { postData }),
        entry(2000, 'GET', '/home', 200, 'home'),
      ],
    },
  });
}

/** A multipart form with the HAR in the part `file`. */
export function harForm(har: string | Uint8Array<ArrayBuffer>, filename = 'My shop.har'): FormData {
  const form = new FormData();
  form.append('file', new Blob([har], { type: 'application/json' }), filename);
  return form;
}
