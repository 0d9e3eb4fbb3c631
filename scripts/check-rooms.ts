import { globSync } from 'glob';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { DOORS, PURE, ROOMS } from './rooms.js';

const IMPORT = /(?:from|import)\s*\(?\s*'([^']+)'/g;
const ENVIRONMENT = /process\.env\b/;

/** The room a source file stands in; undefined for the composition files directly under src. */
function roomOf(file: string): string | undefined {
  const [first, second, third] = file.replace(/^src\//, '').split('/');
  if (first === undefined || second === undefined) return undefined;
  if (first !== 'tools' && first !== 'local') return first;
  return third === undefined ? undefined : `${first}/${second}`;
}

const ruleOf = (room: string): readonly string[] | undefined => ROOMS[room] ?? ROOMS[room.replace(/\/.*/, '/*')];
const within = (target: string, name: string): boolean => target === name || target.startsWith(`${name}/`);

function complaintsAbout(file: string): string[] {
  const room = roomOf(file);
  if (room === undefined) return [];
  const visible = ruleOf(room);
  if (visible === undefined) return [`${file}: the room "${room}" is not on the plan (scripts/rooms.ts)`];
  const text = readFileSync(file, 'utf8');
  const complaints = room !== 'config' && ENVIRONMENT.test(text) ? [`${file}: process.env is read in src/config only`] : [];
  for (const [, target = ''] of text.matchAll(IMPORT)) {
    if (target.startsWith('.')) {
      const other = roomOf(normalize(join(dirname(file), target)));
      if (other !== undefined && other !== room && !visible.includes(other)) complaints.push(`${file}: ${room} may not look into ${other}`);
      continue;
    }
    const door = Object.entries(DOORS).find(([name]) => within(target, name));
    if (door !== undefined && !door[1].includes(room)) complaints.push(`${file}: "${door[0]}" has its door in ${door[1].join(', ')}`);
    if (PURE[room]?.some((name) => within(target, name)) === true) complaints.push(`${file}: ${room} is pure, it may not import ${target}`);
  }
  return complaints;
}

const complaints = globSync('src/**/*.ts', { posix: true }).sort().flatMap(complaintsAbout);
for (const complaint of complaints) console.error(complaint);
console.log(complaints.length === 0 ? 'rooms: in order' : `rooms: ${complaints.length} complaints`);
process.exitCode = complaints.length === 0 ? 0 : 1;
