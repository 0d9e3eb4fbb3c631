/** Where the engine tells what happens to a run. `logger` = the abbreviated Java class that says the same in JMeter's log. */
export interface EngineLog {
  info(logger: string, text: string): void;
  warn(logger: string, text: string): void;
}

/** Says each thing once, however often a load run meets it: a log line per request would bury the log. */
export class OnceLog {
  private readonly said = new Set<string>();

  constructor(private readonly log: EngineLog) {}

  warn(text: string): void {
    if (this.said.size > 1000 || this.said.has(text)) return;
    this.said.add(text);
    this.log.warn('c.o.l.Engine', text);
  }

  info(logger: string, text: string): void {
    this.log.info(logger, text);
  }
}

/** Thrown while a plan is compiled: the run cannot start. The message says what to change. */
export class PlanRefused extends Error {
  override readonly name = 'PlanRefused';
}
