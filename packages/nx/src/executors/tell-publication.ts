import type { PublishResult } from '@agent-spaces/engine';
import { tell } from './tell';

/** What was published or would be, a line for each thing that is new or another. */
export function tellPublication({
  kind,
  space,
  version,
  refs,
  files,
  distTags,
  pushed,
}: PublishResult): void {
  if (kind === 'unchanged') {
    tell(`${space} ${version} is published already, and nothing of it changes.`);
  } else {
    tell(`${space} ${version} ${kind === 'planned' ? 'would be' : 'is'} published.`);
    for (const { ref, from } of refs)
      if (ref.startsWith('refs/tags/'))
        tell(`  ${from === undefined ? '+' : '~'} tag ${ref.slice('refs/tags/'.length)}`);
    for (const { name, from, to } of distTags)
      tell(
        `  ${from === undefined ? '+' : '~'} dist-tag ${name}: ${from === undefined ? '' : `${from} → `}${to}`,
      );
    for (const { path, change } of files) tell(`  ${change === 'added' ? '+' : '~'} ${path}`);
  }
  if (pushed) tell(`  pushed to ${pushed.remote}: ${pushed.refs.join(', ')}`);
}
