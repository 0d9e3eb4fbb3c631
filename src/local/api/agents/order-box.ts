import type { AgentOrder, NumberedOrder } from '../../agent-wire/agent-protocol.js';

/** Orders to one agent, numbered. One is kept until the agent asks for those after it: an answer that is lost is given again. */
export class OrderBox {
  private orders: NumberedOrder[] = [];
  private last = 0;
  private isClosed = false;
  private wake: () => void = () => undefined;

  put(order: AgentOrder): void {
    this.orders.push({ number: ++this.last, order });
    this.wake();
  }

  /** The orders after a number; waits for one, at most so long. A later call ends the wait of an earlier one. */
  async take(after: number, holdMs: number, gone: AbortSignal): Promise<readonly NumberedOrder[]> {
    this.wake();
    this.orders = this.orders.filter(({ number }) => number > after);
    if (this.orders.length === 0 && !this.isClosed) await this.waiting(holdMs, gone);
    return this.orders;
  }

  /** Ends the waits: nothing more will come. */
  close(): void {
    this.isClosed = true;
    this.wake();
  }

  private waiting(holdMs: number, gone: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        gone.removeEventListener('abort', done);
        if (this.wake === done) this.wake = () => undefined;
        resolve();
      };
      const timer = setTimeout(done, holdMs);
      gone.addEventListener('abort', done, { once: true });
      this.wake = done;
    });
  }
}
