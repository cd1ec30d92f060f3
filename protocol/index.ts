export * from './declare.js';
export * from './error-shapes.js';
export {
  AppError,
  ENVELOPE_ERRORS,
  ERRORS,
  INTERNAL_ERROR,
  INVALID_PARAMS,
  INVALID_REQUEST,
  PARSE_ERROR,
} from './errors.js';
export * from './jsonrpc-lite.js';
export * from './rollout/events.js';
export * from './rollout/exec-events.js';
export * from './rollout/ids.js';
export * from './rollout/items.js';
export * from './rollout/json.js';
export * from './rollout/mcp.js';
export * from './rollout/mcp-events.js';
export * from './rollout/message-events.js';
export * from './rollout/patch-events.js';
export * from './rollout/policies.js';
export * from './rollout/review-events.js';
export * from './rollout/rollout.js';
export * from './rollout/session-events.js';
export * from './rollout/turn-events.js';
export * from './schema.js';
export * from './turnwire/index.js';
export * from './v1/index.js';
export * as v2 from './v2/index.js';
