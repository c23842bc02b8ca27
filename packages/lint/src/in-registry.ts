import type { SourceLocation, SpaceId } from '@agent-spaces/core';
import { registryPath } from '@agent-spaces/materializer';

/** A place in a space as its registry names it: `spaces/<id>/<path>`. */
export const inRegistry = (id: SpaceId, location: SourceLocation): SourceLocation => ({
  ...location,
  file: registryPath(id, location.file),
});
