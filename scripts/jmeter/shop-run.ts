import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { CorrelationRule } from '../../src/contract/correlation-rule.js';
import { HarImportOptions } from '../../src/contract/import-options.js';
import { applyCorrelations } from '../../src/local/design/correlation.js';
import { importHar } from '../../src/local/importers/import-har.js';
import { startShop } from '../../demo/shop/shop.js';
import { rule } from '../../test/unit/design/shop-recording.js';
import { jmxOf } from './exports.js';

const recording = new URL('../../demo/recordings/shop.har', import.meta.url);
/** What is new in each session of the shop. */
const RULES: readonly CorrelationRule[] = [
  rule('loginCsrf', 'name="_csrf" value="([^"]+)"', ['POST_PARAM']), rule('st', '(?i)location: [^\\n]*[?&]st=([^&\\s]+)', ['QUERY_PARAM', 'HEADER'], { from: 'HEADERS' }),
  rule('apiToken', '"apiToken":"([^"]+)"', ['HEADER'], { restrain: '(?i)^authorization$' }), rule('cartCsrf', '"cartCsrf":"([^"]+)"', ['HEADER']), rule('cartId', '"cartId":"([^"]+)"', ['PATH']),
  rule('etag', '"etag":"([^"]+)"', ['BODY']), rule('orderId', '(?i)location: /order/(\\S+)', ['PATH', 'HEADER'], { from: 'HEADERS' }),
];

export interface ShopRun { readonly recorded: number; readonly counted: number; readonly failed: number; readonly orders: number; readonly samples: number; readonly log: string }

/** The recorded and correlated visit of the demo shop, exported and played by JMeter on loopback; what the shop itself counted. @param java the command that starts JMeter */
export async function shopRun(folder: string, java: readonly string[], load: { readonly threads: number; readonly loops: number }): Promise<ShopRun> {
  const shop = await startShop({ port: 0, latencyMs: 1 });
  try {
    const imported = importHar(readFileSync(recording), HarImportOptions.parse({ resources: 'KEEP_ALL', adBlocking: 'DISABLED' }));
    const { children } = applyCorrelations(imported.children, imported.recordings, RULES);
    const text = jmxOf({ name: 'Shop', children, load, servers: imported.servers.map((server) => ({ ...server, port: shop.port })) })
      .replaceAll('http://127.0.0.1:8095', shop.url);
    const [plan, results] = [join(folder, 'shop.jmx'), join(folder, 'shop.jtl')];
    writeFileSync(plan, text);
    const [command = 'java', ...given] = java;
    const { stdout: log } = await promisify(execFile)(command, [...given, '-n', '-t', plan, '-l', results, '-j', join(folder, 'jmeter.log')], { timeout: 120_000 });
    const { total, routes, orders } = shop.stats();
    const failed = Object.values(routes).reduce((sum, { statuses }) => sum + Object.entries(statuses).reduce((all, [status, hits]) => all + (Number(status) >= 400 ? hits : 0), 0), 0);
    return { recorded: imported.recordings.length, counted: total, failed, orders, samples: readFileSync(results, 'utf8').split('\n').filter((line) => /^\d{10,},/.test(line) && !line.includes('samples in transaction')).length, log };
  } finally {
    await shop.close();
  }
}
