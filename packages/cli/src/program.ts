import { Command, InvalidArgumentError, Option } from 'commander';
import { linesOf } from './line';
import type { Terminal } from './terminal';

/**
 * The command line of seed 003 §10. A command's code is loaded when the command runs, so that `--help` and every other command cost
 * nothing for it. The exit code is handed to `finish`.
 */
export function createProgram(
  terminal: Terminal,
  version: string,
  finish: (exitCode: number) => void,
): Command {
  const program = new Command('asp')
    .description('Declare, pin, materialize and run the abilities of a coding agent.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .showHelpAfterError('(asp help <command> tells more)')
    .configureOutput({
      writeOut: (text) => terminal.out.print(...linesOf(text)),
      writeErr: (text) => terminal.talk.print(...linesOf(text)),
    })
    .addHelpText(
      'after',
      `
Examples:
  asp install                     resolve, pin and compose every target of the project
  asp run frontend                start the agent with what the target "frontend" composes
  asp run space:code-review@^1 "review my last commit" --no-interactive
  asp explain frontend            what is loaded, in which order, pinned to what, and why

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 drift under --frozen, 130 interrupted; asp run passes on the agent's own.`,
    );

  const withCommon = (command: Command): Command =>
    command
      .option('--registry <path>', 'registry to resolve from (default: $ASP_HOME/repo)', given)
      .option('--asp-home <path>', 'store and registry clone (default: $ASP_HOME or ~/.asp)', given)
      .option('--no-fetch', "do not ask the registry's remote")
      .option('--json', 'print one JSON document on stdout')
      .option('-q, --quiet', 'show no progress');
  const inProject = (command: Command): Command =>
    command.option(
      '--project <path>',
      'project directory (default: the nearest asp-targets.toml at or above)',
      given,
    );

  inProject(withCommon(program.command('install [targets...]')))
    .summary('pin, materialize and compose the targets of a project')
    .description(
      'Resolves the targets of asp-targets.toml, writes asp-lock.json and composes asp_modules/<target>.\nPins that the lock has never move unless --update is given.',
    )
    .option('--targets <names...>', 'only these targets (the same as naming them)')
    .option('--update', 'move the pins to what the selectors mean now')
    .option('--frozen', 'change no pin; exit 3 and show the difference when the lock does not fit')
    .option('--dry-run', 'show what would change and change nothing')
    .option('--verify', 'hash everything the store keeps for the targets and rebuild what is damaged')
    .option('--no-warnings', 'do not print lint warnings')
    .action(async (targets, flags) =>
      finish(await (await import('./commands/install.js')).installCommand(terminal, targets, flags)),
    );

  inProject(withCommon(program.command('build [target]')))
    .summary('compose a target into a directory of its own')
    .description(
      'Composes a target into a self-contained directory: plugins, mcp.json, settings.json.\nIts paths are absolute, so build it where it is to be used. Without a name: the target named\nlike the project\'s directory, else "default", else the only one.',
    )
    .requiredOption('-o, --output <dir>', 'directory to write; replaced only if asp made it', given)
    .option('--dry-run', 'say what would be written and write nothing')
    .option('--no-warnings', 'do not print lint warnings')
    .action(async (target, flags) =>
      finish(await (await import('./commands/build.js')).buildCommand(terminal, target, flags)),
    );

  inProject(withCommon(program.command('run <target|spaceRef|path> [prompt]')))
    .summary('start the agent with a target, a space, or a space on disk')
    .description(
      'Starts Claude Code with exactly what is composed and nothing else: a target of the project, a reference like\nspace:code-review@^1, or the directory of a space.',
    )
    .option('--dry-run', 'compose, then print the command instead of running it')
    .option('--no-interactive', 'print mode: answer the prompt and exit')
    .option('--no-warnings', 'do not print lint warnings')
    .option('--inherit-all', 'also load all of your own Claude settings')
    .option('--inherit-project', "also load the project's Claude settings")
    .option('--inherit-user', 'also load your user settings')
    .option('--inherit-local', 'also load your local settings')
    .option('--settings <file|json>', 'settings merged over the composed ones', given)
    .addOption(
      new Option(
        '--extra-args <args...>',
        'arguments passed on to the agent (use --extra-args=--flag for flags)',
      ),
    )
    .option('--force', 'run although two plugins bear one name and hooks are lost (W205)')
    .action(async (subject, prompt, flags) => {
      if (flags.json && !flags.dryRun) {
        program.error('error: --json goes with --dry-run; what a running agent prints is its own', {
          exitCode: 2,
        });
      }
      if (flags.interactive === false && !prompt) {
        program.error('error: --no-interactive needs a prompt', { exitCode: 2, code: 'asp.missingPrompt' });
      }
      finish(await (await import('./commands/run.js')).runCommand(terminal, subject, prompt, flags));
    });

  inProject(withCommon(program.command('explain [target]')))
    .summary('show what is loaded, in which order, pinned to what, and why')
    .option('--no-warnings', 'do not print lint warnings')
    .action(async (target, flags) =>
      finish(await (await import('./commands/explain.js')).explainCommand(terminal, target, flags)),
    );

  inProject(withCommon(program.command('list')))
    .summary('list the targets and what they resolve to')
    .action(async (flags) => finish(await (await import('./commands/list.js')).listCommand(terminal, flags)));

  withCommon(program.command('path <spaceId>'))
    .summary("print where a space's sources lie")
    .action(async (id, flags) =>
      finish(await (await import('./commands/path.js')).pathCommand(terminal, id, flags)),
    );

  return program;
}

/** An empty path is a variable of a script that is not set, and would silently mean the current directory. */
function given(text: string): string {
  if (text === '') throw new InvalidArgumentError('It is empty.');
  return text;
}
