import { hostname } from 'node:os';

/** A file name of the configuration with its places filled: `{host}` and `{pid}`. */
export const namedFile = (template: string): string => template.replaceAll('{host}', hostname().replace(/[^A-Za-z0-9_.-]/g, '-')).replaceAll('{pid}', String(process.pid));
