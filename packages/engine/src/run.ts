import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  ClaudeNotFoundError,
  ConfigError,
  findProjectRoot,
  MaterializationError,
  type ClaudeOptions,
} from '@agent-spaces/core';
import {
  assertSideloadingAllowed,
  buildClaudeArguments,
  findClaude,
  launchClaude,
  makePluginData,
  mergeSettings,
  readSettingsOption,
  refuseUndoingArguments,
  shellCommand,
  type ClaudeBinary,
  type ClaudeSettings,
  type SettingSource,
} from '@agent-spaces/claude';
import type { LintWarning } from '@agent-spaces/lint';
import type { TargetBundle } from './compose-bundle';
import { installTarget } from './install';
import type { LockChange } from './lock-changes';
import { claudeOptionsOf, openProject, unknownTarget, workingDirectory, type Project } from './project';
import type { Session } from './session';
import { composeSpace } from './run-space';

export interface RunOptions {
  /** A target's name, a space reference, or a path to a space's directory. */
  readonly subject: string;
  readonly project?: string;
  readonly prompt?: string;
  readonly interactive: boolean;
  readonly dryRun: boolean;
  readonly inherit: 'all' | ReadonlySet<SettingSource>;
  /** `--settings`: a file or inline JSON, merged over the composed settings. */
  readonly settings?: string;
  readonly extraArgs: readonly string[];
  /** Absolute; where whoever pastes the printed command stands: the session's cwd when absent. */
  readonly shell?: string;
  /** Refuse a lock that would have to change instead of changing it. */
  readonly frozen?: boolean;
  /** Run although lint says that the composition loses something (W205). */
  readonly force: boolean;
  /** Tell what is about to happen, before the harness takes the terminal. */
  readonly onReady: (launch: PreparedLaunch) => void;
}

export type RunMode = 'project' | 'global' | 'dev';

export interface PreparedLaunch {
  readonly mode: RunMode;
  readonly subject: string;
  readonly claude: ClaudeBinary;
  readonly arguments: readonly string[];
  /** For a POSIX shell; works when pasted. */
  readonly command: string;
  readonly cwd: string;
  readonly bundle: Pick<TargetBundle, 'directory' | 'pluginDirectories' | 'mcpConfig' | 'settings'>;
  readonly warnings: readonly LintWarning[];
  /** What composing the target has changed in the lock. */
  readonly changes: readonly LockChange[];
}

export type RunResult =
  | { readonly kind: 'dry-run'; readonly launch: PreparedLaunch }
  | { readonly kind: 'exited'; readonly launch: PreparedLaunch; readonly exitCode: number };

/** `asp run` in its three modes (seed 003 §8.2). */
export async function run(session: Session, options: RunOptions): Promise<RunResult> {
  const meaning = await meaningOf(session, options);
  // What can fail without touching the disk comes before what composes.
  refuseUndoingArguments(options.extraArgs);
  const harness: Harness = {
    claude: await findHarness(session, options, meaning),
    settings: await ownSettings(session, options),
  };
  await assertSideloadingAllowed({ platform: process.platform });
  const subject = await prepareSubject(session, options, meaning);
  try {
    const launch = prepareLaunch(session, options, subject, harness);
    options.onReady(launch);
    if (options.dryRun) return { kind: 'dry-run', launch };
    if (launch.bundle.mcpConfig) makePluginData(launch.bundle.mcpConfig, session.options.env);
    const { exitCode } = await launchClaude(launch.claude, launch.arguments, {
      cwd: launch.cwd,
      env: session.options.env,
      stdio: 'inherit',
    });
    return { kind: 'exited', launch, exitCode };
  } finally {
    subject.dispose();
  }
}

/** What a launch needs besides the bundle. */
interface Harness {
  readonly claude: ClaudeBinary;
  /** `--settings`, read. */
  readonly settings: ClaudeSettings | undefined;
}

/** What the subject means, and where the agent starts with it; nothing is composed yet. */
interface Meaning {
  readonly mode: RunMode;
  readonly cwd: string;
}

interface Subject extends Meaning {
  readonly bundle: TargetBundle;
  readonly claude: ClaudeOptions;
  readonly changes: readonly LockChange[];
  dispose(): void;
}

async function meaningOf(session: Session, options: RunOptions): Promise<Meaning> {
  const { subject } = options;
  const { cwd } = session.options;
  if (subject.startsWith('space:')) return { mode: 'global', cwd };
  if (isWrittenAsPath(subject)) return { mode: 'dev', cwd };
  const project = await projectWith(session, options);
  if (project) return { mode: 'project', cwd: workingDirectory(project, cwd) };
  if (isSpaceDirectory(subject, cwd)) return { mode: 'dev', cwd };
  throw await unknownSubject(session, options);
}

const prepareSubject = (session: Session, options: RunOptions, { mode, cwd }: Meaning): Promise<Subject> =>
  mode === 'project' ? ofTarget(session, options, cwd) : ofSpace(session, options, { mode, cwd });

async function ofTarget(
  session: Session,
  { subject, project, frozen = false }: RunOptions,
  cwd: string,
): Promise<Subject> {
  const installed = await installTarget(session, subject, { project, frozen });
  return {
    mode: 'project',
    cwd,
    bundle: installed.bundle,
    claude: claudeOptionsOf(installed.project, installed.name),
    changes: installed.changes,
    dispose: () => undefined,
  };
}

