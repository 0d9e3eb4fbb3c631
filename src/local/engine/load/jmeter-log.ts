import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineLog } from '../engine-log.js';

/** Text kept back before it is written. */
const BUFFER = 16 * 1024;
/** Most characters of one line: a log is for people. */
const LINE = 4000;

/** `jmeter.log` as clients of OctoPerf know to read it (behaviour.md §19.7): `2026-11-20 05:15:14,123 INFO o.a.j.t.JMeterThread: …`. */
export class JmeterLog implements EngineLog {
  private readonly path: string;
  private waiting = '';

  /** @param hide replaces what must not be shown (secret values). */
  constructor(folder: string, private readonly hide: () => (text: string) => string = () => (text) => text) {
    mkdirSync(folder, { recursive: true });
    this.path = join(folder, 'jmeter.log');
  }

  info(logger: string, text: string): void { this.write('INFO', logger, text); }
  warn(logger: string, text: string): void { this.write('WARN', logger, text); }

  /** Writes out what is kept back; to be called every second and at the end. */
  flush(): void {
    if (this.waiting === '') return;
    const text = this.waiting;
    this.waiting = '';
    appendFileSync(this.path, text);
  }

  private write(level: string, logger: string, text: string): void {
    const line = this.hide()(text).slice(0, LINE).replace(/[\r\n]+/g, ' ');
    this.waiting += `${new Date().toISOString().replace('T', ' ').replace('.', ',').replace('Z', '')} ${level} ${logger}: ${line}\n`;
    if (this.waiting.length > BUFFER) this.flush();
  }
}
