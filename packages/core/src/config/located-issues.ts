import { resolve } from 'node:path';
import type { AspError, ConfigIssue, SourceLocation } from '../errors';
import { readTextFile } from '../files/read-text-file';
import { createSource, locate } from './source';

/**
 * The places an error names, each as exact as its file can tell. An error that knows only which value is wrong gets its line and
 * column from the file now that someone wants to see it; where that cannot be read any more, it is told without them.
 *
 * @param directory what relative paths start from; where the process stands unless given
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
  if (line !== undefined || pointer === undefined) return location;
  const path = pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
  try {
    const text = await readTextFile(resolve(directory, file));
    return locate(createSource(file.endsWith('.toml') ? 'toml' : 'json', text, file), path, 'value');
  } catch {
    // What is being told matters more than where exactly it is.
    return location;
  }
}
