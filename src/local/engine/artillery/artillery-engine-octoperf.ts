import type { EngineConfig } from './artillery-script.js';
import { arrived, isOpen } from './engine-door.js';
import { type GuestEvents, GuestPlay } from './guest-play.js';

/** What Artillery hands to an engine and its scenarios (@artilleryio/int-core 2.28.0, lib/runner.js). */
interface Script { readonly config?: { readonly engines?: { readonly octoperf?: Partial<EngineConfig> } } }
interface Specification { readonly flow?: readonly { readonly octoperf?: { readonly profile?: number } }[] }
type Scenario = (context: object, done: (error: Error | null, context: object) => void) => void;

/**
 * Our interpreter as an engine of Artillery. The file's name is the address: Artillery's core requires `artillery-engine-<name>`, and
 * finds it where this folder is on its module path. In our own load generator each arrival is a user of the run; under Artillery's
 * own program the plan comes with the script (artillery-script.ts).
 */
class OctoperfEngine {
  private guest: GuestPlay | undefined;

  constructor(private readonly script: Script) {}

  createScenario(specification: Specification, events: GuestEvents): Scenario {
    const play = isOpen() ? arrived : this.guestScenario(specification, events);
    return (context, done) => {
      events.emit('started');
      play().then(() => { done(null, context); }, (error: unknown) => { done(error instanceof Error ? error : new Error(String(error)), context); });
    };
  }

  private guestScenario({ flow = [] }: Specification, events: GuestEvents): () => Promise<void> {
    const guest = (this.guest ??= new GuestPlay(this.script.config?.engines?.octoperf, events));
    return () => guest.live(flow[0]?.octoperf?.profile ?? 0);
  }
}

// The name under which a CommonJS `require` of this module yields the class itself (Node >= 20.19).
export { OctoperfEngine as 'module.exports' };
