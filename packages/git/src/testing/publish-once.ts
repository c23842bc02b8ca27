import { readFileSync } from 'node:fs';
import type { CommitSha } from '@agent-spaces/core';
import { openRepository } from '../index';

/** A process of its own for the tests of publishing: ends what another left, then publishes what a JSON file says, if that is not done. */
interface Wanted {
  readonly directory: string;
  readonly files: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
}

export async function publishOnce({ directory, files, tags }: Wanted): Promise<void> {
  const repository = await openRepository(directory);
  try {
    const publisher = await repository.publisher();
    await publisher.recover();
    const refs = tags.map((tag) => `refs/tags/${tag}`);
    const [{ head, branch }, found] = await Promise.all([publisher.state(['.']), publisher.targetsOf(refs)]);
    const missing = tags.filter((tag) => !found.has(`refs/tags/${tag}`));
    const changed = await Promise.all(
      Object.entries(files).map(async ([path, text]) => {
        const standing = await repository.blobAt(head as CommitSha, path);
        return standing?.toString() === text ? [] : [[path, text] as const];
      }),
    );
    await publisher.write({
      head: head as CommitSha,
      branch,
      files: new Map(changed.flat()),
      message: 'publish',
      tags: missing.map((name) => ({ name, target: head as CommitSha, message: name })),
    });
  } finally {
    await repository.close();
  }
}

const [file] = process.argv.slice(2);
if (require.main === module && file) void publishOnce(JSON.parse(readFileSync(file, 'utf8')) as Wanted);
