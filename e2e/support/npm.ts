import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { program } from './asp';
import { repositoryRoot } from './places';

/** How this machine reaches its registry, and where it keeps what it fetched. Never written into a file. */
const REACH = [
  'registry',
  'cache',
  'userconfig',
  'globalconfig',
  'https-proxy',
  'proxy',
  'noproxy',
  'cafile',
];

/** No scripts of packages, no talk, and nothing fetched that is here already. */
const QUIET = {
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_ignore_scripts: 'true',
  npm_config_loglevel: 'error',
  npm_config_prefer_offline: 'true',
  npm_config_update_notifier: 'false',
};

const INSTALLED = join(repositoryRoot, 'node_modules/.cache/agent-spaces');

let environment: Readonly<Record<string, string>> | undefined;

/** The variables with which npm, wherever and for whomever it runs, works as it does for the user of this machine. */
export function npmEnvironment(): Readonly<Record<string, string>> {
  return (environment ??= readEnvironment());
}

function readEnvironment(): Readonly<Record<string, string>> {
  const config = JSON.parse(npmNow(['config', 'list', '--json'])) as Readonly<Record<string, unknown>>;
  const reach = REACH.flatMap((key) =>
    typeof config[key] === 'string' && config[key] !== ''
      ? [[`npm_config_${key.replaceAll('-', '_')}`, config[key]] as const]
      : [],
  );
  return { ...Object.fromEntries(reach), ...QUIET };
}

/** Runs npm in a directory, which must go well. */
export async function npm(cwd: string, ...args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await program('npm', args, { cwd, env: npmEnvironment() });
  if (exitCode !== 0) throw new Error(`npm ${args.join(' ')} exited with ${exitCode}\n${stdout}${stderr}`);
  return stdout;
}

/** What npm could not fetch, and why. */
export interface Unfetched {
  readonly reason: string;
}

/** The newest version in a range, as the registry has it. */
export function newestVersion(name: string, range: string): string | Unfetched {
  try {
    const found = JSON.parse(npmNow(['view', `${name}@${range}`, 'version', '--json'])) as string | string[];
    const [version] = [found].flat().slice(-1);
    return version ?? { reason: `no ${name} is in ${range}` };
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

/** A directory with packages installed, made once and kept with this checkout's dependencies. */
export function installedOnce(
  name: string,
  manifest: {
    readonly dependencies: Readonly<Record<string, string>>;
    readonly overrides?: Readonly<Record<string, string>>;
  },
): string | Unfetched {
  const directory = join(INSTALLED, name);
  if (existsSync(directory)) return directory;
  const staging = `${directory}.${process.pid}`;
  mkdirSync(staging, { recursive: true });
  try {
    writeFileSync(join(staging, 'package.json'), JSON.stringify({ private: true, ...manifest }));
    npmNow(['install', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund'], staging);
    renameSync(staging, directory);
    return directory;
  } catch (error) {
    return { reason: reasonOf(error) };
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

// Where there is no network, that is to be known in seconds and not in minutes.
const ASK_SOON_AGAIN = ['--fetch-retries=2', '--fetch-retry-mintimeout=500', '--fetch-retry-maxtimeout=1000'];

const npmNow = (args: readonly string[], cwd?: string): string =>
  execFileSync('npm', [...args, ...ASK_SOON_AGAIN, '--loglevel=error'], {
    cwd,
    encoding: 'utf8',
    stdio: 'pipe',
  });

function reasonOf(error: unknown): string {
  const { stderr } = Object(error) as { readonly stderr?: unknown };
  return String(stderr || error)
    .trim()
    .split('\n', 2)
    .map((line) => line.replace(/^npm error /, ''))
    .join(', ');
}
