import { describe, expect, it } from 'vitest';
import { AllowedHosts } from '../../../src/outgoing/foreign/allowed-hosts.js';

describe('hosts that a caller may send this server to', () => {
  it.each([
    ['https://files.example.com/a.har', true],
    ['https://FILES.example.com/a.har', true],
    ['https://files.example.com:443/a.har', true],
    ['https://files.example.com:8443/a.har', false],
    ['http://files.example.com/a.har', false],
    ['https://a.files.example.com/a.har', false],
    ['https://files.example.com.evil.test/a.har', false],
    ['https://evilfiles.example.com/a.har', false],
    ['https://files.example.com./a.har', false],
    ['https://x.below.test/', true],
    ['https://x.y.below.test/', true],
    ['https://below.test/', false],
    ['https://notbelow.test/', false],
    ['https://10.0.0.7:8443/', true],
    ['https://10.0.0.7/', false],
    ['https://0x0a.7:8443/', true],
    ['http://plain.test/', true],
    ['https://plain.test/', false],
    ['http://127.0.0.1:8095/', true],
    ['http://2130706433:8095/', true],
    ['http://127.0.0.2:8095/', false],
    ['https://[fd00::7]/', true],
    ['https://[fd00:0:0::7]/', true],
    ['https://[fd00::8]/', false],
    ['https://xn--bcher-kva.test/', true],
    ['ftp://files.example.com/', false],
  ])('%s: %s', (address, expected) => {
    const hosts = new AllowedHosts(['files.example.com', '.below.test', '10.0.0.7:8443', 'http://plain.test', 'http://127.0.0.1:8095', '[fd00::7]', 'https://bücher.test']);
    expect(hosts.covers(new URL(address))).toBe(expected);
  });

  it('a suffix is of names, never of addresses', () => {
    expect(new AllowedHosts(['.0.0.7']).covers(new URL('https://10.0.0.7/'))).toBe(false);
  });
});

describe('addresses that a connection may go to', () => {
  const url = new URL('https://files.example.com/');
  const listed = new AllowedHosts(['files.example.com', '10.0.0.7', '[fd00::7]', '10.0.0.8:8443', 'http://10.0.0.9']);

  it.each([
    '0.0.0.0', '0.1.2.3', '10.0.0.1', '127.0.0.1', '127.8.8.8', '100.64.0.1', '100.100.100.200', '168.63.129.16', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.0.0.192', '192.168.1.1',
    '198.18.0.1', '203.0.113.9', '224.0.0.1', '240.0.0.1', '255.255.255.255',
    '::', '::1', '::7f00:1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '::ffff:a00:1', '64:ff9b::7f00:1', '64:ff9b::808:808', '64:ff9b:1::1', '100::1', '2001::1', '2001:db8::1', '2002:7f00:1::', '3fff::1',
    'fc00::1', 'fd00:ec2::254', 'fe80::1', 'fe80::1%eth0', 'fec0::1', 'ff02::1', '4000::1', 'nonsense', '',
  ])('not %s', (address) => { expect(listed.admits(url, address)).toBe(false); });

  it.each(['8.8.8.8', '93.184.216.34', '2606:4700::1111', '2a00:1450:4001::200e'])('%s', (address) => { expect(listed.admits(url, address)).toBe(true); });

  it('but those that the operator lists themselves, for that scheme and port', () => {
    expect(['10.0.0.7', 'fd00::7', 'fd00:0::0007', '10.0.0.8', '10.0.0.9', '::ffff:10.0.0.7'].map((address) => listed.admits(url, address))).toEqual([true, true, true, false, false, false]);
    expect(listed.admits(new URL('https://files.example.com:8443/'), '10.0.0.8')).toBe(true);
    expect(listed.admits(new URL('http://files.example.com/'), '10.0.0.9')).toBe(true);
  });
});
