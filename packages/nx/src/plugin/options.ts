import { posix } from 'node:path';

/** Options of `@agent-spaces/nx` in the `plugins` of nx.json. Every one may be left out. */
export interface AspPluginOptions {
  /** Checks a space: `asp-lint`. */
  readonly lintTargetName?: string;
  /** Makes plugin directories, of a space and of a Run Target: `asp-materialize`. */
  readonly materializeTargetName?: string;
  /** Pins what a Run Target composes: `asp-resolve`. */
  readonly resolveTargetName?: string;
  /** Fills the store from the pins: `asp-snapshot`. */
  readonly snapshotTargetName?: string;
  /** Composes plugins, MCP servers and settings: `asp-compose`. */
  readonly composeTargetName?: string;
  /** Compares what was composed with the pins: `asp-verify`. */
  readonly verifyTargetName?: string;
  /** Starts the agent: `asp-run`. */
  readonly runTargetName?: string;
  /** Publishes a space: `nx-release-publish`. `nx release publish` finds it by that name alone. */
  readonly publishTargetName?: string;
  /**
   * Glob from the workspace root for the manifests of the workspace's own spaces, by default those in `spaces/<id>`. What else is
   * called `space.toml` is no project. Only what lies in `<registry>/spaces/<id>` can be generated, published and resolved.
   */
  readonly spaces?: string;
  /** Put before a space's id to make its project name: nothing. Set it where ids meet the names of other projects. */
  readonly spacePrefix?: string;
  /** ASP_HOME for all tasks, relative to the workspace root. Without it the environment's `ASP_HOME` holds, else `~/.asp`. */
  readonly aspHome?: string;
  /**
   * The git repository that references are resolved in, relative to the workspace root. Without it the workspace itself where it
   * has `spaces/<id>`, else `$ASP_HOME/repo`.
   */
  readonly registry?: string;
}

export interface TargetNames {
  readonly lint: string;
  readonly materialize: string;
  readonly resolve: string;
  readonly snapshot: string;
  readonly compose: string;
  readonly verify: string;
  readonly run: string;
  readonly publish: string;
}

/** The options with their defaults; paths are relative to the workspace root, with `/`. */
export interface PluginSettings {
  readonly names: TargetNames;
  readonly spaces: string;
  readonly spacePrefix: string;
  readonly aspHome: string | undefined;
  readonly registry: string | undefined;
}

/** What is wrong with the options. */
export interface OptionFault {
  /** The option that is wrong; absent where none can be. */
  readonly option?: string;
  readonly message: string;
  readonly hint: string;
}

export const DEFAULT_SETTINGS: PluginSettings = {
  names: {
    lint: 'asp-lint',
    materialize: 'asp-materialize',
    resolve: 'asp-resolve',
    snapshot: 'asp-snapshot',
    compose: 'asp-compose',
    verify: 'asp-verify',
    run: 'asp-run',
    publish: 'nx-release-publish',
  },
  spaces: 'spaces/*/space.toml',
  spacePrefix: '',
  aspHome: undefined,
  registry: undefined,
};

/** The option that names each target. */
export const TARGET_NAME_OPTIONS: Readonly<Record<keyof TargetNames, keyof AspPluginOptions>> = {
  lint: 'lintTargetName',
  materialize: 'materializeTargetName',
  resolve: 'resolveTargetName',
  snapshot: 'snapshotTargetName',
  compose: 'composeTargetName',
  verify: 'verifyTargetName',
  run: 'runTargetName',
  publish: 'publishTargetName',
};

export const OPTION_NAMES: readonly string[] = [
  ...Object.values(TARGET_NAME_OPTIONS),
  'spaces',
  'spacePrefix',
  'aspHome',
  'registry',
];

// Nothing that Nx reads as a configuration, a glob or a path of its own; `--` separates the name of a Run Target.
const TARGET_NAME = /^(?!.*--)[A-Za-z0-9_][A-Za-z0-9_.-]*$/;
const PREFIX = /^(?:[A-Za-z0-9@][A-Za-z0-9@/._-]*)?$/;
const ABSOLUTE = /^(?:[/\\]|[A-Za-z]:|~)/;

