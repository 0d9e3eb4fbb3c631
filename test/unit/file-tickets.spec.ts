import { describe, expect, it } from 'vitest';
import type { ApplicationConfig } from '../../src/config/application-config.js';
import { type FileCall, FileTickets } from '../../src/octoperf/file-tickets.js';

const call = (subject = 'ann', method: 'GET' | 'POST' = 'POST'): FileCall => ({ subject, token: 'secret', part: 'file', method, path: '/design/imports/har/p1', query: {} });
const ticketIn = (url: string): string => url.replace(/.*\//, '');
function served(): FileTickets {
  const tickets = new FileTickets({ mcpUrl: 'https://octoperf.example.com/mcp' } as ApplicationConfig);
  tickets.serve();
  return tickets;
}

describe('a ticket for a file', () => {
  it('is an address without the token in it, good once', () => {
    const tickets = served();
    const { url, method, expiresAt } = tickets.issue(call(), 0);
    expect([url, method, expiresAt]).toEqual([expect.stringMatching(/^https:\/\/octoperf\.example\.com\/mcp\/files\/[\w-]{43}$/), 'POST', '1970-01-01T00:05:00.000Z']);
    expect(Buffer.from(ticketIn(url), 'base64url').toString('latin1')).not.toContain('secret');
    expect(tickets.claim(ticketIn(url), 'GET', 1)).toEqual({ refused: 'method', allowed: ['POST', 'PUT'] });
    expect(tickets.claim(ticketIn(url), 'POST', 1)).toEqual({ call: call() });
    expect(tickets.claim(ticketIn(url), 'POST', 1)).toEqual({ refused: 'used' });
    expect(tickets.claim('no such', 'POST', 1)).toEqual({ refused: 'unknown' });
  });

  it('ends after five minutes, and is then forgotten', () => {
    const tickets = served();
    const ticket = ticketIn(tickets.issue(call(), 0).url);
    expect(tickets.claim(ticket, 'POST', 300_000)).toEqual({ refused: 'expired' });
    tickets.issue(call(), 300_000);
    expect(tickets.claim(ticket, 'POST', 300_000)).toEqual({ refused: 'unknown' });
  });

  it('is bounded for each account and in all', () => {
    const tickets = served();
    for (let count = 0; count < 50; count++) tickets.issue(call(), 0);
    expect(() => tickets.issue(call(), 0)).toThrow('Your account has 50 unused links.');
    for (let count = 0; count < 1_950; count++) tickets.issue(call(`user ${count}`), 0);
    expect(() => tickets.issue(call('one more'), 0)).toThrow('too many links');
    expect(tickets.issue(call(), 300_000).method).toBe('POST');
  });
});
