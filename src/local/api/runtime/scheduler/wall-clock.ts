import { Injectable } from '@nestjs/common';
import type { Clock } from '../../../schedules/alarm.js';

/** The clock of this machine. */
@Injectable()
export class WallClock implements Clock {
  now(): number {
    return Date.now();
  }

  wake(ms: number, work: () => void): () => void {
    const timer = setTimeout(work, ms);
    return () => { clearTimeout(timer); };
  }
}
