import { describe, expect, it } from 'vitest';
import { isDirect } from '../../../src/outgoing/no-proxy.js';

describe('hosts that are reached without the proxy', () => {
  it.each([
    ['https://api.example.com/x', '', false],
    ['https://api.example.com/x', '*', true],
    ['https://api.example.com/x', 'api.example.com', true],
    ['https://api.example.com/x', 'example.com', true],
    ['https://api.example.com/x', '.example.com', true],
    ['https://api.example.com/x', '*.example.com', true],
    ['https://api.example.com/x', 'other.com, API.EXAMPLE.COM', true],
    ['https://notexample.com/', 'example.com', false],
    ['https://api.example.com.evil.net/', 'example.com', false],
    ['https://api.example.com:8443/', 'api.example.com:8443', true],
    ['https://api.example.com/', 'api.example.com:8443', false],
    ['https://api.example.com/', 'api.example.com:443', true],
    ['http://10.0.0.7/', '10.0.0.7', true],
    ['http://[2001:db8::7]/', '2001:db8::7', true],
    ['http://localhost:8091/', '', true],
    ['http://127.0.0.1:8091/', '', true],
    ['http://[::1]:8091/', '', true],
  ])('%s with "%s": %s', (url, list, direct) => { expect(isDirect(new URL(url), list)).toBe(direct); });
});
