import { randomUUID } from 'node:crypto';
import { baseName, oneLine } from '../clean-text.js';
import type { IdSource } from '../import-result.js';
import type { ConfigScope } from './config-scope.js';
import { JmxServers } from './jmx-servers.js';
import type { JmxImportOptions, JmxNote } from './jmx-result.js';
import { classOf, testNameOf } from './plan-element.js';
import type { XmlElement } from './xml-element.js';

/** Where an element stands: names of the elements above it, and the configuration that applies there. */
export interface Place { readonly names: readonly string[]; readonly scope: ConfigScope; readonly switchedOff: boolean }

const NAME_SHOWN = 120;
const RANDOM_IDS: IdSource = { id: () => randomUUID() };

/** What one import collects on its way. */
export class ImportJob {
  readonly notes: JmxNote[] = [];
  readonly servers = new JmxServers();
  private readonly fileNames = new Set<string>();

  /** @param constants values of the plan's user defined variables, last definition wins */
  constructor(readonly options: JmxImportOptions, readonly constants: ReadonlyMap<string, string>, private readonly ids: IdSource = RANDOM_IDS) {}

  id(): string {
    return this.ids.id();
  }

  note(level: JmxNote['level'], xml: XmlElement, names: readonly string[], reason: string): void {
    const name = oneLine(testNameOf(xml)).text.slice(0, NAME_SHOWN);
    this.notes.push({ level, type: classOf(xml), name, place: [...names.map((above) => above.slice(0, NAME_SHOWN)), name].join(' > '), reason });
  }

  /** Registers a file the plan reads and returns its base name, under which it has to be uploaded. Folders are noted. */
  file(path: string, xml: XmlElement, names: readonly string[]): string {
    const name = baseName(path);
    this.fileNames.add(name);
    if (name !== path) this.note('changed', xml, names, `the file ${oneLine(path).text.slice(0, NAME_SHOWN)} is referred to by its bare name: upload ${name} to the project files`);
    return name;
  }

  files(): string[] {
    return [...this.fileNames];
  }
}

/** A text with the plan's own constants put in, one pass; other references stay. */
export function withConstants(text: string, constants: ReadonlyMap<string, string>): string {
  return text.replace(/\$\{([^{}]{1,200})\}/g, (whole, name: string) => constants.get(name) ?? whole);
}

/** The default inside `${__P(name,default)}` or `${__property(name,,default)}`: what JMeter uses when nothing is passed on its command line. */
export function propertyDefault(text: string): string | undefined {
  return /^\s*\$\{__P\([^(){},]*,([^(){},]*)\)\}\s*$/.exec(text)?.[1] ?? /^\s*\$\{__property\([^(){},]*,[^(){},]*,([^(){},]*)\)\}\s*$/.exec(text)?.[1];
}
