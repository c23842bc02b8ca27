// @ts-check
/**
 * @typedef {{ event: string, name: string, outcome: string, exitCode: number | null, stdout: string, stderr: string }} HookEvent
 * @typedef {{ tool: string, isError: boolean, text: string, subagent: boolean }} ToolResult
 * @typedef {{ name: string, path?: string, source?: string }} Plugin
 * @typedef {{ name: string, status: string }} McpServer
 * @typedef {object} Init  The client's own account of what it has loaded.
 * @property {string} cwd
 * @property {string} model
 * @property {string} permissionMode
 * @property {string[]} tools
 * @property {string[]} slash_commands
 * @property {string[]} agents
 * @property {string[]} skills
 * @property {Plugin[]} plugins
 * @property {McpServer[]} mcp_servers
 * @property {object[]} [plugin_errors]
 * @property {object[]} [plugin_warnings]
 * @typedef {{ subtype: string, is_error: boolean, result?: string, num_turns: number, permission_denials?: object[] }} Result
 * @typedef {{ init: Init | null, result: Result | null, hookEvents: HookEvent[], toolResults: ToolResult[], noise: string[] }} Events
 */

/**
 * What a client said with `--output-format stream-json`, one JSON document per line. `noise` holds the lines that are none.
 *
 * @param {string} stdout
 * @returns {Events}
 */
export function readEvents(stdout) {
  /** @type {Events} */
  const events = { init: null, result: null, hookEvents: [], toolResults: [], noise: [] };
  /** @type {Map<string, string>} */
  const toolOfCall = new Map();
  for (const line of stdout.split('\n').filter((text) => text.trim() !== '')) {
    const event = parseObject(line);
    if (!event) events.noise.push(line);
    else if (event.type === 'system' && event.subtype === 'init') events.init = event;
    else if (event.type === 'system' && event.subtype === 'hook_response')
      events.hookEvents.push(hookEvent(event));
    else if (event.type === 'result') events.result = event;
    else if (event.type === 'assistant') {
      for (const block of blocks(event)) if (block.type === 'tool_use') toolOfCall.set(block.id, block.name);
    } else if (event.type === 'user') {
      for (const block of blocks(event)) {
        if (block.type !== 'tool_result') continue;
        events.toolResults.push({
          tool: toolOfCall.get(block.tool_use_id) ?? 'unknown',
          isError: block.is_error === true,
          text: contentText(block.content),
          subagent: Boolean(event.parent_tool_use_id),
        });
      }
    }
  }
  return events;
}

/** @param {string} line @returns {any} */
function parseObject(line) {
  try {
    const value = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** @param {any} event @returns {any[]} */
const blocks = ({ message }) => (Array.isArray(message?.content) ? message.content : []);

/** The text of a message's or a tool result's content, which is a string or a list of blocks. @param {unknown} content @returns {string} */
export function contentText(content) {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((block) => (block.type === 'text' ? block.text : `[${block.type}]`)).join('\n');
}

/** @param {any} event @returns {HookEvent} */
const hookEvent = ({ hook_event, hook_name, outcome, exit_code, stdout, stderr }) => ({
  event: hook_event,
  name: hook_name,
  outcome,
  exitCode: exit_code ?? null,
  stdout: stdout ?? '',
  stderr: stderr ?? '',
});