async function ofSpace(
  session: Session,
  { subject, dryRun }: RunOptions,
  { mode, cwd }: { readonly mode: 'global' | 'dev'; readonly cwd: string },
): Promise<Subject> {
  const { bundle, dispose } = await composeSpace(session, { mode, subject, keep: dryRun });
  return { mode, cwd, bundle, claude: {}, changes: [], dispose };
}

function prepareLaunch(
  session: Session,
  options: RunOptions,
  subject: Subject,
  { claude, settings }: Harness,
): PreparedLaunch {
  const { bundle } = subject;
  refuseLostHooks(bundle, options);
  const args = buildClaudeArguments({
    pluginDirectories: bundle.pluginDirectories,
    ...(bundle.mcpConfig === undefined ? {} : { mcpConfig: bundle.mcpConfig }),
    settings: effectiveSettings(options, bundle, settings),
    inherit: options.inherit,
    args: subject.claude.args ?? [],
    extraArgs: options.extraArgs,
    ...(options.prompt === undefined ? {} : { prompt: options.prompt }),
    interactive: options.interactive,
  });
  return {
    mode: subject.mode,
    subject: options.subject,
    claude,
    arguments: args,
    command: commandFor([claude.path, ...args], {
      from: options.shell ?? session.options.cwd,
      to: subject.cwd,
    }),
    cwd: subject.cwd,
    bundle,
    warnings: bundle.warnings,
    changes: subject.changes,
  };
}

/** In a shell of its own where it starts elsewhere, so that pasting it leaves the shell of the user where it was, as `asp run` does. */
function commandFor(
  argv: readonly string[],
  directory: { readonly from: string; readonly to: string },
): string {
  const command = shellCommand({}, argv);
  return directory.from === directory.to
    ? command
    : `(${shellCommand({}, ['cd', directory.to])} && ${command})`;
}

/** A command that is only printed may be for another machine: without a client here it names `claude` and says so. */
async function findHarness(
  session: Session,
  { dryRun }: RunOptions,
  { cwd: workspace }: Meaning,
): Promise<ClaudeBinary> {
  const { env, cwd } = session.options;
  try {
    return await findClaude({ env, cwd, workspace });
  } catch (error) {
    if (!dryRun || !(error instanceof ClaudeNotFoundError)) throw error;
    session.notice('Claude Code was not found here; the command names it as "claude".', error.hint);
    return { path: 'claude', source: 'PATH' };
  }
}

/** The composed file as it is, unless the user adds to it: of two `--settings` the client would read only the last. */
function effectiveSettings(
  { inherit }: RunOptions,
  bundle: TargetBundle,
  own: ClaudeSettings | undefined,
): string {
  const inheritsUser = inherit === 'all' || inherit.has('user');
  if (!own && !inheritsUser) return bundle.settings;
  const composed = JSON.parse(readFileSync(bundle.settings, 'utf8')) as Record<string, unknown>;
  // Memory belongs to the user: who inherits the user's settings wants it (facts: it leaks into isolated runs otherwise).
  if (inheritsUser) delete composed['autoMemoryEnabled'];
  return JSON.stringify(mergeSettings(composed, own ?? {}));
}

const ownSettings = async (
  session: Session,
  { settings }: RunOptions,
): Promise<ClaudeSettings | undefined> =>
  settings === undefined ? undefined : readSettingsOption(settings, session.options.cwd);

/** The client loads only the hooks of the first of two plugins with one name, silently; a run must not lose them unasked. */
function refuseLostHooks(bundle: TargetBundle, { force }: RunOptions): void {
  const collision = bundle.warnings.find(({ code }) => code === 'W205');
  if (!collision || force) return;
  throw new MaterializationError(`W205: ${collision.message}`, {
    hint: `${collision.hint ?? 'Compose only one of them'}. --force runs anyway.`,
  });
}

/** The project, if the subject is a target of it. */
async function projectWith(session: Session, { project, subject }: RunOptions): Promise<Project | undefined> {
  if (project === undefined && findProjectRoot(session.options.cwd) === undefined) return undefined;
  const opened = await openProject(session, project);
  return [...opened.manifest.targets.keys()].some((name) => name === subject) ? opened : undefined;
}

/** No target's name looks like this, so a path can be meant even where the project cannot be read. */
const isWrittenAsPath = (subject: string): boolean => /^[.~]|[/\\]/.test(subject);

function isSpaceDirectory(subject: string, cwd: string): boolean {
  return existsSync(join(resolve(cwd, subject), 'space.toml'));
}

async function unknownSubject(session: Session, options: RunOptions): Promise<Error> {
  const { project, subject } = options;
  if (project === undefined && findProjectRoot(session.options.cwd) === undefined) {
    return new ConfigError(
      `"${subject}" is no space reference and no path, and there is no project here to have such a target.`,
      {
        hint: 'Change into a project, name one with --project <path>, or run space:<id>@<selector> or a directory like ./spaces/<id>.',
      },
    );
  }
  const opened = await openProject(session, project);
  return unknownTarget(opened, subject);
}
