import type { Hash, HasherContext, ProjectConfiguration, Task, TaskGraph } from '@nx/devkit';
import type { TaskHashContext } from '../hashers/hash-declared-inputs';

/** What Nx says of the declared inputs of a task: a digest, and where it comes from. */
export const declaredHash = (details: Partial<Hash['details']> = {}): Hash => ({
  value: JSON.stringify(details),
  details: { command: 'command', nodes: {}, ...details },
});

/** In place of Nx's own hasher: answers what it is told to and keeps what it was asked. */
export interface RecordingHasher {
  readonly hasher: HasherContext['hasher'];
  /** A call each. */
  readonly asked: readonly {
    readonly tasks: readonly string[];
    readonly graph: TaskGraph;
    readonly environments: unknown;
  }[];
}

export function recordingHasher(
  answer: (tasks: readonly Task[]) => Promise<Hash[]> = (tasks) =>
    Promise.resolve(tasks.map(() => declaredHash())),
): RecordingHasher {
  const asked: RecordingHasher['asked'][number][] = [];
  return {
    asked,
    hasher: {
      hashTask: () => Promise.reject(new Error('Task by task is too slow.')),
      hashTasks: (tasks: Task[], graph: TaskGraph, environments: unknown) => {
        asked.push({ tasks: tasks.map(({ id }) => id), graph, environments });
        return answer(tasks);
      },
    },
  };
}

export const taskOf = (id: string, more: Partial<Task> = {}): Task => {
  const [project = '', target = ''] = id.split(':');
  return { id, target: { project, target }, overrides: {}, outputs: [], parallelism: true, ...more };
};

export const graphOf = (...tasks: readonly Task[]): TaskGraph => ({
  roots: [],
  tasks: Object.fromEntries(tasks.map((task) => [task.id, task])),
  dependencies: {},
  continuousDependencies: {},
});

/** What Nx hands to a custom hasher. */
export const hashContext = (
  hasher: HasherContext['hasher'],
  {
    tasks = [],
    projects = {},
  }: {
    readonly tasks?: readonly Task[];
    readonly projects?: Readonly<Record<string, ProjectConfiguration>>;
  } = {},
): TaskHashContext => ({
  hasher,
  taskGraph: graphOf(...tasks),
  projectGraph: { nodes: {}, dependencies: {} },
  projectsConfigurations: { version: 2, projects },
  nxJsonConfiguration: {},
});
