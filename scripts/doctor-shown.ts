import { BrokenSetups, doctor } from '../test/support/broken-setups.js';

/** `npm run doctor:shown`: the doctor before four broken installations and a whole one; fails unless each gets the right finding first. */
const broken = await BrokenSetups.start();
let failed = 0;
try {
  for (const { name, environment, arrange, first } of broken.setups) {
    arrange();
    const { findings: [found] } = await doctor(environment);
    const isRight = found?.id === first.id && found.outcome === 'fail' && first.says.test(found.seen);
    if (!isRight) failed++;
    console.log([`${isRight ? 'right' : 'WRONG'}  ${name}`, `       ${found?.title ?? 'nothing'}: ${found?.seen.replaceAll('\n', '\n       ') ?? ''}`, `       → ${found?.remedy ?? ''}`, ...(found?.yaml === undefined ? [] : [`         ${found.yaml.replaceAll('\n', '\n         ')}`]), ''].join('\n'));
  }
  broken.proxy.oddity = {};
  const { exitCode, findings } = await doctor(broken.healthy);
  if (exitCode !== 0) failed++;
  console.log(`${exitCode === 0 ? 'right' : 'WRONG'}  nothing broken: exit code ${exitCode}, ${findings.filter(({ outcome }) => outcome === 'ok').length} of ${findings.length} in order`);
} finally {
  await broken.stop();
}
process.exitCode = failed === 0 ? 0 : 1;
