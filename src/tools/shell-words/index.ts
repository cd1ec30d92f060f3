export { findPatchCall, type PatchCall } from './apply-patch-call.js';
export { isDangerous } from './dangerous.js';
export { describeCommand } from './describe.js';
export { isKnownSafe } from './safe.js';
