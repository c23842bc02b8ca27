import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** How Nx will call the project in a directory, as far as that can be told before all plugins have spoken. */
export interface ProjectName {
  readonly name: string;
  /** Whether someone else surely makes a project of the directory; naming it as well could rename it. */
  readonly settled: boolean;
}

/** @param root from the workspace root, `.` for itself */
export function projectNameOf(workspaceRoot: string, root: string): ProjectName {
  const project = readObject(join(workspaceRoot, root, 'project.json'));
  const manifest = readObject(join(workspaceRoot, root, 'package.json'));
  const name =
    textOf(project, 'name') ??
    textOf(objectOf(manifest, 'nx'), 'name') ??
    textOf(manifest, 'name') ??
    // A checkout may lie in a directory of any name; the name of a project must not depend on it.
    (root === '.' ? 'workspace' : posix.basename(root).toLowerCase());
  return { name, settled: existsSync(join(workspaceRoot, root, 'project.json')) };
}

/**
 * Whether every object has something by that name, such as "constructor". Nx keeps files by project in a plain object, and ends with an
 * error that names nothing where what it finds there is no list.
 */
export const isInheritedName = (name: string): boolean => name in {};

type JsonObject = Readonly<Record<string, unknown>>;

/** What cannot be read is for Nx to complain about. */
function readObject(path: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null;

function objectOf(value: JsonObject | undefined, key: string): JsonObject | undefined {
  const inner = value?.[key];
  return isObject(inner) ? inner : undefined;
}

function textOf(value: JsonObject | undefined, key: string): string | undefined {
  const text = value?.[key];
  return typeof text === 'string' && text !== '' ? text : undefined;
}
