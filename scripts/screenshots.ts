import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { startDemoServer } from '../demo/local-server.js';
import { startShop } from '../demo/shop/shop.js';
import { Camera, type Shot } from './screenshots/camera.js';
import { type DemoData, makeDemoData } from './screenshots/demo-data.js';

/** Pictures of the pages, of a shop that really ran: `npm run screenshots [folder]`. They stand in docs/pages.md. */
const FOLDER = process.argv[2] ?? fileURLToPath(new URL('../docs/screenshots/', import.meta.url));
/** A picture in the repository is for looking at, not for measuring. */
const MOST_BYTES = 200_000;

const shop = await startShop({ port: 0, latencyMs: 18, knee: 12 });
const server = await startDemoServer(randomBytes(9).toString('base64url'));
try {
  const data = await makeDemoData(server, shop);
  const camera = await Camera.open(new URL(server.mcpUrl).origin, server.username, server.password);
  await mkdir(FOLDER, { recursive: true });
  for (const [name, shot] of Object.entries(shotsOf(data))) await keep(name, await camera.take(shot));
  const live = await data.goLive();
  for (const scheme of ['light', 'dark'] as const) await keep(`live-${scheme}`, await camera.take({ path: live, scheme, prepare: async (page) => { await page.locator('[data-live-figures] dd').first().waitFor(); } }));
  await camera.close();
  await data.close();
} finally {
  await server.stop();
  await shop.close();
}

async function keep(name: string, picture: Buffer): Promise<void> {
  if (picture.length > MOST_BYTES) console.error(`${name}.png has ${picture.length} bytes`);
  await writeFile(`${FOLDER.replace(/\/?$/, '/')}${name}.png`, picture);
  console.log(`${name}.png  ${Math.round(picture.length / 1000)} kB`);
}

function shotsOf(data: DemoData): Record<string, Shot> {
  const both = (name: string, shot: Omit<Shot, 'scheme'>): [string, Shot][] => [[`${name}-light`, { ...shot, scheme: 'light' }], [`${name}-dark`, { ...shot, scheme: 'dark' }]];
  const opened: Shot['prepare'] = async (page) => { await page.locator('[data-tree] .request > details > summary').filter({ hasText: 'extractor' }).first().click(); };
  return Object.fromEntries([
    ...both('workspace', { path: data.workspace }),
    ...both('project', { path: data.project }),
    ...both('virtual-user', { path: data.virtualUser, prepare: opened }),
    ...both('scenario', { path: data.scenario }),
    ...both('report', { path: data.report, height: 1500 }),
    ...both('report-phone', { path: data.report, phone: true, height: 1400 }),
  ]);
}
