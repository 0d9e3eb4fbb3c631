import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Sample } from '../interpreter/sample.js';

/** Columns of JMeter 5's CSV result file, in its order. */
const HEADER = 'timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,failureMessage,bytes,sentBytes,grpThreads,allThreads,URL,Latency,IdleTime,Connect\n';
const BUFFER = 256 * 1024;

/** How many users are alive, in the sample's own profile and in all. */
export interface Crowd { readonly group: number; readonly all: number }

/** `results.jtl`: one line per sampler, requests after redirects and resources among them. Containers are left out: they would count twice. */
export class JtlFile {
  private readonly file: number;
  private waiting = HEADER;
  private readonly quotedLabels = new Map<string, string>();

  /** @param epoch epoch ms of performance.now() = 0. */
  constructor(folder: string, private readonly epoch: number) {
    mkdirSync(folder, { recursive: true });
    this.file = openSync(join(folder, 'results.jtl'), 'w');
  }

  add(sample: Sample, threadName: string, crowd: Crowd): void {
    const stamp = Math.floor(this.epoch + sample.startedAt);
    const failure = sample.failedAssertions.length > 0 ? cell(sample.failedAssertions.map(({ message }) => message).join(' ')) : '';
    this.waiting += `${stamp},${Math.round(sample.elapsedMs)},${this.label(sample.action.actionName)},${cell(sample.code)},${cell(sample.reason)},${this.label(threadName)},${isTextual(sample.mediaType) ? 'text' : 'bin'},${sample.success},${failure},${sample.receivedBytes},${sample.sentBytes},${crowd.group},${crowd.all},${cell(sample.url)},${Math.round(sample.latencyMs)},0,${Math.round(sample.connectMs)}\n`;
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

  /** Labels repeat for every line: quoted once. */
  private label(text: string): string {
    const known = this.quotedLabels.get(text);
    if (known !== undefined) return known;
    const made = cell(text);
    if (this.quotedLabels.size < 10_000) this.quotedLabels.set(text, made);
    return made;
  }
}

/** A CSV cell, in quotes where it holds a comma, a quote or a line end (RFC 4180). */
export function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const isTextual = (mediaType: string | undefined): boolean => mediaType === undefined || mediaType.startsWith('text/') || /json|xml|javascript|x-www-form-urlencoded/.test(mediaType);
