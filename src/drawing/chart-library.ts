import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

let script: string | undefined;

/** The script of the charting library for a page that may load nothing: lines, bars, pies and what belongs to them. Safe inside a script element. */
export function chartLibrary(): string {
  script ??= readFileSync(createRequire(import.meta.url).resolve('echarts/dist/echarts.common.min.js'), 'utf8').replace(/<\/(script)/gi, '<\\/$1').replace(/<!--/g, '<\\!--');
  return script;
}
