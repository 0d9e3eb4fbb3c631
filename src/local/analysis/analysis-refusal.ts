/** A report question that cannot be answered as it was asked; the message says what to ask instead. The caller answers 400 with it. */
export class AnalysisRefusal extends Error {
  override readonly name = 'AnalysisRefusal';
}
