import { writeFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { UserProfileLoad } from '../../src/contract/load.js';
import { startShop } from '../../demo/shop/shop.js';
import { picture, type Panel, type Points } from './curves-picture.js';
import { planAgainst, run, totals, type Heard, type ProfilePlan } from './plans.js';

/**
 * `npm run plot:load`: one run of four shapes at once against the demo shop, and docs/load-curves.png of it: the users asked for and
 * those of the stored rows, and the requests per second of the engine beside the shop's own count. Fails where the totals differ or a
 * second is more than one user off. Needs a build and Chromium (CHROMIUM names another than /usr/bin/chromium).
 */
const PICTURE = new URL('../../docs/load-curves.png', import.meta.url).pathname;
const PATHS = ['/', '/search?q=tea', '/products'];
const SHAPES: readonly (ProfilePlan & { title: string; note: string })[] = [
  { name: 'up', title: 'Ramp-up', note: '20 users in 20 s, held for 30 s', load: { '@type': 'UserProfileLoadRampUp', delayMs: 0, rampUpMs: 20_000, plateauMs: 30_000, plateauVus: 20 } },
  { name: 'smooth', title: 'Ramp-up and ramp-down', note: 'starts after 5 s; 30 users in 15 s, held for 15 s, down in 20 s', load: { '@type': 'UserProfileLoadRampUpThenRampDown', delayMs: 5000, rampUpMs: 15_000, plateauMs: 15_000, rampDownMs: 20_000, plateauVus: 30 } },
  { name: 'stairs', title: 'Stairs', note: 'starts after 10 s; 5 steps of 8 users in 40 s, held for 10 s', load: { '@type': 'UserProfileLoadAscendingStairs', delayMs: 10_000, rampUpMs: 40_000, plateauMs: 10_000, plateauVus: 40, stepCount: 5 } },
  { name: 'custom', title: 'Custom', note: 'two hills and a valley, by points', load: { '@type': 'UserProfileLoadCustom', points: [[0, 2], [12, 25], [20, 25], [28, 4], [40, 4], [48, 32], [60, 0]].map(([at = 0, threadsCount = 0]) => ({ timeInMs: at * 1000, threadsCount })) } },
].map((shape) => ({ ...shape, load: shape.load as UserProfileLoad, paths: PATHS, thinkTimeMs: 400 }));

/** The knees of the asked curve, as it is drawn. */
function asked(load: UserProfileLoad): Points {
  if (load['@type'] === 'UserProfileLoadCustom') return load.points.map(({ timeInMs, threadsCount }) => [timeInMs / 1000, threadsCount]);
  const [start, full, over] = [load.delayMs / 1000, (load.delayMs + load.rampUpMs) / 1000, (load.delayMs + load.rampUpMs + load.plateauMs) / 1000];
  if (load['@type'] === 'UserProfileLoadAscendingStairs') {
    const steps = Array.from({ length: load.stepCount }, (_, step) => [start + ((full - start) * step) / load.stepCount, (load.plateauVus * (step + 1)) / load.stepCount] as const);
    return [[0, 0], ...steps.flatMap(([at, users], step) => [[at, steps[step - 1]?.[1] ?? 0], [at, users]] as const), [over, load.plateauVus], [over, 0]];
  }
  return [[0, 0], [start, 0], [full, load.plateauVus], [over, load.plateauVus], load['@type'] === 'UserProfileLoadRampUpThenRampDown' ? [over + load.rampDownMs / 1000, 0] : [over, 0]];
}

/** What the line is at a moment; two values where it jumps. */
function valuesAt(points: Points, seconds: number): number[] {
  const values: number[] = [];
  points.forEach(([at, value], index) => {
    const next = points[index + 1];
    if (next !== undefined && at <= seconds && seconds <= next[0]) values.push(next[0] === at ? next[1] : value + ((next[1] - value) * (seconds - at)) / (next[0] - at));
  });
  return values.length === 0 ? [0] : values;
}

function usersOf(heard: Heard, profileId: string): Points {
  const rows = heard.users.filter((row) => row.profileId === profileId).sort((a, b) => a.second - b.second);
  // A row tells who is there when its second ends; that of the last second has no such end.
  return rows.slice(0, -1).map(({ second, users }) => [((second + 1) * 1000 - heard.startedAt) / 1000, users]);
}

const shop = await startShop({ port: 0, latencyMs: 15, knee: 1000 });
shop.reset();
const heard = await run(planAgainst(shop.port, SHAPES));
const stats = shop.stats();
await shop.close();
if (heard.end.state !== 'FINISHED') throw new Error(`the run ended ${heard.end.state}: ${heard.end.message}`);

const { hits, errors } = totals(heard);
const panels: Panel[] = SHAPES.map(({ name, title, note, load }) => ({ title, note, asked: asked(load), measured: usersOf(heard, name), unit: 'users', names: ['asked for', 'measured'] }));
const farthest = Math.max(...panels.flatMap((panel) => panel.measured.map(([at, users]) => Math.min(...[-0.1, 0, 0.1].flatMap((shift) => valuesAt(panel.asked, at + shift)).map((value) => Math.abs(value - users))))));
const perSecond = new Map<number, number>();
for (const { second, series, measure } of heard.rows) if (second !== null && series.subSampleType === 'Hit') perSecond.set(second, (perSecond.get(second) ?? 0) + measure.hits);
const first = Math.floor(heard.startedAt / 1000);
panels.push({
  title: 'Requests per second', note: `engine ${hits} requests in all, the shop's own count ${stats.total}; ${errors} errors`, unit: 'requests/s', names: ['shop counted', 'engine counted'],
  asked: stats.perSecond.map(({ second, hits: count }) => [second - first, count]), measured: [...perSecond].sort(([a], [b]) => a - b).map(([second, count]) => [second - first, count]),
});
const browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const page = await browser.newPage({ viewport: { width: 1280, height: 960 } });
await page.setContent(`<body style="margin:0">${picture('Load asked for and load made, one run of the embedded engine', panels)}</body>`);
writeFileSync(PICTURE, await page.screenshot());
await browser.close();
console.log(JSON.stringify({ plot: 'docs/load-curves.png', hits, shop: stats.total, errors, farthestUsers: Number(farthest.toFixed(2)) }));
if (hits !== stats.total || errors > 0) throw new Error(`the engine counted ${hits} requests and ${errors} errors, the shop ${stats.total}`);
if (farthest > 1.01) throw new Error(`a second was ${farthest.toFixed(2)} users away from the curve`);
