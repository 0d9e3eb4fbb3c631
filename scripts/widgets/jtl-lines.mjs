import { readFileSync } from 'node:fs';

/**
 * Reads CSV result files as JMeter writes them, with nothing of the server's own code: this is one half of a comparison.
 * Columns are found by their header; a file without one has JMeter's default columns. Comma, semicolon or tab.
 */
const DEFAULT_COLUMNS = ['timeStamp', 'elapsed', 'label', 'responseCode', 'responseMessage', 'threadName', 'dataType', 'success', 'failureMessage', 'bytes', 'sentBytes', 'grpThreads', 'allThreads', 'URL', 'Latency', 'IdleTime', 'Connect'];
const UNANSWERED = /^Non HTTP response code/;

/**
 * One object per line: startMs, elapsedMs, label, code, failed, received, sent, latencyMs, connectMs, threads, thread.
 * @param failedBy `success` = the column of that name; `import` = ErrorCount above 0 or a failureMessage, as a JTL import counts.
 */
export function readSamples(files, failedBy = 'success') {
  return files.flatMap((file) => {
    const rows = parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
    const headed = rows[0]?.includes('elapsed') ?? false;
    const columns = headed ? rows[0] : DEFAULT_COLUMNS;
    const complete = rows.slice(headed ? 1 : 0).filter((cells) => cells.length >= Math.min(columns.length, 3) && cells[columns.indexOf('elapsed')] !== '');
    return complete.map((cells) => sampleOf((name) => cells[columns.indexOf(name)], failedBy));
  });
}

function sampleOf(cell, failedBy) {
  const number = (name) => Number(cell(name) ?? 0) || 0;
  const time = cell('timeStamp') ?? '';
  const code = cell('responseCode') ?? '';
  const failedImport = number('ErrorCount') > 0 || (cell('failureMessage') ?? '') !== '';
  return {
    startMs: /^\d+$/.test(time) ? Number(time) : Date.parse(time), elapsedMs: number('elapsed'), label: cell('label') ?? '', code: UNANSWERED.test(code) ? '-1' : code,
    failed: failedBy === 'import' ? failedImport : cell('success') === 'false', received: number('bytes'), sent: number('sentBytes'),
    latencyMs: number('Latency'), connectMs: number('Connect'), threads: number('allThreads'), thread: cell('threadName') ?? '',
  };
}

/** Rows of cells; quotes as RFC 4180 has them. The last row may be cut short. */
function parse(text) {
  const separator = ['\t', ';', ','].find((candidate) => text.slice(0, text.indexOf('\n') + 1 || text.length).split(candidate).length > 5) ?? ',';
  const rows = [];
  let [row, cell, quoted] = [[], '', false];
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (quoted) {
      if (char !== '"') cell += char;
      else if (text[at + 1] === '"') { cell += '"'; at++; }
      else quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === separator) { row.push(cell); cell = ''; }
    else if (char === '\n') {
      rows.push([...row, cell.replace(/\r$/, '')]);
      [row, cell] = [[], ''];
    } else cell += char;
  }
  if (row.length > 0) rows.push([...row, cell]);
  return rows.filter((cells) => cells.length > 1);
}
