import { arrived } from './engine-door.js';

/** What Artillery hands to a scenario and hears from it (@artilleryio/int-core 2.28.0, lib/runner.js). */
interface Events { emit(event: 'started'): void }
type Scenario = (context: object, done: (error: Error | null, context: object) => void) => void;

/**
 * Our interpreter as an engine of Artillery. The file's name is the address: Artillery's core requires `artillery-engine-<name>`,
 * and finds it because the load generator starts with this folder on its module path.
 */
class OctoperfEngine {
  createScenario(_specification: object, events: Events): Scenario {
    return (context, done) => {
      events.emit('started');
      arrived().then(() => { done(null, context); }, (error: unknown) => { done(error instanceof Error ? error : new Error(String(error)), context); });
    };
  }
}

// The name under which a CommonJS `require` of this module yields the class itself (Node >= 20.19).
export { OctoperfEngine as 'module.exports' };
