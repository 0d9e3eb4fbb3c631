/** Sections of an INI file; keys as they are written. A file may repeat a key (`Trans=`): the first counts. */
export type Ini = ReadonlyMap<string, ReadonlyMap<string, string>>;

const unquoted = (value: string): string => (/^".*"$/.test(value) ? value.slice(1, -1) : value);

/** Reads an INI text as VuGen writes it: `[section]`, `key="value"`, comments with `;`. Never throws. */
export function readIni(text: string): Ini {
  const sections = new Map<string, Map<string, string>>();
  let current = new Map<string, string>();
  sections.set('', current);
  for (const raw of text.split(/\r\n|\r|\n/)) {
    const line = raw.trim();
    const name = /^\[([^\]]{1,500})\]/.exec(line)?.[1];
    if (name !== undefined) {
      current = sections.get(name) ?? new Map<string, string>();
      sections.set(name, current);
      continue;
    }
    const equals = line.indexOf('=');
    if (equals <= 0 || line.startsWith(';')) continue;
    const key = line.slice(0, equals).trim();
    if (!current.has(key)) current.set(key, unquoted(line.slice(equals + 1).trim()));
  }
  return sections;
}

/** A value, names compared without case; empty where there is none. */
export function iniValue(ini: Ini, section: string, key: string): string {
  const wanted = section.toLowerCase();
  for (const [name, entries] of ini) {
    if (name.toLowerCase() !== wanted) continue;
    for (const [own, value] of entries) if (own.toLowerCase() === key.toLowerCase()) return value;
  }
  return '';
}

/** Entries of a section in their order. */
export function iniSection(ini: Ini, section: string): ReadonlyMap<string, string> {
  for (const [name, entries] of ini) if (name.toLowerCase() === section.toLowerCase()) return entries;
  return new Map();
}
