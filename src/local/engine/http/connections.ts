import { Client, type buildConnector } from 'undici';

/** Connections per user and origin: what a browser opens (building-blocks.md §4). */
const MOST = 6;
/** Idle connections are kept this long unless the server announces less. */
const KEEP_ALIVE_MS = 30_000;

/** One connection of a user, opened and opened again as needed; `busy` = requests on it or waiting for it. */
export interface Lane { readonly client: Client; busy: number }

/**
 * The connections of one user. A request takes a free one before another is opened: who asks for one page after the other has one
 * connection, as in JMeter and in a browser. (undici's own pool takes a connection for busy until the turn after its answer, so a
 * user without think time would hold two.)
 */
export class Connections {
  private readonly lanes = new Map<string, Lane[]>();

  constructor(private readonly connect: buildConnector.connector) {}

  /** The connection for the next request; whoever takes it counts itself in `busy`. */
  lane(origin: string): Lane {
    const lanes = this.lanes.get(origin) ?? [];
    if (lanes.length === 0) this.lanes.set(origin, lanes);
    let best: Lane | undefined;
    for (const lane of lanes) {
      if (lane.busy === 0) return lane;
      if (best === undefined || lane.busy < best.busy) best = lane;
    }
    if (best !== undefined && lanes.length >= MOST) return best;
    const lane = { client: new Client(origin, { pipelining: 1, keepAliveTimeout: KEEP_ALIVE_MS, keepAliveMaxTimeout: KEEP_ALIVE_MS * 2, connect: this.connect }), busy: 0 };
    lanes.push(lane);
    return lane;
  }

  /** Closes all of them; what is in flight fails. */
  destroy(): void {
    for (const lanes of this.lanes.values()) for (const { client } of lanes) void client.destroy().catch(() => undefined);
    this.lanes.clear();
  }
}
