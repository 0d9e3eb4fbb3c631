import type { Header } from '../../../contract/post-data.js';
import { isHttpDefaults } from './element-kinds.js';
import { classOf, flagOf, isEnabled, membersOf, propertyOf, valueOf, type PlanElement } from './plan-element.js';
import { propertyText, type XmlElement } from './xml-element.js';

/** Headers of a manager in its order. */
export const headersOf = (manager: XmlElement): Header[] => membersOf(manager, 'HeaderManager.headers').map((header) => ({ name: valueOf(header, 'Header.name') ?? '', value: valueOf(header, 'Header.value') ?? '' }));

/**
 * HTTP defaults and headers that apply somewhere, nearest first. JMeter collects configuration from the inside out, at one level
 * in the order of the plan, and takes the first that has a value (TestCompiler, AbstractTestElement.mergeIn; behaviour observed).
 */
export class ConfigScope {
  private constructor(private readonly defaults: readonly XmlElement[], private readonly managers: readonly XmlElement[]) {}

  static readonly NONE = new ConfigScope([], []);

  /** The scope inside an element whose children these are. Disabled elements do not count. */
  within(children: readonly PlanElement[]): ConfigScope {
    const enabled = children.filter(({ xml }) => isEnabled(xml)).map(({ xml }) => xml);
    const defaults = enabled.filter(isHttpDefaults);
    const managers = enabled.filter((xml) => classOf(xml) === 'HeaderManager');
    return defaults.length === 0 && managers.length === 0 ? this : new ConfigScope([...defaults, ...this.defaults], [...managers, ...this.managers]);
  }

  /** The request's own text, else that of the nearest defaults; '' where nobody has one. */
  text(request: XmlElement, name: string): string {
    for (const xml of [request, ...this.defaults]) {
      const own = valueOf(xml, name);
      if (own !== undefined && own !== '') return own;
    }
    return '';
  }

  /** The request's own flag where it has one, else that of the nearest defaults. */
  flag(request: XmlElement, name: string, absent = false): boolean {
    const holder = [request, ...this.defaults].find((xml) => { const own = propertyOf(xml, name); return own !== undefined && propertyText(own) !== ''; });
    return holder === undefined ? absent : flagOf(holder, name, absent);
  }

  /** Arguments of the defaults: they come after those of the request. */
  defaultArguments(): XmlElement[] {
    return this.defaults.flatMap((xml) => membersOf(propertyOf(xml, 'HTTPsampler.Arguments'), 'Arguments.arguments'));
  }

  /** Merged headers: those of the nearest manager, then names that it does not have (HeaderManager.merge; names compared without case). */
  headers(): Header[] {
    const merged: Header[] = [];
    for (const manager of this.managers) {
      const names = new Set(merged.map((header) => header.name.toLowerCase()));
      merged.push(...headersOf(manager).filter((header) => header.name !== '' && !names.has(header.name.toLowerCase())));
    }
    return merged;
  }
}
