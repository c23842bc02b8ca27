import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { AspError, ConfigIssue, SourceLocation } from '../errors';
import { readTextFile } from '../files/read-text-file';
import { createSource, locate } from './source';

/**
 * The places an error names, each as exact as its file can tell. An error that knows only which value is wrong gets its line and
 * column from the file now that someone wants to see it.
 *
 * @param directory what relative paths start from; where the process stands unless given
 * @throws ConfigError, ConfigParseError where such a file is there and cannot be read
 */
export const locatedIssues = (error: AspError, directory = '.'): Promise<readonly ConfigIssue[]> =>
  Promise.all(
    error.issues.map(async (issue) => ({
      ...issue,
      location: await withPosition(issue.location, directory),
    })),
  );

async function withPosition(location: SourceLocation, directory: string): Promise<SourceLocation> {
  const { file, line, pointer } = location;
  const absolute = resolve(directory, file);
  if (line !== undefined || pointer === undefined || !existsSync(absolute)) return location;
  const source = createSource(file.endsWith('.toml') ? 'toml' : 'json', await readTextFile(absolute), file);
  const path = pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
  return locate(source, path, 'value');
}
