/** What XML 1.0 cannot hold in any form: most control characters, half characters, two noncharacters (§2.2 of the recommendation). */
const FORBIDDEN = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
const ESCAPES: ReadonlyMap<string, string> = new Map([['&', '&amp;'], ['<', '&lt;'], ['>', '&gt;'], ['"', '&quot;'], ["'", '&apos;'], ['\t', '&#9;'], ['\n', '&#10;'], ['\r', '&#13;']]);
const escaped = (text: string, special: RegExp): string => text.replace(FORBIDDEN, '\uFFFD').replace(special, (character) => ESCAPES.get(character) ?? character);

/** Any text as content of well-formed XML; characters that it cannot hold become U+FFFD. */
export const xmlText = (text: string): string => escaped(text, /[&<>\r]/g);
/** The same as the value of an attribute, line ends kept. */
const xmlValue = (text: string): string => escaped(text, /[&<>"'\t\n\r]/g);

/** An element with attributes (those left undefined are not written) and its content, which is XML already. */
export function xmlElement(name: string, attributes: Readonly<Record<string, string | number | undefined>>, content = ''): string {
  const written = Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [` ${key}="${xmlValue(String(value))}"`])).join('');
  return content === '' ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
}
