import { list } from '@agent-spaces/engine';
import { inSession, projectOption, type CommonOptions } from '../command';
import { EXIT } from '../exit';
import { line, prose } from '../line';
import type { Terminal } from '../terminal';

export async function listCommand(terminal: Terminal, flags: CommonOptions): Promise<number> {
  const listed = await inSession(terminal, flags, (session) => list(session, projectOption(flags)));
  if (flags.json) {
    terminal.out.printJson(listed);
    return EXIT.done;
  }
  const { out, outColors: colors } = terminal;
  for (const { name, description, compose, current, spaces } of listed.targets) {
    out.print(line`${colors.bold(name)}${description ? line`  ${colors.dim(prose(description))}` : ''}`);
    if (!spaces) {
      for (const ref of compose) out.print(line`  ${ref}  ${colors.yellow('not installed')}`);
      continue;
    }
    if (!current)
      out.print(line`  ${colors.yellow('the lock was made from other references: run asp install')}`);
    for (const { id, version, selector, key, root } of spaces) {
      const marker = root ? '' : colors.dim('  (dependency)');
      out.print(line`  ${id} ${version ?? ''}  ${colors.dim(`@${selector}  ${key}`)}${marker}`);
    }
  }
  return EXIT.done;
}
