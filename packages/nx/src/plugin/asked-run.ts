/** What a command line of nx asks for when it asks for the run target. */
export interface AskedRun {
  /** `false` where many tasks may be meant, which share no terminal. */
  readonly isAlone: boolean;
  /** Absent where Nx takes it from the directory, and where many are meant. */
  readonly project?: string;
  /** `asp-run` or one of those for a Run Target; absent where many are meant. */
  readonly target?: string;
  readonly configuration?: string;
}

const MANY = ['run-many', 'affected'];

/** Options of Nx and of the run executor that take no value from the word after them; of any other, yargs takes one. */
const FLAGS = new Set(
  [
    'verbose',
    'batch',
    'dte',
    'tui',
    'exclude-task-dependencies',
    'nx-bail',
    'nx-ignore-cycles',
    'skip-nx-cache',
    'disable-nx-cache',
    'skip-remote-cache',
    'disable-remote-cache',
    'skip-sync',
    'dry-run',
    'interactive',
    'force',
    'prod',
    'all',
  ].flatMap((name) => [name, name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())]),
);

/**
 * Reads a command line as Nx does: `run p:asp-run`, `run p:asp-run:backend`, `run asp-run`, `run --project=p --target=asp-run`,
 * `asp-run p`, `asp-run--backend p`, and the many of `run-many` and `affected`. A value of an option is never taken for a task.
 *
 * @param words after `nx`
 * @returns `undefined` where it does not ask for the run target
 */
export function readAskedRun(words: readonly string[], runTargetName: string): AskedRun | undefined {
  const { plain, options } = sortWords(words);
  const [command, first] = plain;
  if (command === undefined) return undefined;
  const configuration =
    options.get('configuration') ?? options.get('c') ?? (options.has('prod') ? 'production' : undefined);
  const asked = (part: Omit<AskedRun, 'isAlone'>): AskedRun => ({
    isAlone: true,
    ...part,
    ...(configuration === undefined ? {} : { configuration }),
  });
  if (MANY.includes(command)) {
    const targets = ['target', 'targets', 't'].flatMap((name) => options.get(name)?.split(/[,\s]/) ?? []);
    const isAsked = [...targets, ...plain.slice(1)].some((target) => isRun(target, runTargetName));
    return isAsked ? { ...asked({}), isAlone: false } : undefined;
  }
  if (command === 'run' && first === undefined) {
    const [project, target] = [options.get('project'), options.get('target')];
    if (target === undefined || !isRun(target, runTargetName)) return undefined;
    return asked({ target, ...(project === undefined ? {} : { project }) });
  }
  const named = readTask(command === 'run' ? (first ?? '') : command, runTargetName);
  return (
    named && asked({ ...(command === 'run' || first === undefined ? {} : { project: first }), ...named })
  );
}

/** `p:asp-run`, `p:asp-run:backend`, `asp-run`, `asp-run:backend`; a project's name may have a colon itself. */
function readTask(word: string, runTargetName: string): Omit<AskedRun, 'isAlone'> | undefined {
  const segments = word.split(':');
  const found = segments.findIndex((segment, index) => index > 0 && isRun(segment, runTargetName));
  const at = found < 0 && isRun(segments[0] ?? '', runTargetName) ? 0 : found;
  const target = segments[at];
  if (at < 0 || target === undefined) return undefined;
  const [project, configuration] = [segments.slice(0, at).join(':'), segments.slice(at + 1).join(':')];
  return {
    target,
    ...(project === '' ? {} : { project }),
    ...(configuration === '' ? {} : { configuration }),
  };
}

const isRun = (target: string, runTargetName: string): boolean =>
  target === runTargetName || target.startsWith(`${runTargetName}--`);

function sortWords(words: readonly string[]): {
  readonly plain: readonly string[];
  readonly options: ReadonlyMap<string, string>;
} {
  const plain: string[] = [];
  const options = new Map<string, string>();
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word === '--') break;
    const [, name, value] = /^--?([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (name === undefined) {
      plain.push(word);
      continue;
    }
    const next = words[index + 1];
    const takesNext =
      value === undefined && !FLAGS.has(name) && !name.startsWith('no-') && next?.startsWith('-') === false;
    if (takesNext) index += 1;
    options.set(name, value ?? (takesNext ? (next ?? '') : ''));
  }
  return { plain, options };
}
