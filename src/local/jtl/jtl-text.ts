import { TextDecoder } from 'node:util';
import { CsvJtl } from './csv-jtl.js';
import type { JtlRules } from './failure-rule.js';
import { missingColumns, missingSentence } from './column-names.js';
import { JtlError } from './jtl-error.js';
import type { JtlSink, JtlTextReader } from './jtl-sample.js';
import { XmlJtl } from './xml-jtl.js';

/** As much of a file is looked at to see what it is. */
const HEAD_BYTES = 1_024;

/** One JTL file as bytes: finds out its character set and whether it is CSV or XML, and reads it. */
export class JtlText {
  private head: Buffer[] | undefined = [];
  private headBytes = 0;
  private decoder: TextDecoder | undefined;
  private reader: JtlTextReader | undefined;
  format: 'CSV' | 'XML' = 'CSV';

  constructor(private readonly file: string, private readonly rules: JtlRules, private readonly sink: JtlSink) {}

  /** @throws JtlError where the bytes are no JTL file */
  write(bytes: Buffer): void {
    if (this.head === undefined) { this.pass(bytes); return; }
    this.head.push(bytes);
    this.headBytes += bytes.length;
    if (this.headBytes >= HEAD_BYTES) this.begin();
  }

  end(): void {
    if (this.head !== undefined) this.begin();
    const rest = this.decoder?.decode() ?? '';
    if (rest !== '') this.reader?.write(rest);
    this.reader?.end();
  }

  private begin(): void {
    const bytes = Buffer.concat(this.head ?? []);
    this.head = undefined;
    const head = bytes.subarray(0, HEAD_BYTES);
    this.decoder = new TextDecoder(charsetOf(head));
    const start = new TextDecoder(this.decoder.encoding).decode(head).trimStart();
    this.format = start.startsWith('<') ? 'XML' : 'CSV';
    // A byte 0 is in no text: this is a picture, an archive, or the like.
    if (start.includes('\0') || (this.rules === 'OCTOPERF' && this.format === 'XML')) throw new JtlError(missingSentence(this.file, missingColumns([])));
    this.reader = this.format === 'XML' ? new XmlJtl(this.file, this.sink) : new CsvJtl(this.file, this.rules, this.sink);
    this.pass(bytes);
  }

  private pass(bytes: Buffer): void {
    this.reader?.write(this.decoder?.decode(bytes, { stream: true }) ?? '');
  }
}

/** By its mark, or by what its XML declaration says; UTF-8 otherwise. */
function charsetOf(head: Buffer): string {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const declared = /^(?:\u00ef\u00bb\u00bf)?<\?xml[^>]*encoding\s*=\s*["']([\w.:-]+)["']/.exec(head.toString('latin1'))?.[1] ?? 'utf-8';
  try {
    return /^utf-16/i.test(declared) ? 'utf-8' : new TextDecoder(declared).encoding;
  } catch {
    return 'utf-8';
  }
}
