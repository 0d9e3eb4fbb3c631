import { createReadStream } from 'node:fs';
import { dirname, join } from 'node:path';
import { ConfigurationError } from './config/configuration-error.js';
import { loadApplicationYml } from './config/load-application-yml.js';
import { AuditChain, type ChainEnd } from './observe/audit-chain.js';
import { asideOf } from './observe/audit-file.js';
import { AuditVerification, type FileLine, type Verdict } from './observe/audit-verification.js';

const USAGE = 'node dist/main.js audit verify <file> [<file>…] [--anchor <number>:<hash>]';
const ANCHOR = /^(\d+):([0-9a-f]{64})$/;
const BROKEN = 1;

/**
 * `audit verify`: goes through the lines of an audit log, the files put aside first, and says the first that is not as it was written.
 * The key is that of the configuration (`audit.key`). Exits with 1 where the chain is broken. Throws ConfigurationError for bad words.
 */
export async function auditCommand([word, ...args]: readonly string[]): Promise<void> {
  const { files, anchor } = wordsOf(args);
  if (word !== 'verify' || files.length === 0) throw new ConfigurationError([`say: ${USAGE}`]);
  const { audit } = loadApplicationYml({ runMode: 'local' });
  const verification = new AuditVerification(new AuditChain(audit.key), anchor);
  for (const file of withAside(files)) {
    for await (const line of linesOf(file)) if (!verification.take(line)) break;
  }
  const verdict = verification.verdict();
  console.log(spoken(verdict, files));
  if (verdict.broken !== undefined) process.exitCode = BROKEN;
}

function wordsOf(args: readonly string[]): { files: string[]; anchor?: ChainEnd } {
  const at = args.indexOf('--anchor');
  if (at < 0) return { files: [...args] };
  const [, seq, hash] = ANCHOR.exec(args[at + 1] ?? '') ?? [];
  if (seq === undefined || hash === undefined) throw new ConfigurationError([`--anchor: must be <number>:<hash>, as the log of the server says it; say: ${USAGE}`]);
  return { files: args.filter((_, index) => index !== at && index !== at + 1), anchor: { seq: Number(seq), hash } };
}

/** Each file after those that were put aside from it, none twice. */
function withAside(files: readonly string[]): string[] {
  return [...new Set(files.flatMap((file) => [...asideOf(file).map((name) => join(dirname(file), name)), file]))];
}

async function* linesOf(file: string): AsyncGenerator<FileLine> {
  let rest = '';
  let line = 0;
  for await (const chunk of createReadStream(file, 'utf8') as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) yield { file, line: ++line, text, isFinished: true };
  }
  if (rest !== '') yield { file, line: line + 1, text: rest, isFinished: false };
}

function spoken({ lines, first, end, broken, notes }: Verdict, files: readonly string[]): string {
  const where = broken === undefined ? '' : broken.file === '' ? '' : `${broken.file}, line ${broken.line}: `;
  const heading = broken === undefined ? `${files.join(', ')}: ${lines} lines hang together` : `BROKEN: ${where}${broken.what}`;
  const ends = end === undefined ? [] : [`from line ${first?.seq ?? 0} to ${end.seq}; anchor of the last sound line: ${end.seq}:${end.hash}`];
  return [heading, ...ends, ...notes].join('\n');
}
