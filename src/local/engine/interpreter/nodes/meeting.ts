import { PollQueueAction, PutQueueAction, RendezVousAction, SetRuntimePropertyAction } from '../../../../contract/actions.js';
import type { NodeCompiler } from '../compilation.js';
import type { User } from '../user.js';

/** Between two attempts at a queue. */
const RETRY_MS = 100;

/**
 * Waits until enough users are here: a number of them, or a share of those alive (entities.md §3.4, RendezVousAction). LOCAL and GLOBAL
 * are the same, since one load generator plays all users. A validation has one user and does not wait. It is no sample.
 */
export const rendezVous: NodeCompiler = {
  role: 'step',
  compile(node, _scope, tools) {
    const { name, type, value, timeoutMs } = tools.fields(RendezVousAction, node);
    return {
      async run(user, frame) {
        if (user.settings.mode === 'VALIDATION') return;
        const needed = (): number => (type === 'COUNT' ? value : Math.ceil((user.run.users * value) / 100));
        frame.pausedMs += await user.run.barriers.meet(user, `rendezvous ${name}`, needed, timeoutMs);
        if (user.over) frame.cut = true;
      },
    };
  },
};

/** Appends a value to a queue of the test; a full one is tried again `retries` times, then passed over (entities.md §3.4). */
export const putQueue: NodeCompiler = {
  role: 'step',
  compile(node, _scope, tools) {
    const fields = tools.fields(PutQueueAction, node);
    const [queue, value] = [tools.template(fields.queueName), tools.template(fields.value)];
    return {
      async run(user) {
        const [name, text] = [queue.render(user), value.render(user)];
        if (!(await tried(user, fields.retries, () => user.run.queues.put(name, text)))) user.program.log.warn(`The queue "${name}" is full: values were not put into it.`);
      },
    };
  },
};

/** Takes the oldest value of a queue; an empty one is tried again `retries` times, then the variable stays as it is. */
export const pollQueue: NodeCompiler = {
  role: 'step',
  compile(node, _scope, tools) {
    const fields = tools.fields(PollQueueAction, node);
    const [queue, variable] = [tools.template(fields.queueName), tools.template(fields.variableName)];
    return {
      async run(user) {
        const name = queue.render(user);
        const found = await tried(user, fields.retries, () => {
          const value = user.run.queues.poll(name);
          if (value !== undefined) user.setVariable(variable.render(user), value);
          return value !== undefined;
        });
        if (!found) user.program.log.warn(`The queue "${name}" was empty when a user asked for a value: its variable stayed as it was.`);
      },
    };
  },
};

async function tried(user: User, retries: number, attempt: () => boolean): Promise<boolean> {
  for (let left = retries; ; left--) {
    if (attempt()) return true;
    if (left <= 0 || user.over) return false;
    await user.pause(RETRY_MS);
  }
}

/** Sets a property for all users of the run, read with `${__property(name)}` (entities.md §3.4). */
export const setRuntimeProperty: NodeCompiler = {
  role: 'step',
  compile(node, _scope, tools) {
    const fields = tools.fields(SetRuntimePropertyAction, node);
    const [name, value] = [tools.template(fields.propertyName), tools.template(fields.propertyValue)];
    return { run: (user) => { user.setProperty(name.render(user), value.render(user)); } };
  },
};
