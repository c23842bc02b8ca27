import type { Hash, HasherContext, Task, TaskGraph } from '@nx/devkit';

export type TaskHashContext = HasherContext & { readonly env?: NodeJS.ProcessEnv };

type TaskHasher = HasherContext['hasher'];

interface Waiting {
  readonly task: Task;
  readonly env: NodeJS.ProcessEnv;
  readonly resolve: (hash: Hash) => void;
  readonly reject: (error: unknown) => void;
}

/** Of each hasher and graph, the tasks that have been asked for and not been passed on yet. */
const queues = new WeakMap<TaskHasher, Map<TaskGraph, Waiting[]>>();

/**
 * Nx's own hash of a task's declared inputs. Nx asks custom hashers task by task, all at once; asked task by task itself it makes a new
 * plan for each, and sends the whole graph to its daemon each time. So they are collected and asked for together.
 */
export function hashDeclaredInputs(task: Task, context: TaskHashContext): Promise<Hash> {
  const { hasher, taskGraph, env = process.env } = context;
  return new Promise((resolve, reject) => {
    const graphs = queues.get(hasher) ?? new Map<TaskGraph, Waiting[]>();
    queues.set(hasher, graphs);
    const waiting = graphs.get(taskGraph);
    const entry = { task, env, resolve, reject };
    if (waiting) waiting.push(entry);
    else {
      graphs.set(taskGraph, [entry]);
      setImmediate(() => void passOn(hasher, taskGraph));
    }
  });
}

async function passOn(hasher: TaskHasher, taskGraph: TaskGraph): Promise<void> {
  const waiting = queues.get(hasher)?.get(taskGraph) ?? [];
  queues.get(hasher)?.delete(taskGraph);
  try {
    const environments = Object.fromEntries(waiting.map(({ task, env }) => [task.id, env]));
    const hashes = await hasher.hashTasks(
      waiting.map(({ task }) => task),
      taskGraph,
      environments,
    );
    for (const [index, { task, resolve }] of waiting.entries()) {
      const hash = hashes[index];
      if (!hash) throw new Error(`Nx gave no hash for ${task.id}.`);
      resolve(hash);
    }
  } catch (error) {
    for (const { reject } of waiting) reject(error);
  }
}
