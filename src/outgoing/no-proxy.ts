const LOOPBACK = /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/;

/**
 * Whether an address is reached without the proxy. @param list comma-separated: host names (also of what is below them), .suffixes,
 * addresses, each with or without a port, or * for all. Loopback is never behind a proxy.
 */
export function isDirect(url: URL, list: string): boolean {
  const host = url.hostname.toLowerCase().replace(/^\[|\]$/g, '');
  if (LOOPBACK.test(host)) return true;
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return list.toLowerCase().split(/[\s,]+/).filter((entry) => entry !== '').some((entry) => {
    if (entry === '*') return true;
    const { name, port: entryPort } = split(entry);
    if (entryPort !== undefined && entryPort !== port) return false;
    const bare = name.replace(/^\*?\./, '');
    return host === bare || host.endsWith(`.${bare}`);
  });
}

/** Name and port of an entry; of an IPv6 address the port stands behind its brackets. */
function split(entry: string): { readonly name: string; readonly port: string | undefined } {
  const [, inBrackets, behind] = /^\[(.+)\](?::(\d+))?$/.exec(entry) ?? [];
  if (inBrackets !== undefined) return { name: inBrackets, port: behind };
  const [name = '', port, ...more] = entry.split(':');
  return more.length > 0 ? { name: entry, port: undefined } : { name, port };
}
