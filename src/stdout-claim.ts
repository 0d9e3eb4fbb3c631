import { Writable } from 'node:stream';

/**
 * Takes standard output for the protocol: from now on whatever anybody prints (a logger, a library, `console.log`) goes to standard
 * error. @returns the only way that is left to standard output.
 */
export function claimStdout(): Writable {
  const { stdout, stderr } = process;
  const write = stdout.write.bind(stdout) as (chunk: Buffer, done: (error?: Error | null) => void) => boolean;
  stdout.write = stderr.write.bind(stderr);
  return new Writable({ write: (chunk: Buffer, _encoding, done) => { write(chunk, done); } });
}
