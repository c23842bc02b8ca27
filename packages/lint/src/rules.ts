import type { LintRule, PinRule, SpaceRule } from './rule';
import { lockMissing } from './w101-lock-missing';
import { commandNameCollision } from './w201-command-name-collision';
import { agentCommandNamespace } from './w202-agent-command-namespace';
import { hookPathNoPluginRoot } from './w203-hook-path-no-plugin-root';
import { invalidHooksConfig } from './w204-invalid-hooks-config';
import { pluginNameCollision } from './w205-plugin-name-collision';
import { nonExecutableHookScript } from './w206-non-executable-hook-script';
import { invalidPluginStructure } from './w207-invalid-plugin-structure';
import { mcpServerCollision } from './w208-mcp-server-collision';
import { lowerCaseToolName } from './w209-lower-case-tool-name';
import { spaceVersionCollision } from './w210-space-version-collision';

/** The rules about the spaces of a target, by code (seed 003 §9.2; W208 and W209 are ours). */
export const SPACE_RULES: readonly SpaceRule[] = [
  commandNameCollision,
  agentCommandNamespace,
  hookPathNoPluginRoot,
  invalidHooksConfig,
  pluginNameCollision,
  nonExecutableHookScript,
  invalidPluginStructure,
  mcpServerCollision,
  lowerCaseToolName,
];

/** The rules about a target's pins, by code (ours). */
export const PIN_RULES: readonly PinRule[] = [spaceVersionCollision];

/** Every rule, by code. */
export const RULES: readonly LintRule[] = [lockMissing, ...SPACE_RULES, ...PIN_RULES];
