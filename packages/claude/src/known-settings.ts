import type { Shape } from './settings-shape';
import {
  address,
  count,
  either,
  flag,
  formOf,
  isWhole,
  like,
  listOf,
  numeric,
  object,
  oneOf,
  someText,
  tableOf,
  text,
  valueOf,
} from './settings-shape';

const texts = valueOf(
  'a list of strings',
  (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
);

const all = (names: string, shape: Shape): Readonly<Record<string, Shape>> =>
  Object.fromEntries(
    names
      .trim()
      .split(/\s+/)
      .map((name) => [name, shape]),
  );

const shareOf = (expected: string, least: (value: number) => boolean): Shape =>
  valueOf(expected, (value) => typeof value === 'number' && least(value) && value <= 1);
const wholeFrom = (least: number): Shape =>
  valueOf(`a whole number from ${least}`, (value) => isWhole(value) && value >= least);
const command = object({ type: oneOf('command'), command: text }, ['type', 'command']);

const SANDBOX = object({
  ...all(
    `allowAppleEvents allowUnsandboxedCommands autoAllowBashIfSandboxed enableWeakerNestedSandbox
     enableWeakerNetworkIsolation enabled failIfUnavailable`,
    flag,
  ),
  excludedCommands: texts,
  ignoreViolations: tableOf(texts),
  ripgrep: object({ command: text, args: texts }, ['command']),
  network: object({
    ...all('allowAllUnixSockets allowLocalBinding allowManagedDomainsOnly', flag),
    ...all('allowMachLookup allowUnixSockets allowedDomains deniedDomains', texts),
    ...all('httpProxyPort socksProxyPort', numeric),
    tlsTerminate: object({ caCertPath: someText, caKeyPath: someText }),
  }),
  filesystem: object({
    ...all('allowRead allowWrite denyRead denyWrite', texts),
    allowManagedReadPathsOnly: flag,
  }),
  credentials: object({
    files: listOf(object({ path: someText, mode: oneOf('deny') }, ['path', 'mode'])),
    envVars: listOf(
      object({ name: like('the name of a variable', /^[A-Za-z_][A-Za-z0-9_]*$/), mode: oneOf('deny') }, [
        'name',
        'mode',
      ]),
    ),
  }),
});

const ANY_HOOK = {
  if: text,
  once: flag,
  statusMessage: text,
  timeout: valueOf('a number of seconds above 0', (value) => typeof value === 'number' && value > 0),
};
const MODEL_HOOK = { ...ANY_HOOK, prompt: text, model: text };
const HOOK = formOf('type', {
  command: object(
    {
      ...ANY_HOOK,
      ...all('async asyncRewake', flag),
      ...all('rewakeMessage rewakeSummary', someText),
      command: text,
      args: texts,
      shell: oneOf('bash', 'powershell'),
    },
    ['command'],
  ),
  prompt: object({ ...MODEL_HOOK, continueOnBlock: flag }, ['prompt']),
  agent: object(MODEL_HOOK, ['prompt']),
  http: object({ ...ANY_HOOK, url: address, headers: tableOf(text), allowedEnvVars: texts }, ['url']),
  mcp_tool: object({ ...ANY_HOOK, server: text, tool: text, input: tableOf(() => []) }, ['server', 'tool']),
});

const GIT_SOURCE = { ref: text, path: text, sparsePaths: texts, skipLfs: flag };
const SHA = like('a commit of 40 digits', /^[a-f0-9]{40}$/);
const PLUGIN_SOURCE = either(
  'a path that begins with "./", or an object with a "source" the client knows',
  like('a path', /^\.\//),
  formOf('source', {
    npm: object({ package: text, version: text, registry: address }, ['package']),
    url: object({ url: text, ref: text, sha: SHA }, ['url']),
    github: object({ repo: text, ref: text, sha: SHA }, ['repo']),
    'git-subdir': object({ url: text, path: someText, ref: text, sha: SHA }, ['url', 'path']),
    unsupported: object({}),
  }),
);
const MARKETPLACE_SOURCE = formOf('source', {
  url: object({ url: address, headers: tableOf(text) }, ['url']),
  github: object({ ...GIT_SOURCE, repo: text }, ['repo']),
  git: object({ ...GIT_SOURCE, url: text }, ['url']),
  npm: object({ package: text }, ['package']),
  file: object({ path: text }, ['path']),
  directory: object({ path: text }, ['path']),
  'skills-dir': object({}),
  hostPattern: object({ hostPattern: text }, ['hostPattern']),
  pathPattern: object({ pathPattern: text }, ['pathPattern']),
  settings: object(
    {
      name: someText,
      plugins: listOf(
        object({ name: someText, source: PLUGIN_SOURCE, description: text, version: text, strict: flag }, [
          'name',
          'source',
        ]),
      ),
      owner: object({ name: someText, email: text, url: text }, ['name']),
    },
    ['name', 'plugins'],
  ),
});

const OPTION = either('a string, a number, true, false, or a list of strings', text, numeric, flag, texts);
const TIME = like('a time such as 09:30', /^([01]?\d|2[0-3]):[0-5]\d$/);

/**
 * The settings for whose sake the client drops a whole settings object, denials included and without a word, when one is not what
 * it must be; measured with 2.1.197. Of the others it passes over the wrong one alone, or takes it as it is.
 */
export const KNOWN_SETTINGS: Shape = object({
  ...all(
    `agentPushNotifEnabled allowAllClaudeAiMcps allowManagedHooksOnly allowManagedMcpServersOnly
     allowManagedPermissionRulesOnly alwaysThinkingEnabled autoCompactEnabled autoDreamEnabled autoMemoryEnabled
     autoScrollEnabled autoUploadSessions awaySummaryEnabled axScreenReader channelsEnabled disableAgentView
     disableAllHooks disableArtifact disableBundledSkills disableClaudeAiConnectors disableRemoteControl
     disableSideloadFlags disableSkillShellExecution disableWorkflows doneMeansMerged enableAllProjectMcpServers
     enableArtifact enableWorkflows enforceAvailableModels fastMode fastModePerSessionOptIn fileCheckpointingEnabled
     forceRemoteSettingsRefresh includeCoAuthoredBy includeGitInstructions inputNeededNotifEnabled isolatePeerMachines
     precomputeCompactionEnabled prefersReducedMotion promptSuggestionEnabled remoteControlAtStartup respectGitignore
     respondToBashCommands showClearContextOnPlanAccept showMessageTimestamps showThinkingSummaries showTurnDuration
     skipAutoPermissionPrompt skipDangerousModePermissionPrompt skipWebFetchPreflight skipWorkflowUsageWarning
     spinnerTipsEnabled switchModelsOnFlag syntaxHighlightingDisabled terminalProgressBarEnabled
     terminalTitleFromRename todoFeatureEnabled useAutoModeDuringPlan verbose voiceEnabled
     wheelScrollAccelerationEnabled workflowKeywordTriggerEnabled wslInheritsWindowsSettings`,
    flag,
  ),
  ...all(
    `$schema advisorModel agent apiKeyHelper autoMemoryDirectory awsAuthRefresh awsCredentialExport claudeMd
     gcpAuthRefresh language minimumVersion model otelHeadersHelper outputStyle plansDirectory pluginTrustMessage
     prUrlTemplate proxyAuthHelper requiredMaximumVersion requiredMinimumVersion`,
    text,
  ),
  ...all(
    `allowedHttpHookUrls availableModels claudeMdExcludes companyAnnouncements disabledMcpjsonServers
     enabledMcpjsonServers fallbackModel httpHookAllowedEnvVars pluginSuggestionMarketplaces`,
    texts,
  ),
  ...all('cleanupPeriodDays skillListingMaxDescChars totalTokensReminderBudget', count),
  ...all('disableAutoMode disableDeepLinkRegistration', oneOf('disable')),
  ...all('fileSuggestion subagentStatusLine', command),
  ...all('blockedMarketplaces strictKnownMarketplaces', listOf(MARKETPLACE_SOURCE)),
  allowedChannelPlugins: listOf(object({ marketplace: text, plugin: text }, ['marketplace', 'plugin'])),
  attribution: object({ commit: text, pr: text, sessionUrl: flag }),
  autoMode: object({ ...all('allow soft_deny hard_deny environment', texts), classifyAllShell: flag }),
  autoUpdatesChannel: oneOf('latest', 'stable', 'rc'),
  breakReminder: object({
    enabled: flag,
    message: text,
    ...all('intervalMinutes breakThresholdMinutes', count),
  }),
  daemonColdStart: oneOf('transient', 'ask'),
  defaultShell: oneOf('bash', 'powershell'),
  defaultView: oneOf('chat', 'transcript'),
  enabledPlugins: tableOf(either('true, false, or a list of strings', flag, texts)),
  // Its values may be of any kind: the client makes strings of them.
  env: tableOf(() => []),
  extraKnownMarketplaces: tableOf(
    object({ source: MARKETPLACE_SOURCE, installLocation: text, autoUpdate: flag }, ['source']),
  ),
  feedbackSurveyRate: shareOf('a number from 0 to 1', (value) => value >= 0),
  forceLoginOrgUUID: either('a string or a list of strings', text, texts),
  hooks: tableOf(listOf(object({ matcher: text, hooks: listOf(HOOK) }, ['hooks']))),
  modelOverrides: tableOf(text),
  parentSettingsBehavior: oneOf('first-wins', 'merge'),
  permissions: object({
    // A rule that is no string would be the only one to go, but it may be the denial somebody relies on.
    ...all('allow deny ask additionalDirectories', texts),
    ...all('disableAutoMode disableBypassPermissionsMode', oneOf('disable')),
    defaultMode: oneOf('default', 'acceptEdits', 'plan', 'dontAsk', 'auto', 'bypassPermissions'),
  }),
  pluginConfigs: tableOf(object({ mcpServers: tableOf(tableOf(OPTION)), options: tableOf(OPTION) })),
  policyHelper: object(
    {
      path: text,
      timeoutMs: wholeFrom(1000),
      refreshIntervalMs: either(
        '0, or a whole number from 60000',
        valueOf('0', (value) => value === 0),
        wholeFrom(60_000),
      ),
    },
    ['path'],
  ),
  quietHours: object({ enabled: flag, start: TIME, end: TIME }),
  remote: object({ defaultEnvironmentId: text }),
  sandbox: SANDBOX,
  skillListingBudgetFraction: shareOf('a number above 0, at most 1', (value) => value > 0),
  skillOverrides: tableOf(oneOf('on', 'name-only', 'user-invocable-only', 'off')),
  spinnerTipsOverride: object({ excludeDefault: flag, tips: texts }, ['tips']),
  spinnerVerbs: object({ mode: oneOf('append', 'replace'), verbs: texts }, ['mode', 'verbs']),
  sshConfigs: listOf(
    object(
      {
        ...all('id name sshHost sshIdentityFile startDirectory', text),
        sshPort: valueOf('a whole number', isWhole),
      },
      ['id', 'name', 'sshHost'],
    ),
  ),
  statusLine: object(
    { type: oneOf('command'), command: text, padding: numeric, hideVimModeIndicator: flag },
    ['type', 'command'],
  ),
  totalTokensReminder: oneOf('off', 'infinite', 'fixed', 'countdown', 'padded-countdown'),
  tui: oneOf('default', 'fullscreen'),
  voice: object({ enabled: flag, mode: oneOf('hold', 'tap'), autoSubmit: flag }),
  worktree: object({ symlinkDirectories: texts, sparsePaths: texts, baseRef: oneOf('fresh', 'head') }),
});
