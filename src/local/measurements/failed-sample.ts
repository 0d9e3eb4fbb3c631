/** One kept failed sample of a run, without its HTTP exchange. Exact counts are in the metrics; samples are capped per action and response code (behaviour.md §21). */
export interface FailedSample {
  readonly virtualUserId: string;
  readonly actionId: string;
  readonly timestamp: number;
  readonly responseCode: string;
  readonly errorMessage: string;
  readonly assertions: readonly { name: string; message: string }[];
}
