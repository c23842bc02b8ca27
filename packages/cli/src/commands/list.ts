import { list } from '@agent-spaces/engine';
import { inSession, printJson, projectOption, type CommonOptions } from '../command';
import { EXIT } from '../exit';
import type { Terminal } from '../terminal';

export async function listCommand(terminal: Terminal, flags: CommonOptions): Promise<number> {
  const listed = await inSession(terminal, flags, (session) => list(session, projectOption(flags)));
  if (flags.json) {
    printJson(terminal, listed);
    return EXIT.done;
  }
  const { out, outColors: colors } = terminal;
  for (const { name, description, compose, current, spaces } of listed.targets) {
    out.write(`${colors.bold(name)}${description ? `  ${colors.dim(description)}` : ''}\n`);
    if (!spaces) {
      for (const ref of compose) out.write(`  ${ref}  ${colors.yellow('not installed')}\n`);
      continue;
    }
    if (!current)
      out.write(`  ${colors.yellow('the lock was made from other references: run asp install')}\n`);
    for (const { id, version, selector, key, root } of spaces) {
      const marker = root ? '' : colors.dim('  (dependency)');
      out.write(`  ${id} ${version ?? ''}  ${colors.dim(`@${selector}  ${key}`)}${marker}\n`);
    }
  }
  return EXIT.done;
}
