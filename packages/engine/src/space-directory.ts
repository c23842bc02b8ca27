import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isSpaceId, RefParseError, SelectorResolutionError } from '@agent-spaces/core';
import type { Session } from './session';

/**
 * `asp path` (seed 003 §10): where a space's sources lie in the registry's working copy.
 * @throws RefParseError for a text that is no id, SelectorResolutionError with a did-you-mean for an unknown space.
 */
export async function spaceDirectory(session: Session, text: string): Promise<string> {
  const id = text.startsWith('space:') ? text.slice('space:'.length) : text;
  if (!isSpaceId(id)) {
    throw new RefParseError(`${JSON.stringify(text)} is not a space id.`, {
      hint: 'A space id is kebab-case: a–z, 0–9 and single dashes, 1 to 64 characters.',
    });
  }
  const registry = await session.registry();
  const directory = registry.devSpaceDirectory(id);
  if (existsSync(join(directory, 'space.toml'))) return directory;
  const near = await registry.suggestId(id);
  throw new SelectorResolutionError(
    `The registry's working copy has no space "${id}": ${directory} holds no space.toml.`,
    {
      hint:
        near && near !== id
          ? `Did you mean "${near}"?`
          : 'Check the id, or update the working copy of the registry (git checkout).',
    },
  );
}
