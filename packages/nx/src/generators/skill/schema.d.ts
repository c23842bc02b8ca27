import type { SkillOptions } from '@agent-spaces/scaffold';
import type { SpaceChoice } from '../chosen-space';

export interface SkillGeneratorSchema extends SpaceChoice, SkillOptions {}
