import type { CommandOptions } from '@agent-spaces/scaffold';
import type { SpaceChoice } from '../chosen-space';

export interface CommandGeneratorSchema extends SpaceChoice, Omit<CommandOptions, 'allowedTools'> {
  readonly allowedTools?: string | readonly string[];
}
