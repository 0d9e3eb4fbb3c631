/** Waits that all end early when told to: nobody sleeps through the end of a run. */
export class Sleepers {
  private readonly sleeping = new Set<() => void>();

  /** Resolves at a moment of performance.now(), or when everybody is woken. */
  async until(moment: number): Promise<void> {
    const rest = moment - performance.now();
    if (rest <= 0) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.sleeping.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, Math.min(rest, 2 ** 31 - 1));
      this.sleeping.add(wake);
    });
  }

  wakeAll(): void {
    for (const wake of [...this.sleeping]) wake();
  }
}
