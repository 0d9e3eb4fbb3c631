import type { SurfaceView } from './surface-view.js';

const SCHEME = 'ui://';

/** Whether an address is that of a tool's view, and no tool that a request can reach is shown by it. */
export const isUnreachable = (uri: string, surface: SurfaceView): boolean => uri.startsWith(SCHEME) && !surface.reachable.some((name) => surface.spec(name)?.view === uri);
