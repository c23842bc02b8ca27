import { ConfigError } from '@agent-spaces/core';
import { chooseTarget, readProject, run, type RunOptions } from '@agent-spaces/engine';
import { logger, type ExecutorContext } from '@nx/devkit';
import { isLockFrozen } from '../is-lock-frozen';
import { runStation, type StationResult } from '../station';
import { tellChanges, tellWarnings } from '../tell';
import { findKeyboard, taskIdOf } from './keyboard';
import { readArguments } from './read-arguments';
import { readInheritance } from './read-inheritance';
import type { RunExecutorSchema } from './schema';
import { unknownConfiguration } from './unknown-configuration';

/**
 * Station 5: the client, in the terminal of whoever asked. What is launched is compared with the lock first and put right where it
 * differs, so it does not matter which cache the plugin directories came from.
 */
export default function runExecutor(
  { runTarget, ...options }: RunExecutorSchema,
  context: ExecutorContext,
): Promise<StationResult> {
  return runStation(context, options, async (session, project) => {
    const target = chooseTarget(
      await readProject(project),
      askedTarget(runTarget, context),
      context.projectName,
    );
    const result = await run(session, {
      project,
      subject: target,
      shell: context.cwd,
      ...(await runOptionsOf(options, context)),
      frozen: isLockFrozen(project),
    });
    if (result.kind === 'dry-run') {
      // As it is: it is to be pasted.
      logger.log(result.launch.command);
      return { success: true };
    }
    if (result.exitCode !== 0) logger.error(`Claude Code ended with exit code ${result.exitCode}.`);
    return { success: result.exitCode === 0 };
  });
}

/**
 * What is asked for by a name that is no configuration is looked for among the Run Targets, and not found there with an error that lists
 * them.
 * @throws ConfigError where the task is for one Run Target, and has none
 */
function askedTarget(runTarget: string | undefined, context: ExecutorContext): string | undefined {
  const unknown = unknownConfiguration(context);
  if (unknown === undefined || Object.keys(context.target?.configurations ?? {}).length > 0)
    return unknown ?? runTarget;
  throw new ConfigError(`${taskIdOf(context)} has no configuration ${JSON.stringify(unknown)}.`, {
    hint: 'It is for one Run Target: leave the configuration out, or name the task of the other.',
  });
}

async function runOptionsOf(
  options: Omit<RunExecutorSchema, 'runTarget'>,
  context: ExecutorContext,
): Promise<Omit<RunOptions, 'project' | 'subject' | 'shell' | 'frozen'>> {
  const { prompt, settings, dryRun = false, force = false } = options;
  return {
    ...(prompt === undefined ? {} : { prompt: String(prompt) }),
    ...(settings === undefined ? {} : { settings }),
    interactive: isInteractive(options, context),
    dryRun,
    force,
    inherit: readInheritance(options.inherit),
    extraArgs: await readArguments(options.extraArgs),
    onReady: ({ changes, warnings }) => {
      tellChanges(changes);
      tellWarnings(warnings);
    },
  };
}

/**
 * With a prompt and nobody there to talk to, the agent answers it and ends.
 * @throws ConfigError where it would wait for keys that never come.
 */
function isInteractive(
  { prompt, interactive, dryRun }: Omit<RunExecutorSchema, 'runTarget'>,
  context: ExecutorContext,
): boolean {
  const keyboard = findKeyboard(context);
  const wanted = interactive ?? (prompt === undefined || keyboard === 'present');
  if (wanted && keyboard === 'withheld' && !dryRun) {
    const task = taskIdOf(context);
    throw new ConfigError(`${task} runs because another task needs it, and there Nx passes no keys on.`, {
      hint: `Start it by itself with nx run ${task}, give it a prompt to answer, or set NX_NATIVE_COMMAND_RUNNER=false.`,
    });
  }
  return wanted;
}
