/** Work that takes so much memory that only one piece of it is done at a time, in the order it came. */
export class OneAtATime {
  private last: Promise<unknown> = Promise.resolve();

  /** @returns what the work answers, once it was its turn; one that fails holds up nobody */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(work, work);
    this.last = turn.catch(() => undefined);
    return turn;
  }
}
