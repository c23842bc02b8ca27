/** The tools of Claude Code 2.1.197, and those earlier versions had that people still write rules for. */
const CLIENT_TOOLS = [
  'Agent',
  'AskUserQuestion',
  'Bash',
  'BashOutput',
  'CronCreate',
  'CronDelete',
  'CronList',
  'Edit',
  'EnterPlanMode',
  'EnterWorktree',
  'ExitPlanMode',
  'ExitWorktree',
  'Glob',
  'Grep',
  'KillShell',
  'ListMcpResourcesTool',
  'LSP',
  'Monitor',
  'MultiEdit',
  'NotebookEdit',
  'NotebookRead',
  'PowerShell',
  'PushNotification',
  'Read',
  'ReadMcpResourceTool',
  'RemoteTrigger',
  'ReportFindings',
  'ScheduleWakeup',
  'SendMessage',
  'Skill',
  'Task',
  'TaskCreate',
  'TaskGet',
  'TaskList',
  'TaskOutput',
  'TaskStop',
  'TaskUpdate',
  'TodoWrite',
  'ToolSearch',
  'WebFetch',
  'WebSearch',
  'Workflow',
  'Write',
];
const BY_LOWER_CASE: ReadonlyMap<string, string> = new Map(
  CLIENT_TOOLS.map((name) => [name.toLowerCase(), name]),
);

/**
 * A permission rule with its tool's name as the client spells it: the seed's `bash(git:*)` (003 §7.4) is `Bash(git:*)`. The client
 * ignores the lower-case form, so a deny rule in it would protect nothing. Any other rule comes back as it is.
 */
export function clientRule(rule: string): string {
  const parenthesis = rule.indexOf('(');
  const tool = parenthesis === -1 ? rule : rule.slice(0, parenthesis);
  return (BY_LOWER_CASE.get(tool) ?? tool) + rule.slice(tool.length);
}
