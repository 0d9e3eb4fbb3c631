import type { NeoloadVariable, Step, UserPath } from '../model.js';

const REFERENCE = /\$\{([^{}]{1,200})\}/g;
const ENCODE = /__encodeURL\((\$\{[^{}]{1,200}\})\)/g;
/** Variables NeoLoad defines itself and what says the same here (neoload-migration skill, documented); empty = nothing does. */
const PREDEFINED: Readonly<Record<string, string>> = {
  'NL-UserPathName': '${__threadGroupName}', 'NL-HttpRequestName': '${__samplerName}', 'NL-HttpRequestPageName': '${__samplerName}', 'NL-HttpRequestTransactionName': '${__samplerName}',
};

function loopNames(steps: readonly Step[], found: Set<string>): void {
  for (const step of steps) {
    if (step.kind === 'loop' || step.kind === 'while') found.add(step.name);
    for (const key of ['steps', 'then', 'otherwise', 'recovery'] as const) if (key in step) loopNames((step as unknown as Record<string, Step[]>)[key] ?? [], found);
    if (step.kind === 'switch') for (const { steps: own } of step.cases) loopNames(own, found);
  }
}

/** What every text of a project becomes: references of NeoLoad in the words of the platform. */
export class Texts {
  private readonly columns = new Map<string, string>();
  private readonly loops = new Set<string>();
  private readonly declared: ReadonlySet<string>;
  private readonly reported = new Set<string>();

  /** `predefined` hears each name nothing here defines, once. */
  constructor(variables: readonly NeoloadVariable[], userPaths: readonly UserPath[], private readonly predefined: (reference: string, closest: string) => void) {
    this.declared = new Set(variables.map(({ name }) => name));
    for (const variable of variables) if ('columns' in variable) for (const column of variable.columns) this.columns.set(`${variable.name}.${column}`, column);
    for (const { init, actions, end } of userPaths) for (const sequence of [init, actions, end]) loopNames(sequence?.steps ?? [], this.loops);
  }

  /** The text with `${Variable.Column}` as `${Column}`, loop counters and predefined variables as functions, `__encodeURL` as one. */
  of(text: string): string {
    if (!text.includes('${')) return text;
    return text.replace(REFERENCE, (whole, name: string) => this.reference(whole, name)).replace(ENCODE, '${__urlencode($1)}');
  }

  /** The same where the platform encodes by itself. */
  plain(text: string): string {
    return this.of(text.replace(ENCODE, '$1'));
  }

  private reference(whole: string, name: string): string {
    const column = this.columns.get(name);
    if (column !== undefined) return `\${${column}}`;
    if (this.declared.has(name)) return whole;
    if (name === 'NL-VirtualUserId') return '${__threadNum}';
    const loop = name.endsWith('_counter') ? name.slice(0, -'_counter'.length) : undefined;
    if (loop !== undefined && this.loops.has(loop)) return `\${__intSum(\${__jm__${loop}__idx},1)}`;
    if (name.startsWith('NL-') && !this.reported.has(name)) {
      this.reported.add(name);
      this.predefined(name, Object.hasOwn(PREDEFINED, name) ? (PREDEFINED[name] ?? '') : '');
    }
    return whole;
  }
}
