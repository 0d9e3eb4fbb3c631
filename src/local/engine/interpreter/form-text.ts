/** `encodeURIComponent` that does not throw on half a surrogate pair: a test's data may hold one. */
export function percentEncoded(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return encodeURIComponent(Buffer.from(text).toString());
  }
}

/** Percent-encodes as a form does: `+` for a blank, only letters, digits and `*-._` left as they are (java.net.URLEncoder). */
export function encodeForm(text: string): string {
  return percentEncoded(text).replace(/%20|[!'()~]/g, (found) => (found === '%20' ? '+' : `%${found.charCodeAt(0).toString(16).toUpperCase()}`));
}

/** The reverse; a text that is not encoded well stays as it is. */
export function decodeForm(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
