/** How much of the bridge is watched, as environment variables of its configuration. Of `nothing` not even the counts of the statistics are kept. */
export const WATCHED = {
  'nothing': { OCTOPERF_LOGGING__CALLS: 'off' },
  'as configured by default': {},
  'metrics as well': { OCTOPERF_MANAGEMENT__METRICS: 'on' },
} as const satisfies Record<string, Readonly<Record<string, string>>>;
export type Watched = keyof typeof WATCHED;

export const isWatched = (name: string): name is Watched => Object.hasOwn(WATCHED, name);
