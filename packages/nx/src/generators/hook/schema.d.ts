import type { HookOptions } from '@agent-spaces/scaffold';
import type { SpaceChoice } from '../chosen-space';

export interface HookGeneratorSchema extends SpaceChoice, HookOptions {}
