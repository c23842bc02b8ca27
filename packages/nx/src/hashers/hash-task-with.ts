import { createHash } from 'node:crypto';
import type { Hash, HasherContext, Task } from '@nx/devkit';

/** What Nx says of a task's declared inputs, joined with what it cannot see. `name` is how the second shows in the details. */
export async function hashTaskWith(
  task: Task,
  context: HasherContext & { readonly env?: NodeJS.ProcessEnv },
  name: string,
  read: () => Promise<string>,
): Promise<Hash> {
  const declared = await context.hasher.hashTask(task, context.taskGraph, context.env ?? process.env);
  const found = await read();
  return {
    ...declared,
    value: createHash('sha256')
      .update(JSON.stringify([declared.value, found]))
      .digest('hex')
      .slice(0, HASH_LENGTH),
    details: { ...declared.details, nodes: { ...declared.details.nodes, [name]: found } },
  };
}

/** 128 bits: caches name files and addresses by it. */
const HASH_LENGTH = 32;
