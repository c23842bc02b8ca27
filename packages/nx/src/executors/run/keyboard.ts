import type { ExecutorContext } from '@nx/devkit';

/** What is at the other end of the client: `none` outside a terminal. */
export type Keyboard = 'present' | 'none' | 'withheld';

/**
 * Whether what somebody types reaches the client. Nx gives a task that runs only because another needs it a pseudo terminal into which
 * it passes nothing, unless it is told to leave the terminal as it is; the plugin tells it so where an agent is asked for by name.
 */
export function findKeyboard(context: ExecutorContext): Keyboard {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return 'none';
  const isPassedOn = process.env['NX_NATIVE_COMMAND_RUNNER'] === 'false' || !isNeededByAnother(context);
  return isPassedOn ? 'present' : 'withheld';
}

/** As Nx calls it in its graph, and as `nx run` takes it. */
export const taskIdOf = ({ projectName, targetName, configurationName }: ExecutorContext): string =>
  [projectName, targetName, configurationName].filter((part) => part !== undefined).join(':');

function isNeededByAnother(context: ExecutorContext): boolean {
  const task = taskIdOf(context);
  return Object.values(context.taskGraph?.dependencies ?? {}).some((needed) => needed.includes(task));
}
