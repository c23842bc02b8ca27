import { spaceDirectory } from '@agent-spaces/engine';
import { inSession, type CommonOptions } from '../command';
import { EXIT } from '../exit';
import type { Terminal } from '../terminal';

export async function pathCommand(terminal: Terminal, id: string, flags: CommonOptions): Promise<number> {
  // Asking where a space lies must not move the working copy it lies in.
  const path = await inSession(terminal, { ...flags, fetch: false }, (session) =>
    spaceDirectory(session, id),
  );
  if (flags.json) terminal.out.printJson({ id, path });
  else terminal.out.printVerbatim(path);
  return EXIT.done;
}
