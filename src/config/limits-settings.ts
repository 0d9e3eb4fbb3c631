import { amount } from './checks.js';

const MOST = 1_000_000_000;

/** How much one process takes before it says "later" (`limits`). A rate of 0 bounds nothing. */
export class Limits {
  @amount(0, MOST) callerPerMinute!: number;
  @amount(1, MOST) callerBurst!: number;
  @amount(0, MOST) processPerMinute!: number;
  @amount(1, MOST) processBurst!: number;
  @amount(0, MOST) unprovenPerMinute!: number;
  @amount(1, MOST) unprovenBurst!: number;
  @amount(1, 10_000) messagesPerRequest!: number;
  @amount(4, 10_000) messageDepth!: number;
  @amount(100, 3_600_000) bodyTimeoutMs!: number;
  @amount(1_000, 3_600_000) answerTimeoutMs!: number;
}
