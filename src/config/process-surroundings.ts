/** What of the process's surroundings changes how it reaches others, for whoever looks for the reason that it does not. */
export interface Surroundings {
  /** Proxy variables that are set, by their names in capitals; passwords are the reader's to hide. */
  readonly proxies: Readonly<Record<string, string>>;
  readonly extraCertificates: string | undefined;
  /** Verification of certificates is switched off for the whole process. */
  readonly trustsAnybody: boolean;
}

const PROXIES = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY'];

/** Reads the variables in either case, as programs do. */
export function surroundings(environment: Readonly<Record<string, string | undefined>> = process.env): Surroundings {
  const found = PROXIES.map((name) => [name, environment[name] ?? environment[name.toLowerCase()] ?? ''] as const).filter(([, value]) => value !== '');
  return { proxies: Object.fromEntries(found), extraCertificates: environment['NODE_EXTRA_CA_CERTS'], trustsAnybody: environment['NODE_TLS_REJECT_UNAUTHORIZED'] === '0' };
}
