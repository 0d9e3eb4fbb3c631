import { afterEach, expect, it } from 'vitest';
import { House } from './house.js';

let house: House | undefined;
afterEach(async () => { await house?.backend.stop(); });

const VIRTUAL_USER = [{ '@type': 'JSR223Action', id: 'script', name: 'Sum', enabled: true, language: 'javascript', script: 'vars.put("sum", String(40 + 2)); SampleResult.setResponseMessage("sum " + vars.get("sum"));', children: [] }];

async function played(overrides: NodeJS.ProcessEnv): Promise<string> {
  house = await House.open(overrides);
  const project = await house.project();
  const { id } = await house.virtualUser(project.id, VIRTUAL_USER);
  await house.validate(id);
  return (await house.call('GET', `/analysis/validations/index/${id}`)).text + (await house.call('GET', `/analysis/validations/${id}/script`)).text;
}

it('runs no script where the operator refuses scripts, and says so', async () => {
  const shown = await played({ OCTOPERF_LOCAL__ENGINE__SCRIPTS: 'refused' });
  expect(shown).toContain('the operator of this server has switched scripts off');
  expect(shown).not.toContain('sum 42');
});
