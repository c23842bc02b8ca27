import type { PublishResult } from '@agent-spaces/engine';
import { tell } from './tell';

/** What was published or would be, a line for each thing that is new or another. */
export function tellPublication(result: PublishResult): void {
  const { kind, space, version, refs, files, distTags } = result;
  if (kind === 'unchanged') tell(`${space} ${version} is published already, and nothing of it changes.`);
  else tell(`${space} ${version} ${kind === 'planned' ? 'would be' : 'is'} published.`);
  for (const { ref, from } of refs)
    if (ref.startsWith(TAGS)) tell(`  ${from === undefined ? '+' : '~'} tag ${ref.slice(TAGS.length)}`);
  for (const { name, from, to } of distTags)
    tell(from === undefined ? `  + dist-tag ${name}: ${to}` : `  ~ dist-tag ${name}: ${from} → ${to}`);
  for (const { path, change } of files) tell(`  ${change === 'added' ? '+' : '~'} ${path}`);
  tellPush(result);
}

/** What was done, where the plan has told what that is. */
export function tellPublished(result: PublishResult): void {
  if (result.kind !== 'unchanged') tell(`${result.space} ${result.version} is published.`);
  tellPush(result);
}

const TAGS = 'refs/tags/';

function tellPush({ pushed }: PublishResult): void {
  if (pushed) tell(`  pushed to ${pushed.remote}: ${pushed.refs.join(', ')}`);
}
