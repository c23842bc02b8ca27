// @ts-check
/**
 * @typedef {import('./message.mjs').Turn} Turn
 * @typedef {{ model?: string, stream?: boolean, system?: string | { text?: string }[], messages?: { role: string, content: unknown }[], tools?: { name: string }[] }} MessagesRequest
 * @typedef {(request: MessagesRequest) => Turn | undefined} Script  What the model says next; nothing means the default text.
 */

/**
 * Plays `turns` in the main conversation: the k-th answer is `turns[k]`. The client also asks side questions (a title, a summary)
 * and runs subagents; those never consume a turn.
 *
 * @param {readonly Turn[]} turns
 * @returns {Script}
 */
export const playTurns = (turns) => (request) =>
  isMainConversation(request) ? turns[answersSoFar(request)] : undefined;

/** @param {MessagesRequest} request */
const answersSoFar = ({ messages = [] }) => messages.filter(({ role }) => role === 'assistant').length;

/** @param {MessagesRequest} request */
const isMainConversation = (request) => (request.tools ?? []).length > 0 && !isSubagent(request);

/**
 * The client marks the requests of its subagents in the first system block.
 *
 * @param {MessagesRequest} request
 */
export const isSubagent = (request) => systemText(request).includes('cc_is_subagent=true');

/** @param {MessagesRequest} request */
export function systemText({ system = '' }) {
  return typeof system === 'string' ? system : system.map(({ text = '' }) => text).join('\n');
}
