import type { MarketplaceForm } from '@agent-spaces/engine';
import type { SpaceChoice } from '../chosen-space';

export interface PublishGeneratorSchema extends SpaceChoice {
  readonly tag?: string;
  readonly distTag?: readonly string[];
  readonly marketplace?: MarketplaceForm;
  readonly push?: boolean;
}
