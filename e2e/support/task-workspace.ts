import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { asp, expectDone, startProgram, type Finished, type RunOptions } from './asp';
import { clientSession, type ClientSession, type SessionOptions } from './client';
import type { Fixture } from './git';
import { createNxWorkspace, QUIET, type NxWorkspace } from './nx-workspace';
import { scratch } from './places';
import { treeOf } from './tree';

/** Nx's own word for how a task ended: `success` and `failure` ran, the others came out of a cache or never began. */
export type TaskStatus =
  | 'success'
  | 'failure'
  | 'skipped'
  | 'stopped'
  | 'local-cache'
  | 'local-cache-kept-existing'
  | 'remote-cache';

export interface TaskRun extends Finished {
  /** By `<project>:<target>`; only what began, and nothing where the run ended before any task could. */
  readonly tasks: Readonly<Record<string, { readonly status: TaskStatus; readonly hash: string }>>;
}

type Environment = Readonly<Record<string, string>>;

/** A linked workspace, with a home and a store of its own, that tells of every run what became of each task. */
export interface TaskWorkspace extends Omit<NxWorkspace, 'nx'> {
  /** What every command below runs with. */
  readonly env: Environment;
  readonly aspHome: string;
  /** Runs nx to its end, whatever that is. */
  run(args: readonly string[], env?: Environment): Promise<TaskRun>;
  /** Starts nx, to be met while it runs. */
  start(args: readonly string[], env?: Environment): ReturnType<typeof startProgram>;
  /** Runs nx, which must go well. */
  nx(args: readonly string[], env?: Environment): Promise<TaskRun>;
  /** Runs an nx command that starts the real client, against a scripted model. */
  session(args: readonly string[], options?: Partial<SessionOptions>): Promise<ClientSession>;
}

/** Nx tells its plugins how the tasks ended; what it prints depends on how many there were. */
const RECORDER = `const { writeFileSync } = require('node:fs');
exports.preTasksExecution = async () => {};
exports.postTasksExecution = async (_, { taskResults }) => {
  const tasks = Object.entries(taskResults).map(([id, { status, task }]) => [id, { status, hash: task.hash }]);
  writeFileSync(process.env.TASK_RECORD, JSON.stringify(Object.fromEntries(tasks)));
};
`;

/**
 * Nx 22.7 runs what it has in its cache where the task became due while it was hashing others; then the outcome is the same, and only
 * who counts the hits is misled.
 */
export const ONE_AT_A_TIME = { NX_PARALLEL: '1' };

export const nxJsonWith = (more: object = {}, options: object = {}): string =>
  JSON.stringify({
    analytics: false,
    neverConnectToCloud: true,
    tui: { enabled: false },
    sync: { globalGenerators: ['@agent-spaces/nx:sync-lock'] },
    plugins: [{ plugin: '@agent-spaces/nx', options }, './record-tasks.js'],
    ...more,
  });

export function createTaskWorkspace(files: Readonly<Record<string, Fixture>>): TaskWorkspace {
  const plain = createNxWorkspace({
    'nx.json': nxJsonWith(),
    'record-tasks.js': RECORDER,
    ...files,
  });
  const home = scratch();
  const record = join(home, 'tasks.json');
  const aspHome = join(home, 'asp-home');
  const env = { HOME: home, ASP_HOME: aspHome, TASK_RECORD: record, ...ONE_AT_A_TIME };
  const run: TaskWorkspace['run'] = async (args, more = {}) => {
    const own = { ...env, ...more };
    rmSync(record, { force: true });
    const finished = await plain.nx(args, own);
    const tasks = existsSync(record) ? (JSON.parse(readFileSync(record, 'utf8')) as TaskRun['tasks']) : {};
    return { ...finished, tasks };
  };
  const command = join(plain.root, 'node_modules/nx/dist/bin/nx.js');
  return {
    ...plain,
    env,
    aspHome,
    run,
    start: (args, more) =>
      startProgram(process.execPath, [command, ...args], {
        cwd: plain.root,
        env: { ...QUIET, ...env, ...more },
      }),
    nx: async (args, more) => {
      const finished = await run(args, more);
      if (finished.exitCode !== 0)
        throw new Error(`nx ${args.join(' ')}: exit code ${finished.exitCode}\n${said(finished)}`);
      return finished;
    },
    session: (args, options) =>
      clientSession([process.execPath, command, ...args], {
        cwd: plain.root,
        ...options,
        env: { ...QUIET, ASP_HOME: aspHome, TASK_RECORD: record, ...options?.env },
      }),
  };
}

export const said = ({ stdout, stderr }: Finished): string => stdout + stderr;

/** Resolve and snapshot look for themselves and are never cached, and an aggregate does nothing. */
const withStatus = ({ tasks }: TaskRun, wanted: (status: TaskStatus) => boolean): readonly string[] => {
  const isAggregate = (task: string): boolean =>
    Object.keys(tasks).some((other) => other.startsWith(`${task}--`));
  return Object.entries(tasks)
    .filter(
      ([task, { status }]) =>
        /:asp-(?:materialize|compose)\b/.test(task) && !isAggregate(task) && wanted(status),
    )
    .map(([task]) => task)
    .sort();
};

/** The tasks that could have come out of a cache and did not. */
export const executed = (run: TaskRun): readonly string[] =>
  withStatus(run, (status) => status === 'success' || status === 'failure');

export const restored = (run: TaskRun): readonly string[] =>
  withStatus(run, (status) => /cache/.test(status));

/**
 * What `asp install` makes of the same state, which goes from the references straight to the bundle: a project of its own with the same
 * manifest and lock, an empty store, the same registry.
 *
 * @returns by target, the tree of its plugin directories
 */
export async function installedElsewhere(
  project: string,
  registry: string,
  targets: readonly string[],
): Promise<Readonly<Record<string, ReturnType<typeof treeOf>>>> {
  const place = scratch();
  const copy = join(place, 'project');
  const options: RunOptions = { cwd: place, env: { ASP_HOME: join(place, 'home') } };
  mkdirSync(copy);
  for (const name of ['asp-targets.toml', 'asp-lock.json'])
    copyFileSync(join(project, name), join(copy, name));
  const args = ['install', '--frozen', '--no-fetch', '--project', copy, '--registry', registry];
  expectDone(args, await asp(args, options));
  return pluginsOf(copy, targets);
}

export const pluginsOf = (
  project: string,
  targets: readonly string[],
): Readonly<Record<string, ReturnType<typeof treeOf>>> =>
  Object.fromEntries(
    targets.map((target) => [target, treeOf(join(project, 'asp_modules', target, 'plugins'))]),
  );
