import fc from 'fast-check';

/** What every script of these tests begins with. */
export const HEAD = "import http from 'k6/http';\nimport { check, sleep, group } from 'k6';\n";
const bits = [...HEAD.split(/(?<=\W)/), 'http.get(', "'https://a.test/'", ');', 'check(r, {', '})', 'const r = ', 'r.json()', '.a', 'sleep(', '1', 'Math.random() * ', 'group("g", ', '() => {', '}', 'for (let i = 0; i < 2; i++) {', 'return ', '`${', '`', 'f();', 'function f() {', '__ENV.X', ' || ', ', { headers: {', '\n', 'let x = ', 'x', '+=', 'http.batch(['];

/** Statements and pieces of them, in any order. */
export const anyBody = fc.array(fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...bits) }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) }), { maxLength: 60 }).map((pieces) => pieces.join(''));
