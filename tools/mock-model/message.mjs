// @ts-check
/**
 * One answer of the model, in the two forms the Messages API gives it: a JSON document, or the same document told as events.
 *
 * @typedef {{ type: 'text', text: string }} TextBlock
 * @typedef {{ type: 'tool_use', id: string, name: string, input: unknown }} ToolUseBlock
 * @typedef {TextBlock | ToolUseBlock} ContentBlock
 * @typedef {{ name: string, input?: unknown }} ToolCall
 * @typedef {string | { text?: string, tools?: readonly ToolCall[] }} Turn  A text, or tool calls with an optional text before them.
 * @typedef {ReturnType<typeof createMessage>} Message
 */

/**
 * @param {Turn} turn
 * @param {{ number: number, model: string }} answer  `number` counts the answers of one server from 1 and makes the ids unique.
 */
export function createMessage(turn, { number, model }) {
  const { text, tools = [] } = typeof turn === 'string' ? { text: turn } : turn;
  /** @type {ContentBlock[]} */
  const content = tools.map(({ name, input = {} }, index) => ({
    type: 'tool_use',
    id: `toolu_mock_${number}_${index}`,
    name,
    input,
  }));
  if (text !== undefined || tools.length === 0) content.unshift({ type: 'text', text: text ?? '' });
  return {
    id: `msg_mock_${number}`,
    type: 'message',
    role: 'assistant',
    model,
    content,
    stop_reason: tools.length > 0 ? 'tool_use' : 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 1, output_tokens: 1, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 },
  };
}

/**
 * The server-sent events that stream `message`, each block in one piece.
 *
 * @param {Message} message
 * @returns {Generator<string>}
 */
export function* streamMessage(message) {
  const { content, stop_reason, stop_sequence, usage } = message;
  yield event('message_start', { message: { ...message, content: [], stop_reason: null } });
  for (const [index, block] of content.entries()) {
    const [empty, delta] =
      block.type === 'text'
        ? [
            { ...block, text: '' },
            { type: 'text_delta', text: block.text },
          ]
        : [
            { ...block, input: {} },
            { type: 'input_json_delta', partial_json: JSON.stringify(block.input) },
          ];
    yield event('content_block_start', { index, content_block: empty });
    yield event('content_block_delta', { index, delta });
    yield event('content_block_stop', { index });
  }
  yield event('message_delta', { delta: { stop_reason, stop_sequence }, usage });
  yield event('message_stop', {});
}

/**
 * @param {string} type
 * @param {object} data
 */
const event = (type, data) => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
