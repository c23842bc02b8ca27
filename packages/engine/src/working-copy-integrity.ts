import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { computeIntegrity, workingCopyContent } from '@agent-spaces/resolver';

/**
 * The integrity that a space has as it lies on disk, modes and files that git ignores included; `missing` where there is none.
 * @throws SnapshotError for what no space can hold.
 */
export async function workingCopyIntegrity(directory: string): Promise<string> {
  if (!existsSync(join(directory, 'space.toml'))) return 'missing';
  const { files } = await workingCopyContent(directory);
  return computeIntegrity(files);
}
