import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { threadId } from 'node:worker_threads';

/**
 * Below the ports that systems give to whoever asks for any (Linux: 32768 and up): between the look and the use nobody else is given
 * it. Each process looks in a lane of its own, so that two that start servers at once do not choose the same.
 */
const FIRST = 20_000;
const LANES = 120;
const LANE = 100;
const lane = FIRST + ((process.pid + threadId) % LANES) * LANE;
let next = randomInt(LANE);

/** A port of this machine that was free a moment ago, and that this process does not give out again soon. */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < LANE; tried++) {
    const port = lane + (next++ % LANE);
    if (await isFree(port)) return port;
  }
  throw new Error(`No port from ${lane} to ${lane + LANE - 1} is free.`);
}

/** On every address, as servers may listen on any. */
async function isFree(port: number): Promise<boolean> {
  const probe = createServer().listen(port);
  try {
    await once(probe, 'listening');
  } catch (error) {
    if ((error as { code?: string }).code === 'EADDRINUSE') return false;
    throw error;
  }
  probe.close();
  await once(probe, 'close');
  return true;
}
