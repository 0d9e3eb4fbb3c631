import { isIPv6 } from 'node:net';

const GROUPS_OF_NETWORK = 4;

/**
 * What requests of an address are counted under: an IPv4 address as it is, also where it is written as IPv6; of an IPv6 address its /64,
 * because one machine may use all of it.
 */
export function addressKey(address: string | undefined): string {
  if (address === undefined) return 'unknown';
  const plain = address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '').replace(/%.*$/, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.split('::');
  const groups = (text: string | undefined): string[] => (text === undefined || text === '' ? [] : text.split(':'));
  const [first, last] = [groups(head), groups(tail)];
  const all = tail === undefined ? first : [...first, ...Array<string>(Math.max(0, 8 - first.length - last.length)).fill('0'), ...last];
  return `${all.slice(0, GROUPS_OF_NETWORK).map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/64`;
}
