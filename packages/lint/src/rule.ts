import type {
  LockedSpace,
  SourceLocation,
  SpaceId,
  SpaceKey,
  SpaceSettings,
  SpaceContent,
} from '@agent-spaces/core';
import type { HooksConfig, McpServer, SpaceCommand } from '@agent-spaces/materializer';

export type LintCode =
  'W101' | 'W201' | 'W202' | 'W203' | 'W204' | 'W205' | 'W206' | 'W207' | 'W208' | 'W209' | 'W210';
export type LintSeverity = 'error' | 'warning' | 'info';

/** What a rule is, for whoever lists or documents the rules. */
export interface LintRule {
  readonly code: LintCode;
  readonly name: string;
  readonly severity: LintSeverity;
  /** One line: what is wrong when it fires. */
  readonly description: string;
  /** What to do then. */
  readonly remedy: string;
}

/** A rule about the spaces of one target. */
export interface SpaceRule extends LintRule {
  /** Findings in any order; `lintTarget` sorts them. */
  check(spaces: readonly SpaceFacts[]): readonly Finding[] | Promise<readonly Finding[]>;
}

/** A rule about what a target pins. It opens no file, so it can be asked before anything is composed. */
export interface PinRule extends LintRule {
  /** Findings in load order. */
  check(target: PinnedTarget): readonly Finding[];
}

export interface PinnedTarget {
  /** Who asks for the roots, as people would say it: `target web`, or the reference that is run. */
  readonly name: string;
  readonly roots: readonly SpaceKey[];
  /** In load order. */
  readonly spaces: readonly { readonly key: SpaceKey; readonly space: LockedSpace }[];
}

/** One composed space, as the engine knows it. */
export interface LintedSpace {
  readonly key: SpaceKey;
  readonly id: SpaceId;
  readonly pluginName: string;
  readonly settings?: SpaceSettings;
  readonly content: SpaceContent;
}

/** A space with what several rules need to know of it, read once. */
export interface SpaceFacts extends LintedSpace {
  readonly hooks: HooksConfig;
  readonly commands: readonly SpaceCommand[];
  readonly mcpServers: readonly McpServer[];
}

export interface Finding {
  /** The first line stands for itself. */
  readonly message: string;
  readonly spaces: readonly SpaceKey[];
  /** `file` is `spaces/<id>/<path>`. */
  readonly location?: SourceLocation;
  readonly hint?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface LintWarning extends Finding {
  readonly code: LintCode;
  readonly name: string;
  readonly severity: LintSeverity;
}

export const warningOf = ({ code, name, severity }: LintRule, finding: Finding): LintWarning => ({
  code,
  name,
  severity,
  ...finding,
});
