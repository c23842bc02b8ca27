import { version } from '../package.json';
import { EXIT } from './exit';
import { processTerminal, type Terminal } from './terminal';

/** Runs the command line and returns its exit code; every error has become text or JSON by then. */
export async function main(argv: readonly string[]): Promise<number> {
  watchOutput();
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    process.stdout.write(`${version}\n`);
    return 0;
  }
  const terminal = openTerminal();
  if (!terminal) return EXIT.failed;
  const { createProgram } = await import('./program.js');
  let exitCode = 0;
  const program = createProgram(terminal, version, (code) => {
    exitCode = code;
  });
  const wantsJson = argv.includes('--json');
  const everyCommand = [program, ...program.commands];
  for (const command of everyCommand) command.exitOverride();
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    const { CommanderError } = await import('commander');
    const { errorDocument, renderError, usageDocument } = await import('./render-error.js');
    if (error instanceof CommanderError) {
      // commander has said it to people; its own code for wrong usage is 1, ours is 2.
      if (error.exitCode === 0) return EXIT.done;
      if (wantsJson) terminal.out.printJson(usageDocument(error.message));
      return EXIT.usage;
    }
    if (wantsJson) terminal.out.printJson(await errorDocument(error));
    else terminal.talk.print(...(await renderError(error, terminal.talkColors)));
    return EXIT.failed;
  }
}

function watchOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that has seen enough (`asp explain | head`) is no failure, and work that goes on is not cut off.
    if (error.code === 'EPIPE') return;
    process.stderr.write(`error The result could not be written: ${error.message}\n`);
    process.exit(EXIT.failed);
  });
  // Nobody is left to tell.
  process.stderr.on('error', () => undefined);
}

/** `undefined`, and said so, in a directory that was removed under us: nothing relative can be meant there. */
function openTerminal(): Terminal | undefined {
  try {
    return processTerminal();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    process.stderr.write(
      'error CONFIG_ERROR The current directory does not exist any more.\n  → Change into one that does.\n',
    );
    return undefined;
  }
}
