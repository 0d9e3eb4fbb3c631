import type { MetricRow, SeriesKey, UserLoadRow } from '../../src/local/measurements/measure.js';
import { serializeMeasure } from '../../src/local/measurements/stored-row.js';

const text = (value: string): string => `'${value.replaceAll('\'', '\'\'')}'`;

/**
 * Statements that put a run into the database as it was kept before slabs: a row per series and second, whole-run rows, users by second. What the
 * present format knows of the run is removed. Written down from the program as it was then: nothing of the present writer is used.
 */
export function inOldFormat(benchResultId: string, rows: readonly MetricRow[], users: readonly UserLoadRow[]): string[] {
  const id = text(benchResultId);
  const series: SeriesKey[] = [];
  const numberOf = (key: SeriesKey): number => {
    const known = series.findIndex((one) => JSON.stringify(one) === JSON.stringify(key));
    return known >= 0 ? known : series.push(key) - 1;
  };
  const kept = rows.map(({ second, series: key, measure }) => {
    const { elapsedHistogram, latencyHistogram, connectHistogram, ...figures } = serializeMeasure(measure, second === null ? 3 : 2);
    const columns = [JSON.stringify(figures), elapsedHistogram, latencyHistogram, connectHistogram].map(text).join(', ');
    return second === null ? `insert into metric_total values (${id}, ${numberOf(key)}, ${columns})` : `insert into metric_row values (${id}, ${numberOf(key)}, ${second}, ${columns})`;
  });
  return [
    ...['metric_run', 'metric_slab', 'metric_whole', 'metric_series'].map((table) => `delete from ${table} where bench_result_id = ${id}`),
    ...kept,
    ...series.map((key, number) => `insert into metric_series values (${id}, ${number}, ${text(JSON.stringify(key))})`),
    ...users.map((row) => `insert into user_load values (${id}, ${row.second}, ${text(row.profileId)}, ${row.users}, ${text(row.region)}, ${text(row.injectorId)})`),
  ];
}
