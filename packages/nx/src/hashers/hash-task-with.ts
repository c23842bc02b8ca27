import { createHash } from 'node:crypto';
import type { Hash, Task } from '@nx/devkit';
import { hashDeclaredInputs, type TaskHashContext } from './hash-declared-inputs';

/** What a task is made of that Nx cannot see. */
export interface OwnInput {
  /** How it shows in the details of the hash. */
  readonly name: string;
  readonly read: () => Promise<string>;
  /** The declared inputs, as Nx names them in the details, that it stands for: they say less, or say it too early. */
  readonly replaces?: (input: string) => boolean;
}

/** What Nx says of a task's declared inputs, joined with what it cannot see. */
export async function hashTaskWith(task: Task, context: TaskHashContext, own: OwnInput): Promise<Hash> {
  const declared = await hashDeclaredInputs(task, context);
  const found = await own.read();
  return {
    ...declared,
    value: createHash('sha256')
      .update(JSON.stringify([declaredBut(declared, own.replaces), found]))
      .digest('hex')
      .slice(0, HASH_LENGTH),
    details: { ...declared.details, nodes: { ...declared.details.nodes, [own.name]: found } },
  };
}

/** 128 bits: caches name files and addresses by it. */
const HASH_LENGTH = 32;

function declaredBut({ value, details }: Hash, isReplaced: OwnInput['replaces']): unknown {
  if (!isReplaced) return value;
  const { command, nodes, implicitDeps = {}, runtime = {} } = details;
  return [command, ...[nodes, implicitDeps, runtime].map((part) => inOrder(part, isReplaced))];
}

const inOrder = (
  inputs: Readonly<Record<string, string>>,
  isReplaced: (input: string) => boolean,
): readonly (readonly [string, string])[] =>
  Object.entries(inputs)
    .filter(([input]) => !isReplaced(input))
    .sort(([a], [b]) => (a < b ? -1 : 1));
