/** Inputs a fuzz test tries: few in the suite, `FUZZ_SCALE` times as many where somebody looks for more. */
export const fuzzRuns = (inTheSuite: number): number => Math.ceil(inTheSuite * Number(process.env['FUZZ_SCALE'] ?? '1'));
