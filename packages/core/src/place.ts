import type { SourceLocation } from './errors';

/** `file:line:column (pointer)`, the form that terminals and editors make a link of. */
export function place({ file, line, column, pointer }: SourceLocation): string {
  const position = line === undefined ? '' : `:${line}${column === undefined ? '' : `:${column}`}`;
  return `${file}${position}${pointer ? ` (${pointer})` : ''}`;
}
