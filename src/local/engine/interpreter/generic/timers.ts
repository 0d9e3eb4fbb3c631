import type { Compilation, NodeCompiler } from '../compilation.js';
import type { Timer } from '../processors.js';
import { nextSlot } from '../processors/think-time.js';
import { gaussian } from '../random.js';
import type { User } from '../user.js';
import { ElementProperties, numberOf } from './properties.js';

/** A timer that pauses by `pause`; a validation does not replay pauses (entities.md §3.4, Thinktime). */
const timer = (pause: (properties: ElementProperties, tools: Compilation) => Timer): NodeCompiler => ({
  role: 'timer',
  compile: (node, tools) => (tools.context.settings.mode === 'VALIDATION' ? () => 0 : pause(new ElementProperties(node, tools), tools)),
});

/** Milliseconds of a property that may hold an expression; nothing readable = no pause. */
const milliseconds = (properties: ElementProperties, name: string): ((user: User) => number) => {
  const text = properties.template(name, '0');
  return (user) => Math.max(0, numberOf(text.render(user)) || 0);
};

const DELAY = 'ConstantTimer.delay';
const RANGE = 'RandomTimer.range';

/** JMeter's random timers: an offset plus what the random part gives. */
function randomTimer(part: (range: number) => number): NodeCompiler {
  return timer((properties) => {
    const [offset, range] = [milliseconds(properties, DELAY), milliseconds(properties, RANGE)];
    return (user) => Math.max(0, offset(user) + part(range(user)));
  });
}

export const constantTimer = randomTimer(() => 0);
export const uniformTimer = randomTimer((range) => Math.random() * range);
export const gaussianTimer = randomTimer((range) => gaussian(0, range));
export const poissonTimer = randomTimer(poisson);

/** A number of a Poisson distribution; large ones by the normal distribution that it then resembles. */
function poisson(lambda: number): number {
  if (lambda > 500) return Math.max(0, Math.round(gaussian(lambda, Math.sqrt(lambda))));
  const limit = Math.exp(-lambda);
  let count = 0;
  for (let product = Math.random(); product > limit; product *= Math.random()) count++;
  return count;
}

/** `calcMode` of the constant throughput timer, by its number in JMeter. */
const OWN = 0;
const ALL_SHARED = 3;
const GROUP_SHARED = 4;

/**
 * Requests per minute: of this user (0), of all users of the run (1) or of its profile (2), each pacing itself; or shared between all
 * (3) or the profile's (4) users, one slot for each request (JMeter: Constant Throughput Timer).
 */
export const constantThroughput = timer((properties, tools) => {
  const mode = properties.whole('calcMode');
  const throughput = properties.template('throughput');
  if (Number.isNaN(numberOf(throughput.constant ?? '1'))) tools.context.log.warn(`The Constant Throughput Timer "${properties.name}" names no throughput, so it does not pause.`);
  const memory = {};
  const group = { next: 0 };
  return (user) => {
    const perMinute = numberOf(throughput.render(user));
    if (Number.isNaN(perMinute) || perMinute <= 0) return 0;
    const shared = mode === ALL_SHARED ? user.run.slots(properties.name) : mode === GROUP_SHARED ? group : user.remembered(memory, () => ({ next: 0 }));
    const sharers = mode === OWN || mode === ALL_SHARED || mode === GROUP_SHARED ? 1 : mode === 2 ? user.run.usersOf(user.program) : user.run.users;
    return nextSlot(shared, (60_000 / perMinute) * Math.max(1, sharers));
  };
});

/** Requests per period in random gaps whose mean is even (JMeter: Precise Throughput Timer, whose arrivals are a Poisson process). */
export const preciseThroughput = timer((properties) => {
  const [throughput, period] = [properties.template('throughput', '100'), properties.template('throughputPeriod', '3600')];
  const group = { next: 0 };
  return (user) => {
    const mean = (numberOf(period.render(user)) * 1000) / numberOf(throughput.render(user));
    return Number.isFinite(mean) && mean > 0 ? nextSlot(group, -Math.log(1 - Math.random()) * mean) : 0;
  };
});

/** So many users go on together; 0 = all that are alive (JMeter: Synchronizing Timer). */
export const synchronizing = timer((properties) => {
  const size = properties.template('groupSize', '0');
  const timeout = milliseconds(properties, 'timeoutInMs');
  return (user) => user.run.barriers.meet(user, `sync timer ${properties.name}`, () => {
    const count = Math.trunc(numberOf(size.render(user))) || 0;
    return count > 0 ? count : user.run.users;
  }, timeout(user));
});
