import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Sample } from '../interpreter/sample.js';
import { jtlColumns, type Crowd } from './jtl-columns.js';

const BUFFER = 256 * 1024;

/** `results.jtl`: one line per sampler, requests after redirects and resources among them. Containers are left out: they would count twice. */
export class JtlFile {
  private readonly file: number;
  private readonly columns: ReturnType<typeof jtlColumns>;
  private waiting: string;
  private readonly quoted = new Map<string, string>();

  /** @param epoch epoch ms of performance.now() = 0. @param settings what each profile that writes here asks for (`jtl.settings`). */
  constructor(folder: string, private readonly epoch: number, settings: readonly (readonly string[])[]) {
    mkdirSync(folder, { recursive: true });
    this.file = openSync(join(folder, 'results.jtl'), 'w');
    this.columns = jtlColumns(settings);
    this.waiting = `${this.columns.map(({ header }) => header).join(',')}\n`;
  }

  add(sample: Sample, threadName: string, crowd: Crowd): void {
    const line = { sample, threadName, crowd, startedAt: this.epoch + sample.startedAt };
    let text = '';
    for (const { value } of this.columns) {
      const written = value(line);
      text += `,${typeof written === 'string' ? this.cell(written) : written}`;
    }
    this.waiting += `${text.slice(1)}\n`;
    if (this.waiting.length > BUFFER) this.flush();
  }

  flush(): void {
    if (this.waiting === '') return;
    const text = this.waiting;
    this.waiting = '';
    writeSync(this.file, text);
  }

  close(): void {
    this.flush();
    closeSync(this.file);
  }

  /** Texts repeat from line to line: looked at once. */
  private cell(text: string): string {
    const known = this.quoted.get(text);
    if (known !== undefined) return known;
    const made = cell(text);
    if (this.quoted.size < 10_000) this.quoted.set(text, made);
    return made;
  }
}

/** A CSV cell, in quotes where it holds a comma, a quote or a line end (RFC 4180). */
export function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
