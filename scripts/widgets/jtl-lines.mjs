import { readFileSync } from 'node:fs';
import { samplesOf } from '../../test/independent/jtl-facts.mjs';

const UNANSWERED = /^Non HTTP response code/;

/**
 * The samples of JTL files of any dialect, read by the other independent script: `kind` (Hit; Container = of a Transaction Controller;
 * Resource = inside of a request's sample), startMs, elapsedMs, label, code, method, host, failed, received, sent, latencyMs, connectMs, threads.
 * What a file does not say is undefined.
 * @param failedBy `success` = the column of that name; `import` = ErrorCount above 0 or a failureMessage, as OctoPerf's import counts.
 * @param undatedMs when samples without a time began, epoch ms
 */
export function readSamples(files, { failedBy = 'success', undatedMs } = {}) {
  return files.flatMap((file) => {
    const { samples, embedded } = samplesOf(readFileSync(file));
    return [...samples, ...embedded].map((sample) => ({
      kind: sample.owner !== undefined ? 'Resource' : sample.transaction ? 'Container' : 'Hit',
      label: sample.owner === undefined ? (sample.label ?? '(no label)') : `${sample.owner}.resources`,
      startMs: sample.start ?? undatedMs, elapsedMs: sample.elapsed, latencyMs: sample.latency, connectMs: sample.connect, received: sample.bytes, sent: sample.sent, threads: sample.threads,
      code: codeOf(sample.code), method: sample.method, host: sample.host, failed: failedBy === 'import' ? sample.complained : sample.failed,
    }));
  });
}

const codeOf = (code) => (code === '' ? '(empty)' : code !== undefined && UNANSWERED.test(code) ? '-1' : code);
