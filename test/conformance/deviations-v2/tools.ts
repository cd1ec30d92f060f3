import type { Deviation } from '../deviations/deviation.js';

const missing = (_: unknown, ours: unknown) => ours === undefined;
const both = (theirs: RegExp, ours: RegExp) => (a: unknown, b: unknown) =>
  theirs.test(String(a)) && ours.test(String(b));

/** Commands, patches, pictures, and the outputs that the model gets. */
export const tools: readonly Deviation[] = [
  {
    aspect: 'wire',
    where: /^mcpServer\/startupStatus\/updated(: moved|: params\.error)?$/,
    scenario: 'v2 mcp: a server that cannot be started',
    when: () => true,
    reason:
      'Why a server does not start is said in our words, with the program; the server is looked for after the reply.',
  },
  {
    aspect: 'wire',
    where: /^thread\/started$/,
    scenario: 'v2 mcp: a server that cannot be started',
    reason:
      'The reference sends it before or after the failure of the server, as it happens. The scenario waits for it.',
  },
  {
    aspect: 'wire',
    where: /^mcpServer\/startupStatus\/updated: moved$/,
    when: () => true,
    reason: 'The reply of `config/mcpServer/reload` comes first.',
  },
  {
    aspect: 'wire',
    where: /^reply mcpServer\/(tool\/call|resource\/read): error\.(code|message)$/,
    when: (theirs, ours) => ours === -32603 || String(ours).startsWith(`${theirs} (code `),
    reason: 'An error of an MCP server is `mcp_failed`; its own code is in the text.',
  },
  {
    aspect: 'wire',
    where: /: params\.item\.commandActions\.\d(\.command)?$/,
    scenario: /^v2 (command: several|interrupt: while a command runs|hooks: (a turn is|an) interrupt)/,
    reason: 'Each part of a command is summed up (C452).',
  },
  {
    aspect: 'model',
    where: /^request: input\.[23]\.(type|name|arguments|call_id|output)$/,
    scenario: 'v2 command: several of one response',
    reason: 'The calls of one response run one after another (C453).',
  },
  {
    aspect: 'wire',
    where: /: params\.item\.(processId|aggregatedOutput)$/,
    scenario: 'v2 command: in another folder',
    reason: 'A folder that does not exist is named.',
  },
  {
    aspect: 'model',
    where: /^request: input\.\d\.output$/,
    when: both(/^exec_command failed: CreateProcess /, /^(execution error: |exec command rejected by user)/),
    reason: 'Why a command did not run is said in the words of this server.',
  },
  {
    aspect: 'model',
    where: /^request: input\.\d\.output$/,
    when: both(/^failed to parse function arguments: /, /^failed to parse function arguments: /),
    reason: 'What is wrong with arguments is said in the words of this server.',
  },
  {
    aspect: 'model',
    where: /^request: input\.\d\.arguments$/,
    when: (_, ours) => String(ours).startsWith('{"unreadable":'),
    reason: 'Models are sent arguments that are JSON.',
  },
  {
    aspect: 'wire',
    where: /^item\/completed (commandExecution|fileChange)(: params\.item\.status)?$/,
    scenario: /^v2 approval of a \w+: (cancelled|answered with)/,
    reason: 'An answer that cannot be read declines (C6); an item that has started is ended (C450).',
  },
  {
    aspect: 'model',
    where: /^request: input\.2\.output$/,
    when: both(/approval request failed/, /rejected by user$/),
    reason: 'An answer that cannot be read declines (C6).',
  },
  {
    aspect: 'wire',
    where: /^(thread\/status\/changed|item\/completed commandExecution): moved$/,
    scenario: /^v2 (approval of a command|interrupt: while an approval)/,
    reason: 'The status of a thread says that it waits as long as the question is open (C451).',
  },
  {
    aspect: 'wire',
    where: /^(thread\/tokenUsage|account\/rateLimits)\/updated$/,
    scenario: /^v2 approval of a \w+: cancelled$/,
    when: missing,
    reason: 'A response whose call was cancelled is not counted.',
  },
  {
    aspect: 'wire',
    where: /^turn\/diff\/updated$/,
    when: missing,
    reason: 'The diff of a turn is sent when it has changed, not again at its end.',
  },
  {
    aspect: 'wire',
    where: /fileChange: params\.item\.changes\.0\.diff$/,
    scenario: 'v2 patch: moves a file',
    when: (theirs, ours) => String(theirs).startsWith(`${ours}\n\nMoved to: `),
    reason: 'Where a file has moved is said beside the diff (C454).',
  },
  {
    aspect: 'model',
    where: /^request: input\.2\.output$/,
    scenario: 'v2 patch: inside of a command',
    reason: 'The output of a patch is that of the patch tool.',
  },
  {
    aspect: 'model',
    where: /^request: input\.\d(\.|$)/,
    scenario: /^v2 input: (pictures|the model looks)/,
    reason: 'A picture goes to the model without a name and a detail (C456).',
  },
  {
    aspect: 'wire',
    where: /^warning$/,
    scenario: 'v2 input: pictures',
    when: (theirs) => theirs === undefined,
    reason: 'The user gets a notice about a picture that could not be read (C456).',
  },
];
