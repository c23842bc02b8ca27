import { printable } from '@agent-spaces/core';
import type { ExecutorContext, TaskGraph } from '@nx/devkit';
import { errorLines } from '../report-error';
import { materializeProject } from './materialize-project';
import type { MaterializeSpaceExecutorSchema } from './schema';

interface BatchResult {
  readonly success: boolean;
  readonly terminalOutput: string;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly status: 'success' | 'failure' | 'skipped';
}

/** All the spaces of a run in one process: to start one for each would take longer than all of them together. */
export default async function* materializeSpaces(
  { tasks, dependencies }: TaskGraph,
  options: Readonly<Record<string, MaterializeSpaceExecutorSchema>>,
  _overrides: unknown,
  context: ExecutorContext,
): AsyncGenerator<{ readonly task: string; readonly result: BatchResult }> {
  const failed = new Set<string>();
  for (const task of inOrder(Object.keys(tasks), dependencies)) {
    const needed = dependencies[task]?.find((id) => failed.has(id));
    const schema = options[task];
    const project = context.projectsConfigurations.projects[tasks[task]?.target.project ?? ''];
    const result =
      needed !== undefined || !schema || !project
        ? skipped(needed)
        : await timed(() => materializeProject(context, project.root, schema));
    if (!result.success) failed.add(task);
    yield { task, result };
  }
}

const skipped = (needed: string | undefined): BatchResult => ({
  success: false,
  terminalOutput: needed === undefined ? '' : `Not begun, because ${needed} failed.\n`,
  status: 'skipped',
});

async function timed(work: () => Promise<string>): Promise<BatchResult> {
  const startTime = Date.now();
  const ended = (status: 'success' | 'failure', lines: readonly string[]): BatchResult => ({
    success: status === 'success',
    status,
    terminalOutput: lines.map((line) => `${printable(line, Infinity)}\n`).join(''),
    startTime,
    endTime: Date.now(),
  });
  try {
    return ended('success', [await work()]);
  } catch (error) {
    return ended('failure', await errorLines(error));
  }
}

/** Dependencies first; those outside the batch are done. A circle, which no graph of spaces should have, ends where it began. */
function inOrder(
  tasks: readonly string[],
  dependencies: Readonly<Record<string, readonly string[]>>,
): readonly string[] {
  const wanted = new Set(tasks);
  const ordered = new Set<string>();
  const begun = new Set<string>();
  const stack = [...tasks].reverse();
  for (let next = stack.at(-1); next !== undefined; next = stack.at(-1)) {
    const needed = begun.has(next)
      ? []
      : (dependencies[next] ?? []).filter((id) => wanted.has(id) && !begun.has(id));
    begun.add(next);
    if (needed.length > 0) stack.push(...needed);
    else ordered.add(stack.pop() ?? next);
  }
  return [...ordered];
}
