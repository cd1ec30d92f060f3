import { isJsonObject } from '../../../src/domain/json.js';
import { added, type Deviation } from '../deviations/deviation.js';

const ABOUT_MCP = /^v2 (mcp|elicitation|granular): /;

/** The parts of an output as one text. */
const textOf = (output: unknown): string =>
  Array.isArray(output) ? output.map((part) => (isJsonObject(part) ? part.text : '')).join('\n') : String(output);

const withoutCause = (text: string): string => text.replace(/(\n\nCaused by:|: )[^`]*$/, '');

const STARTS = ['starting', 'ready'];

/** How far the start of a server is. */
const isStart = (value: unknown): boolean => {
  const { params = {} } = isJsonObject(value) ? value : {};
  const status = isJsonObject(value) ? isJsonObject(params) && params.status : value;
  return value === undefined || STARTS.includes(String(status));
};

/** MCP servers. */
export const mcp: readonly Deviation[] = [
  {
    aspect: 'model',
    where: /^request: tools\.mcp__srv$/,
    scenario: ABOUT_MCP,
    when: added,
    reason: 'Tools of MCP servers are offered from the start, because there is no search of tools (C500).',
  },
  {
    aspect: 'model',
    where: /^request: input\.\d\.output$/,
    scenario: ABOUT_MCP,
    when: (theirs, ours) => Array.isArray(theirs) && textOf(theirs) === ours,
    reason: 'An output is one text, not a list of texts (C501).',
  },
  {
    aspect: 'model',
    where: /^request: input\.\d\.output$/,
    scenario: 'v2 mcp: a result that is an error of the protocol',
    when: (theirs, ours) => withoutCause(textOf(theirs)) === withoutCause(String(ours)),
    reason: 'The cause of an error is said in the words of this server.',
  },
  {
    aspect: 'wire',
    where: /^item\/completed mcpToolCall: params\.item\.error\.message$/,
    when: (theirs, ours) => withoutCause(String(theirs)) === withoutCause(String(ours)),
    reason: 'The cause of an error is said in the words of this server.',
  },
  {
    aspect: 'rollout',
    where: /^item McpToolCall: error\.message$/,
    when: (theirs, ours) => withoutCause(String(theirs)) === withoutCause(String(ours)),
    reason: 'The cause of an error is said in the words of this server.',
  },
  {
    aspect: 'wire',
    where: /^mcpServer\/startupStatus\/updated$/,
    scenario: 'v2 mcp: an approval that is kept: always',
    when: (_, ours) => ours === undefined,
    reason: 'A server that runs is not started again when an approval is kept (C502).',
  },
  {
    aspect: 'wire',
    where: /^reply config\/read: result\.(config|origins)\.projects/,
    scenario: /^v2 mcp: an approval that is kept/,
    when: (_, ours) => ours === undefined,
    reason: 'A project is not trusted because a thread has begun in it.',
  },
  {
    aspect: 'wire',
    where: /^item\/completed mcpToolCall: params\.item\.result\.content\.0\.text$/,
    scenario: 'v2 elicitation: a form that is filled in wrongly',
    reason: 'Content that does not fit the form is a decline.',
  },
  {
    aspect: 'rollout',
    where: /^item McpToolCall: result\.content\.0\.text$/,
    scenario: 'v2 elicitation: a form that is filled in wrongly',
    reason: 'Content that does not fit the form is a decline.',
  },
  {
    aspect: 'model',
    where: /^request: input\.\d\.output$/,
    scenario: 'v2 elicitation: a form that is filled in wrongly',
    reason: 'Content that does not fit the form is a decline.',
  },
  {
    aspect: 'wire',
    where: /^mcpServer\/startupStatus\/updated(: params\.status)?$/,
    scenario: ABOUT_MCP,
    when: (theirs, ours) => isStart(theirs) && isStart(ours),
    reason: 'A server starts beside its thread, and is told of before or after it.',
  },
];
