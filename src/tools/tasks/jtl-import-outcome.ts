import { z } from 'zod';
import type { JtlImportTaskResult } from '../../contract/task.js';

const FILES = 20;
const NOTES = 12;
const EXAMPLES = 3;
const NOTE_MAX = 300;

/** What was made of uploaded JTL files: the run, its report, how much was taken and what was not. */
export const JtlImportOutcome = z.object({
  benchResultId: z.string(), reportId: z.string(), reportName: z.string(),
  requests: z.int().describe('Samples that count as hits.'), failedRequests: z.int(),
  transactions: z.int().describe('Samples of Transaction Controllers: containers.'), failedTransactions: z.int(),
  resources: z.int().describe('Samples inside of requests: rows ending in .resources, no hits.'),
  skipped: z.int().describe('Lines or samples that could not be read.'),
  startedAt: z.string(), endedAt: z.string(),
  files: z.array(z.object({ name: z.string(), format: z.string(), samples: z.int(), skipped: z.int(), skippedExamples: z.array(z.string()) })),
  notes: z.array(z.string()).describe('How the figures are to be read: tell the user what matters.'),
  omitted: z.string().optional(),
});

const cut = (text: string): string => (text.length > NOTE_MAX ? `${text.slice(0, NOTE_MAX)}…` : text);

/** The outcome as it is shown: files and notes are bounded. */
export function jtlImportOutcome({ files, notes, startedAt, endedAt, ...rest }: JtlImportTaskResult): z.input<typeof JtlImportOutcome> {
  const all = [...notes, ...files.flatMap((file) => file.notes.map((note) => (files.length === 1 ? note : `${file.name}: ${note}`)))];
  const { benchResultId, reportId, reportName, requests, failedRequests, transactions, failedTransactions, resources, skipped } = rest;
  const left = [files.length > FILES ? `${files.length - FILES} more files` : '', all.length > NOTES ? `${all.length - NOTES} more notes` : ''].filter((text) => text !== '');
  return {
    benchResultId, reportId, reportName, requests, failedRequests, transactions, failedTransactions, resources, skipped,
    startedAt: new Date(startedAt).toISOString(), endedAt: new Date(endedAt).toISOString(),
    files: files.slice(0, FILES).map(({ name, format, samples, skipped: lost, skippedExamples }) => ({ name: cut(name), format, samples, skipped: lost, skippedExamples: skippedExamples.slice(0, EXAMPLES).map(cut) })),
    notes: all.slice(0, NOTES).map(cut), ...(left.length === 0 ? {} : { omitted: left.join(', ') }),
  };
}

/** The outcome in a sentence, with what to call next. */
export function jtlImportSentence({ requests, failedRequests, transactions, skipped, reportId }: JtlImportTaskResult): string {
  const lost = skipped === 0 ? '' : ` ${skipped} lines or samples could not be read and are in no figure: see files.`;
  return `Imported ${requests} requests (${failedRequests} failed)${transactions === 0 ? '' : ` and ${transactions} transactions`}.${lost} Next: get_bench_report with reportId ${reportId}.`;
}
