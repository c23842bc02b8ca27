import type { AgentOptions } from '@agent-spaces/scaffold';
import type { SpaceChoice } from '../chosen-space';

export interface AgentGeneratorSchema extends SpaceChoice, Omit<AgentOptions, 'tools'> {
  readonly tools?: string | readonly string[];
}
