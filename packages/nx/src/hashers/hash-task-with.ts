import { createHash } from 'node:crypto';
import type { Hash, Task } from '@nx/devkit';
import { hashDeclaredInputs, type TaskHashContext } from './hash-declared-inputs';

/** What Nx says of a task's declared inputs, joined with what it cannot see. `name` is how the second shows in the details. */
export async function hashTaskWith(
  task: Task,
  context: TaskHashContext,
  name: string,
  read: () => Promise<string>,
): Promise<Hash> {
  const declared = await hashDeclaredInputs(task, context);
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
