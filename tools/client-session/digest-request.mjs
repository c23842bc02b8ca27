// @ts-check
import { isSubagent, systemText } from '../mock-model/script.mjs';
import { contentText } from './read-events.mjs';

/**
 * @typedef {import('../mock-model/script.mjs').MessagesRequest} MessagesRequest
 * @typedef {{ model: string, subagent: boolean, system: string, user: string[], reminders: string[], tools: string[] }} RequestDigest
 *   `user` is what the person and the tools said; `reminders` is what the client put between (instructions, lists, hook context).
 */

/**
 * What one request asked of the model.
 *
 * @param {MessagesRequest} request
 * @returns {RequestDigest}
 */
export function digestRequest(request) {
  const said = (request.messages ?? [])
    .filter(({ role }) => role !== 'assistant')
    .flatMap(({ role, content }) =>
      (Array.isArray(content) ? content : [{ type: 'text', text: content }]).map((block) => ({
        reminder: role === 'system' || (block.type === 'text' && block.text.startsWith('<system-reminder>')),
        text: block.type === 'tool_result' ? contentText(block.content) : contentText([block]),
      })),
    );
  return {
    model: request.model ?? '',
    subagent: isSubagent(request),
    system: systemText(request),
    user: said.filter(({ reminder }) => !reminder).map(({ text }) => text),
    reminders: said.filter(({ reminder }) => reminder).map(({ text }) => text),
    tools: (request.tools ?? []).map(({ name }) => name),
  };
}
