import { type ConfigIssue, ConfigValidationError } from '../errors';
import { printable } from '../printable';
import { locate, type Path, type Source } from './source';

/** Something a document says that it must not say; the place follows from the path. */
export interface Fault {
  readonly path: Path;
  /** Whether the value at `path` is at fault or the key that names it. */
  readonly at: 'key' | 'value';
  readonly message: string;
  readonly hint: string;
}

/** @throws ConfigValidationError with all faults in file order, if there is one */
export function throwFaults(faults: readonly Fault[], source: Source): void {
  const issues = new Map<string, ConfigIssue>();
  for (const { path, at, message, hint } of faults) {
    const location = locate(source, path, at);
    issues.set(`${location.pointer}\n${message}`, { message, location, hint });
  }
  const [first, ...rest] = [...issues.values()].sort(
    ({ location: a }, { location: b }) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
  );
  if (first) throw new ConfigValidationError(`${printable(source.file, 200)} is not valid`, [first, ...rest]);
}

/** A path as people write it: `targets.frontend.compose[0]`, `targets."a b".compose`. */
export function showPath(path: Path, document: unknown): string {
  let value = document;
  let shown = '';
  for (const segment of path) {
    if (Array.isArray(value)) shown += `[${segment}]`;
    else shown += (shown && '.') + (/^[\w-]+$/.test(segment) ? segment : `"${printable(segment)}"`);
    value = memberOf(value, segment);
  }
  return shown;
}

const memberOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
