import { parseArgs } from 'node:util';
import { BadSetting } from './options.js';
import { startShop } from './shop.js';
import type { ShopOptions } from './shop.js';

const USAGE = `Usage: tsx demo/shop/main.ts [--port 8095] [--latency-ms 5] [--error-rate 0] [--knee 20] [--seed 1]

  --port        port on 127.0.0.1; 0 takes a free one
  --latency-ms  base time of one ordinary page in milliseconds
  --error-rate  share of search and product pages answered with 500, 0 to 1
  --knee        requests in flight beyond which every answer takes longer
  --seed        seed of jitter and injected errors
`;

/** Reads the command line. @throws BadSetting or TypeError with a sentence for the user */
function readArguments(): ShopOptions | 'help' {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: { port: text, 'latency-ms': text, 'error-rate': text, knee: text, seed: text, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help === true) return 'help';
  return {
    port: readNumber('--port', values.port ?? '8095'),
    latencyMs: readNumber('--latency-ms', values['latency-ms'] ?? '5'),
    errorRate: readNumber('--error-rate', values['error-rate'] ?? '0'),
    knee: readNumber('--knee', values.knee ?? '20'),
    seed: readNumber('--seed', values.seed ?? '1'),
  };
}

function readNumber(name: string, text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isNaN(value)) throw new BadSetting(`${name} must be a number, not "${text}".`);
  return value;
}

/** Opens the shop and keeps it open until the terminal says stop. */
async function main(): Promise<void> {
  const options = readArguments();
  if (options === 'help') {
    process.stdout.write(USAGE);
    return;
  }
  const shop = await startShop(options);
  process.stdout.write(`Demo shop:     ${shop.url}\nIts own count: ${shop.url}/__stats\nCustomers:     user01 … user50, password demo\n`);
  const stop = (): void => {
    void shop.close();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

main().catch((error: unknown) => {
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  const reason = taken ? 'That port is taken. Choose another with --port.' : error instanceof Error ? error.message : String(error);
  process.stderr.write(`${reason}\n`);
  process.exitCode = 1;
});
