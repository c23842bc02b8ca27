export { HOOK_EVENTS, TOOL_EVENTS } from '@agent-spaces/core';
