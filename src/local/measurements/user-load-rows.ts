import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';
import type { UserLoadRow } from './measure.js';

/** Rows of the user load in one piece: their profiles and places once, their seconds as distances. Every second is kept: no peak is lost. */
export function packUserRows(rows: readonly UserLoadRow[]): Buffer {
  const sorted = [...rows].sort((left, right) => left.second - right.second);
  const places = new Map<string, number>();
  const numbered = sorted.map(({ profileId, region, injectorId }) => {
    const name = JSON.stringify([profileId, region, injectorId]);
    const place = places.get(name) ?? places.size;
    places.set(name, place);
    return place;
  });
  const writer = new ByteWriter();
  writer.count(places.size);
  for (const name of places.keys()) writer.text(name);
  let before = 0;
  for (const [index, { second, users }] of sorted.entries()) {
    writer.count(second - before);
    writer.count(numbered[index] ?? 0);
    writer.count(users);
    before = second;
  }
  return writer.bytes();
}

/** Reads what `packUserRows` wrote, in time order. */
export function readUserRows(bytes: Uint8Array): UserLoadRow[] {
  const reader = new ByteReader(bytes);
  const places = Array.from({ length: reader.count() }, () => JSON.parse(reader.text()) as [string, string, string]);
  const rows: UserLoadRow[] = [];
  for (let second = 0; !reader.isAtEnd;) {
    second += reader.count();
    const [profileId = '', region = '', injectorId = ''] = places[reader.count()] ?? [];
    rows.push({ second, profileId, users: reader.count(), region, injectorId });
  }
  return rows;
}
