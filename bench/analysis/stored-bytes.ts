import Libsql from 'libsql';

/** Bytes of everything that was measured of a run, the database's own rows and indexes not counted. */
export function storedBytes(file: string, benchResultId: string): number {
  const database = new Libsql(file);
  try {
    const slabs = database.prepare('select coalesce(sum(length(body)), 0) as bytes from metric_slab where bench_result_id = ?').get(benchResultId) as { bytes: number };
    const wholes = database.prepare('select coalesce(sum(length(figures) + length(labels) + length(elapsed_histogram) + length(latency_histogram) + length(connect_histogram)), 0) as bytes from metric_whole where bench_result_id = ?').get(benchResultId) as { bytes: number };
    return slabs.bytes + wholes.bytes;
  } finally {
    database.close();
  }
}
