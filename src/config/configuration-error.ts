/** The configuration cannot be used. Its message names every bad key, the reason and, for a misspelt key, the nearest valid one. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  constructor(readonly complaints: readonly string[]) {
    super(`The configuration cannot be used:\n${complaints.map((complaint) => `  - ${complaint}`).join('\n')}`);
  }
}
