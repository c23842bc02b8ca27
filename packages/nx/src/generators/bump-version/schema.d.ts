import type { SpaceChoice } from '../chosen-space';

export interface BumpVersionGeneratorSchema extends SpaceChoice {
  readonly release: string;
  readonly preid?: string;
}