/** Checks the options as nx.json has them. Pure and without core, for every graph begins here. */
export function readOptions(
  raw: unknown,
): { readonly settings: PluginSettings } | { readonly fault: OptionFault } {
  if (raw === undefined || raw === null) return { settings: DEFAULT_SETTINGS };
  if (typeof raw !== 'object' || Array.isArray(raw)) {
    return {
      fault: {
        message: `\`options\` is ${describe(raw)}`,
        hint: 'Write an object, or leave `options` out.',
      },
    };
  }
  const options = raw as Readonly<Record<string, unknown>>;
  const fault = firstFault(options);
  if (fault) return { fault };
  const given = raw as AspPluginOptions;
  const names = { ...DEFAULT_SETTINGS.names };
  for (const station of stations) names[station] = given[TARGET_NAME_OPTIONS[station]] ?? names[station];
  const [one, other] = sameName(names) ?? [];
  if (one && other) {
    return {
      fault: {
        option: TARGET_NAME_OPTIONS[given[TARGET_NAME_OPTIONS[other]] === undefined ? one : other],
        message: `\`${TARGET_NAME_OPTIONS[one]}\` and \`${TARGET_NAME_OPTIONS[other]}\` are both "${names[one]}"`,
        hint: 'Give each of them a name of its own.',
      },
    };
  }
  return {
    settings: {
      names,
      spaces: given.spaces ?? DEFAULT_SETTINGS.spaces,
      spacePrefix: given.spacePrefix ?? DEFAULT_SETTINGS.spacePrefix,
      aspHome: relativePath(given.aspHome),
      registry: relativePath(given.registry),
    },
  };
}

const stations = Object.keys(TARGET_NAME_OPTIONS) as readonly (keyof TargetNames)[];

function firstFault(options: Readonly<Record<string, unknown>>): OptionFault | undefined {
  for (const [option, value] of Object.entries(options)) {
    const fault = faultOf(option, value);
    if (fault) return { option, ...fault };
  }
  return undefined;
}

function faultOf(name: string, value: unknown): OptionFault | undefined {
  const known = OPTION_NAMES.includes(name);
  if (!known) return { message: `There is no option \`${name}\``, hint: `There are ${list(OPTION_NAMES)}.` };
  if (value === undefined) return undefined;
  if (typeof value !== 'string') {
    return { message: `\`${name}\` is ${describe(value)}`, hint: 'Write a text, or leave the option out.' };
  }
  return textFault(name, value);
}

function textFault(name: string, value: string): OptionFault | undefined {
  const quoted = JSON.stringify(value);
  if (name === 'spaces') {
    const segments = value.split('/');
    const usable =
      segments.length > 1 &&
      segments.at(-1) === 'space.toml' &&
      !segments.some((segment) => ['', '.', '..'].includes(segment)) &&
      !ABSOLUTE.test(value) &&
      !/^#|[!\\]/.test(value);
    if (!usable) {
      return {
        message: `\`spaces\` is ${quoted}, which is no glob for manifests of spaces`,
        hint: `Write a glob from the workspace root that ends with /space.toml, such as "${DEFAULT_SETTINGS.spaces}".`,
      };
    }
    if (!hasStrayBrackets(value)) return undefined;
    return {
      message: `\`spaces\` is ${quoted}, in which a brace or bracket stands for itself`,
      hint: 'Close every "{" and every "["; braces hold a choice, such as "{spaces,libs/spaces}/*/space.toml".',
    };
  }
  if (name === 'spacePrefix') {
    if (PREFIX.test(value)) return undefined;
    return {
      message: `\`spacePrefix\` is ${quoted}, which cannot begin the name of a project`,
      hint: 'Use letters, digits, ".", "_", "-", "@" and "/", such as "space-".',
    };
  }
  if (name === 'aspHome' || name === 'registry') {
    if (value !== '' && !ABSOLUTE.test(value)) return undefined;
    return {
      message: `\`${name}\` is ${quoted}, which is not a path relative to the workspace root`,
      hint:
        name === 'aspHome'
          ? 'It is part of what tasks are cached by, the same on every machine. For a place of this machine alone set ASP_HOME in the environment.'
          : 'It is part of what tasks are cached by, the same on every machine: write "../registry", not where that happens to lie here.',
    };
  }
  if (TARGET_NAME.test(value)) return undefined;
  return {
    message: `\`${name}\` is ${quoted}, which cannot be the name of a target`,
    hint: 'Use letters, digits, ".", "_" and single "-", such as "asp-run".',
  };
}

/** Whether the matcher would look for a brace or bracket in the names of directories: it takes what is not closed for text. */
function hasStrayBrackets(glob: string): boolean {
  let rest = glob.replace(/\[(?:\[:\w+:\]|[^[\]/])+\]/g, '');
  for (let before = ''; rest !== before;) {
    before = rest;
    rest = rest.replace(/\{[^{}]*(?:,|\.\.)[^{}]*\}/g, '');
  }
  return /[{}[\]]/.test(rest);
}

function sameName(names: TargetNames): readonly [keyof TargetNames, keyof TargetNames] | undefined {
  for (const [index, one] of stations.entries()) {
    const other = stations.slice(index + 1).find((station) => names[station] === names[one]);
    if (other) return [one, other];
  }
  return undefined;
}

const relativePath = (path: string | undefined): string | undefined =>
  path === undefined ? undefined : posix.join(path.replaceAll('\\', '/'), '.');

const list = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');

const describe = (value: unknown): string =>
  value === null
    ? 'null'
    : Array.isArray(value)
      ? 'a list'
      : `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
