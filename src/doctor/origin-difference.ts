const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };
const portOf = ({ protocol, port }: URL): string => (port === '' ? (DEFAULT_PORTS[protocol] ?? '') : port);

/** What tells two addresses apart, with the lines of application.yml that would make ours theirs. Undefined where they are the same. */
export function originDifference(theirs: string, ours: string): { words: string; yaml: string } | undefined {
  if (!URL.canParse(theirs)) return undefined;
  const [a, b] = [new URL(theirs), new URL(ours)];
  const parts = [
    a.protocol === b.protocol ? undefined : { words: `scheme (${a.protocol.replace(':', '')}, expected ${b.protocol.replace(':', '')})`, yaml: `  scheme: ${a.protocol.replace(':', '')}` },
    a.hostname === b.hostname ? undefined : { words: `hostname (${a.hostname}, expected ${b.hostname})`, yaml: `  hostname: ${JSON.stringify(a.hostname)}` },
    portOf(a) === portOf(b) ? undefined : { words: `port (${portOf(a)}, expected ${portOf(b)})`, yaml: `  public:\n    port: ${portOf(a)}` },
  ].filter((part) => part !== undefined);
  if (parts.length > 0) return { words: parts.map(({ words }) => words).join(', '), yaml: ['server:', ...parts.map(({ yaml }) => yaml)].join('\n') };
  if (a.pathname === b.pathname) return undefined;
  return { words: a.pathname.replace(/\/$/, '') === b.pathname.replace(/\/$/, '') ? 'only the slash at its end' : `path (${a.pathname}, expected ${b.pathname})`, yaml: `idp:\n  issuer: ${JSON.stringify(theirs)}` };
}
