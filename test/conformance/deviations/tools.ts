import { added, badMcpArguments, begunAs, type Deviation, mcpCause, starts } from './deviation.js';

const besideStructured = (theirs: unknown, ours: unknown): boolean =>
  String(ours).startsWith(`${theirs}\n[`) && String(theirs).startsWith('{');

export const toolsDeviations: readonly Deviation[] = [
  // MCP servers
  {
    aspect: 'rollout',
    where: /^response_item function_call_output: output$/,
    scenario: 'mcp: tools of a server are called, answer and fail',
    when: besideStructured,
    reason: 'Pieces of an answer that say more than its structured content follow it (C301).',
  },
  {
    aspect: 'model',
    where: /^request: body\.input\.\d+\.output$/,
    scenario: 'mcp: tools of a server are called, answer and fail',
    when: besideStructured,
    reason: 'Pieces of an answer that say more than its structured content follow it (C301).',
  },
  {
    aspect: 'model',
    where: /^request: body\.tools\.\d+\.parameters\.additionalProperties$/,
    scenario: 'mcp: tools of a server are called, answer and fail',
    when: added,
    reason: 'The schemas of tools stay whole.',
  },
  {
    aspect: 'model',
    where: /: body\.input\.\d+\.output$/,
    when: badMcpArguments,
    reason: 'Errors about the arguments of a call have our own texts.',
  },
  {
    aspect: 'rollout',
    where: /^response_item function_call_output: output$/,
    when: badMcpArguments,
    reason: 'Errors about the arguments of a call have our own texts.',
  },
  {
    aspect: 'model',
    where: /: body\.input\.\d+\.output$/,
    when: mcpCause,
    reason: 'The text of a tool call that failed tells the cause.',
  },
  {
    aspect: 'rollout',
    where: /^response_item function_call_output: output$/,
    when: mcpCause,
    reason: 'The text of a tool call that failed tells the cause.',
  },
  {
    aspect: 'wire',
    where: /^mcp_tool_call_end: params\.msg\.result\.Err$/,
    when: mcpCause,
    reason: 'The text of a tool call that failed tells the cause.',
  },
  {
    aspect: 'wire',
    where: /^error: params\.msg\.message$/,
    when: (theirs, ours) => starts(ours, `${theirs}: `) && starts(theirs, 'MCP client for `'),
    reason: 'The text names the program that is missing.',
  },

  // Texts for users
  {
    aspect: 'wire',
    where: /^(apply_patch_approval_request: params\.msg|applyPatchApproval: params)\.(reason|grant_root|grantRoot)$/,
    when: added,
    reason:
      'An approval for a patch outside of the workspace says so, and names the folder that a session grant opens.',
  },

  {
    aspect: 'wire',
    where: /^reply fuzzyFileSearch: result\.files\.\d+$/,
    when: (theirs, ours) =>
      (theirs as { path?: string } | undefined)?.path?.startsWith('.git/') === true && ours === undefined,
    reason: 'Users do not search for files in `.git`.',
  },

  // Pictures
  {
    aspect: 'model',
    where: /: body\.input\.\d+\.content\.\d+\.image_url$/,
    when: begunAs('data:image;base64,', 'data:image/png;base64,'),
    reason: 'The content of a picture decides its kind, not its name.',
  },
  {
    aspect: 'rollout',
    where: /: (content\.\d+\.image_url|images\.\d+)$/,
    when: begunAs('data:image;base64,', 'data:image/png;base64,'),
    reason: 'The content of a picture decides its kind, not its name.',
  },
];
