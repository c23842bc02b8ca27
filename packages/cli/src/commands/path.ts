import { spaceDirectory } from '@agent-spaces/engine';
import { inSession, printJson, type CommonOptions } from '../command';
import { EXIT } from '../exit';
import type { Terminal } from '../terminal';

export async function pathCommand(terminal: Terminal, id: string, flags: CommonOptions): Promise<number> {
  // Asking where a space lies must not move the working copy it lies in.
  const path = await inSession(terminal, { ...flags, fetch: false }, (session) =>
    spaceDirectory(session, id),
  );
  if (flags.json) printJson(terminal, { id, path });
  else terminal.out.write(`${path}\n`);
  return EXIT.done;
}
