/** Rows put into one INSERT: far below the parameter limits of both databases (32,766 and 65,535). */
const BATCH = 100;

/** Cuts rows into pieces that one statement can carry. */
export function* batches<T>(rows: readonly T[], size: number = BATCH): Generator<readonly T[]> {
  for (let start = 0; start < rows.length; start += size) yield rows.slice(start, start + size);
}
