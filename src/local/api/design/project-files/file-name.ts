import { badRequest, quoted } from '../../refusals.js';

/** Longest name the file systems in use take, in bytes of UTF-8. */
const NAME_BYTES_MAX = 255;
/** Separators, and what some file systems cannot store. */
const UNUSABLE = /[/\\:*?"<>|]/;
/** Control characters, half characters, line breaks of Unicode, and marks that show a name in another order than it is. */
const INVISIBLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u;
/** Names of devices on Windows, with any extension. */
const DEVICE = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i;

/**
 * The name under which a file of a project is kept: bare, as the platform addresses its files (behaviour.md §13.4, documented;
 * what makes a name unusable is ours), in Unicode's composed form.
 * @throws 400 with a sentence for every name that could lead elsewhere, cannot be stored everywhere, or hides what it is.
 */
export function projectFileName(text: string): string {
  const name = text.normalize('NFC');
  const fault = faultOf(name);
  if (fault !== undefined) throw badRequest(`The file name ${quoted(name)} ${fault}. Give a bare name such as users.csv.`);
  return name;
}

function faultOf(name: string): string | undefined {
  if (name.trim() === '') return 'is empty';
  if (UNUSABLE.test(name)) return 'has a character that a bare file name cannot have (one of / \\ : * ? " < > |)';
  if (INVISIBLE.test(name)) return 'has a control character or another invisible one';
  if (name.startsWith('.') || name.endsWith('.')) return 'begins or ends with a dot';
  if (name.trim() !== name) return 'begins or ends with a space';
  if (DEVICE.test(name)) return 'is the name of a device on some systems';
  return Buffer.byteLength(name) > NAME_BYTES_MAX ? `is longer than ${NAME_BYTES_MAX} bytes` : undefined;
}

/** A `filename` part: both first-party clients send it as JSON, that is in quotes (octoperf-rest-api.md §3.5, documented); plain text is read as well. */
export function unquotedName(part: string): string {
  const text = part.trim();
  if (!text.startsWith('"')) return part;
  try {
    const name: unknown = JSON.parse(text);
    return typeof name === 'string' ? name : part;
  } catch {
    return part;
  }
}
