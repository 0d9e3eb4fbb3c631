import { oneLine } from './clean-text.js';

/** Names that Windows takes for devices, whatever their extension. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/**
 * A file's path inside a test project, safe to write below a folder: `/` between the parts, no root, drive, `..`, device name or
 * control character, at most 255 characters. `file` where nothing is left.
 */
export function relativePath(given: string): string {
  const parts = oneLine(given).text
    .replace(/^[a-z][a-z0-9+.-]*:\/{2,}/i, '')
    .split(/[\\/]/)
    .map((part) => part.trim().replace(/^[A-Za-z]:/, ''))
    .filter((part) => part !== '' && part !== '~' && !/^\.+$/.test(part))
    .map((part) => (DEVICE.test(part) ? `_${part}` : part));
  return parts.length === 0 ? 'file' : parts.join('/').slice(-255).replace(/^\/+/, '');
}
