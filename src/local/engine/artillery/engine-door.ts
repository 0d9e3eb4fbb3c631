/** What happens when Artillery lets one more user in. Resolves when the user's life is over. */
export type Arrival = () => Promise<void>;

/** Artillery makes the engine object itself, so what the engine is to do waits here for it. One run per process. */
let arrival: Arrival | undefined;

export function onArrival(handler: Arrival): void {
  arrival = handler;
}

/** Whether this process is a load generator of ours; else Artillery's own program has loaded the engine. */
export const isOpen = (): boolean => arrival !== undefined;

export async function arrived(): Promise<void> {
  await arrival?.();
}
