import { ClaudeInvocationError, type SourceLocation } from '@agent-spaces/core';

/** The client takes the last of these flags, and reads no flag behind a bare `--`. Both doors read the hints. */
const UNDOING: readonly { readonly flag: string; readonly why: string; readonly hint: string }[] = [
  {
    flag: '--settings',
    why: 'which would replace the composed settings, permissions included',
    hint: 'Use "asp run --settings <file|json>", in an Nx workspace --settings of the task asp-run: it is merged over them.',
  },
  {
    flag: '--setting-sources',
    why: 'which would let in settings that nobody asked asp for',
    hint: 'Use "asp run" with --inherit-project, --inherit-user, --inherit-local or --inherit-all; in an Nx workspace the task asp-run with --inherit=project, user, local or all.',
  },
  {
    flag: '--',
    why: 'behind which no flag of asp is read',
    hint: 'Give the prompt to "asp run" itself; in an Nx workspace to the task asp-run, with --prompt.',
  },
];

/**
 * Refuses arguments that would undo the composed settings or the isolation. Nothing but the arguments is needed to tell, so that it can
 * be asked before anything is written.
 *
 * @param locationOf where the argument of an index is written, if in a file
 * @throws ClaudeInvocationError for the first of them
 */
export function refuseUndoingArguments(
  args: readonly string[],
  locationOf?: (index: number) => SourceLocation,
): void {
  for (const [index, arg] of args.entries()) {
    const undoing = UNDOING.find(({ flag }) => arg === flag || arg.startsWith(`${flag}=`));
    if (!undoing) continue;
    throw new ClaudeInvocationError(`The arguments for Claude Code contain ${undoing.flag}, ${undoing.why}`, {
      hint: undoing.hint,
      ...(locationOf ? { location: locationOf(index) } : {}),
    });
  }
}
