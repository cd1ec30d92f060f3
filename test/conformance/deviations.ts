import type { Aspect } from './observe.js';

/** A difference that is wanted. Whatever is not covered here is a finding. */
export interface Deviation {
  readonly aspect: Aspect;
  /** Which lines and paths; see `Difference.where`. */
  readonly where: RegExp;
  /** Only in this scenario. */
  readonly scenario?: string;
  /** Only for these values. */
  readonly when?: (theirs: unknown, ours: unknown) => boolean;
  readonly reason: string;
}

const added = (theirs: unknown) => theirs === undefined;
const starts = (value: unknown, text: string) => typeof value === 'string' && value.startsWith(text);
const begin = (text: string) => (theirs: unknown, ours: unknown) =>
  [theirs, ours].every((value) => starts(value, text));
const begunAs = (those: string, these: string) => (theirs: unknown, ours: unknown) =>
  starts(theirs, those) && starts(ours, these);
const refusedPatch = (theirs: unknown, ours: unknown) =>
  starts(theirs, 'error: ') && starts(ours, 'apply_patch verification failed: ');
const notStarted = (theirs: unknown, ours: unknown) =>
  /\bNo such file or directory\b/.test(String(theirs)) && starts(ours, 'execution error: spawn ');
const badMcpArguments = (theirs: unknown, ours: unknown) =>
  starts(theirs, 'err: ') && starts(ours, 'failed to parse function arguments: ');
const mcpCause = (theirs: unknown, ours: unknown) => starts(theirs, 'tool call error: ') && starts(ours, `${theirs}: `);

export const DEVIATIONS: readonly Deviation[] = [
  // Who we are
  {
    aspect: 'wire',
    where: /: result\.userAgent$/,
    when: (_, ours) => String(ours).startsWith('turnwire/'),
    reason: 'The user agent names this server.',
  },
  {
    aspect: 'rollout',
    where: /^session_meta: originator$/,
    when: (_, ours) => ours === 'turnwire',
    reason: 'The originator is this server.',
  },
  {
    aspect: 'model',
    where: /^request: headers\.(originator|user-agent)$/,
    when: (_, ours) => String(ours).startsWith('turnwire'),
    reason: 'Requests to the model name this server.',
  },
  {
    aspect: 'wire',
    where: /^reply initialize: result\.(serverInfo|protocols|methods)$/,
    when: added,
    reason: 'What the server is and can do is added; clients that do not know the fields ignore them.',
  },

  // Accounts
  {
    aspect: 'wire',
    where: /^reply getAuthStatus: result\.signInOptions$/,
    when: added,
    reason: 'Whoever is not signed in is told the ways in.',
  },
  {
    aspect: 'wire',
    where: /^reply (loginApiKey|logoutChatGpt): error\.message$/,
    when: (theirs, ours) =>
      ['failed to save api key: ', 'logout failed: '].some((prefix) => starts(theirs, prefix) && starts(ours, prefix)),
    reason: 'Behind the prefix stand the words of this platform.',
  },

  {
    aspect: 'wire',
    where: /^reply loginChatGpt: result\.authUrl$/,
    when: (theirs, ours) => String(theirs).replace('originator=codex_cli_rs', 'originator=turnwire') === ours,
    reason: 'The originator is this server.',
  },
  {
    aspect: 'wire',
    where: /^loginChatGptComplete$/,
    scenario: 'sign in in a browser, cancelled and replaced by a key',
    reason:
      'A sign-in that a key replaces ends some time before or after the change is told; neither promises an order.',
  },

  // What the model is told
  { aspect: 'model', where: /^request: body\.instructions$/, reason: 'The instructions are written for this project.' },
  {
    aspect: 'model',
    where: /^request: body\.tools\..*description$/,
    reason: 'The descriptions of tools are written for this project.',
  },
  {
    aspect: 'model',
    where: /^request: body\.tools\.\d+\.format\.definition$/,
    reason: 'The grammar of patches is written for this project; it takes what our reader of patches takes.',
  },
  {
    aspect: 'model',
    where: /: body\.input\.\d+\.output$/,
    when: begin('failed to parse function arguments: '),
    reason: 'What is wrong with the arguments of a call is told in words of our own.',
  },
  {
    aspect: 'rollout',
    where: /^response_item function_call_output: output$/,
    when: begin('failed to parse function arguments: '),
    reason: 'What is wrong with the arguments of a call is told in words of our own.',
  },

  {
    aspect: 'model',
    where: /: body\.input\.\d+\.output$/,
    when: refusedPatch,
    reason: 'Why a patch does not fit is told in plain words, not as a dump of the program.',
  },
  {
    aspect: 'rollout',
    where: /^response_item (function|custom_tool)_call_output: output$/,
    when: refusedPatch,
    reason: 'Why a patch does not fit is told in plain words, not as a dump of the program.',
  },
  {
    aspect: 'model',
    where: /: body\.input\.\d+\.output$/,
    when: notStarted,
    reason: 'What could not be started is named, in the words of Node.',
  },
  {
    aspect: 'rollout',
    where: /^response_item function_call_output: output$/,
    when: notStarted,
    reason: 'What could not be started is named, in the words of Node.',
  },
  {
    aspect: 'wire',
    where: /^exec_command_end: params\.msg\.(stderr|aggregated_output|formatted_output)$/,
    when: notStarted,
    reason: 'What could not be started is named, in the words of Node.',
  },

  // Summaries
  { aspect: 'wire', where: /^turnwire\/compaction$/, when: added, reason: 'How a summary goes on is told as well.' },
  {
    aspect: 'model',
    where: /^request: body\.input\.\d+\.content\.0\.text$/,
    when: (theirs, ours) =>
      (starts(theirs, 'You have exceeded the maximum number of tokens') &&
        starts(ours, 'This conversation is about to')) ||
      (starts(theirs, 'You were originally given instructions') && starts(ours, '<conversation_summary>')),
    reason: 'What the model is told when a history is summed up is written for this project.',
  },
  {
    aspect: 'wire',
    where: /^(token_count|agent_message_delta|agent_message|task_complete)/,
    scenario: 'a final answer goes over the limit',
    reason: 'A final answer is not asked for once more after the summary.',
  },
  {
    aspect: 'rollout',
    where: /^(turn_context|event_msg|response_item)/,
    scenario: 'a final answer goes over the limit',
    reason: 'A final answer is not asked for once more after the summary.',
  },
  {
    aspect: 'model',
    where: /^(request|problem)$/,
    scenario: 'a final answer goes over the limit',
    reason: 'A final answer is not asked for once more after the summary.',
  },

  // MCP servers
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
    reason: 'What is wrong with the arguments of a call is told in words of our own.',
  },
  {
    aspect: 'rollout',
    where: /^response_item function_call_output: output$/,
    when: badMcpArguments,
    reason: 'What is wrong with the arguments of a call is told in words of our own.',
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

  // What people are told
  {
    aspect: 'wire',
    where: /^(apply_patch_approval_request: params\.msg|applyPatchApproval: params)\.(reason|grant_root|grantRoot)$/,
    when: added,
    reason: 'Who is asked for a patch outside of the workspace is told so, and which folder a session grant opens.',
  },

  {
    aspect: 'wire',
    where: /^reply fuzzyFileSearch: result\.files\.\d+$/,
    when: (theirs, ours) =>
      (theirs as { path?: string } | undefined)?.path?.startsWith('.git/') === true && ours === undefined,
    reason: 'What git keeps in `.git` is no file that people look for.',
  },
  // Pictures
  {
    aspect: 'model',
    where: /: body\.input\.\d+\.content\.\d+\.image_url$/,
    when: begunAs('data:image;base64,', 'data:image/png;base64,'),
    reason: 'The kind of a picture is told by its content, not by its name.',
  },
  {
    aspect: 'rollout',
    where: /: (content\.\d+\.image_url|images\.\d+)$/,
    when: begunAs('data:image;base64,', 'data:image/png;base64,'),
    reason: 'The kind of a picture is told by its content, not by its name.',
  },

  // The notify program (its argument is in the folder of a conversation)
  {
    aspect: 'rollout',
    where: /^(session_meta: cwd|response_item message user: content\.0\.text)$/,
    scenario: 'notify: a program is told of the end of a turn',
    when: (theirs, ours) =>
      String(theirs).replace(/"input-messages":\[.*?\]/, '') ===
      String(ours).replace(/"input-messages":\["(first|second)"\]/, ''),
    reason: 'It is told what the person said, not what the model said before (v1-agent-core §17, defect 25).',
  },

  // Git
  {
    aspect: 'wire',
    where: /^reply gitDiffToRemote: result\.diff$/,
    scenario: 'git: asked below the root, and of what is binary',
    when: (theirs, ours) =>
      /^\+\+\+ b\/b\.txt$|^Binary files a/m.test(String(theirs)) && /^\+\+\+ b\/below\/b\.txt$/m.test(String(ours)),
    reason: 'The whole diff applies at the root of the repository, wherever it was asked for, binary files included.',
  },

  {
    aspect: 'wire',
    where: /^turnwire\/diagnostics$/,
    when: (theirs, ours) => theirs === undefined && JSON.stringify(ours).includes('"error":{"code":'),
    reason: 'The cause of an `error` event is told to programs as well.',
  },

  // The way to the model
  {
    aspect: 'model',
    where: /^request: headers\.referer$/,
    scenario: 'the model has moved',
    when: (_, ours) => ours === undefined,
    reason: 'Where a redirect comes from is not told: the address may hold a key.',
  },
  {
    aspect: 'wire',
    where: /^error: params\.msg\.message$/,
    scenario: 'the model has moved',
    when: (theirs, ours) => starts(theirs, 'builder error for url') && starts(ours, 'unexpected status 302 Found'),
    reason: 'A redirect that leads nowhere is told as what it is.',
  },

  // Errors
  { aspect: 'wire', where: /: error\.data$/, when: added, reason: 'Errors carry a code that programs can read.' },
  {
    aspect: 'wire',
    where: /: error\.message$/,
    when: (theirs, ours) => theirs === 'Invalid request' && String(ours).startsWith('Invalid request: '),
    reason: 'The text says what is wrong with the request.',
  },
  {
    aspect: 'wire',
    where: /^reply newConversation: error\.message$/,
    when: begin('error deriving config: '),
    reason: 'Behind the prefix the reason is told in words of our own.',
  },
  {
    aspect: 'wire',
    where: /^reply (setDefaultModel|getUserSavedConfig): error\.message$/,
    when: (theirs, ours) =>
      ['failed to persist overrides: ', 'failed to load config.toml: ', 'failed to parse config.toml: '].some(
        (prefix) => begin(prefix)(theirs, ours),
      ),
    reason: 'Behind the prefix the reason is told in words of our own.',
  },

  // Defects of the reference that are mended
  {
    aspect: 'wire',
    where: /^reply getUserSavedConfig: result\.config\.profiles\.inline\.approvalPolicy$/,
    scenario: 'setDefaultModel, at the top level and in profiles',
    when: (theirs, ours) => theirs === null && ours === 'never',
    reason: 'An inline table keeps what else it holds when the model is set (v1-protocol §19, defect 29).',
  },
  {
    aspect: 'rollout',
    where: /^response_item message user: content\.0\.text$/,
    scenario: 'setDefaultModel, at the top level and in profiles',
    when: (theirs, ours) => String(theirs).replace('untrusted', 'never') === ours,
    reason: 'An inline table keeps what else it holds when the model is set (v1-protocol §19, defect 29).',
  },
  {
    aspect: 'wire',
    where: /^turn_diff$/,
    when: (_, ours) => ours === undefined,
    reason: 'The diff of a turn is sent when it has changed, not again with every response.',
  },
  {
    aspect: 'model',
    where: /^request: headers\.authorization$/,
    scenario: 'getAuthStatus with a provider of ones own',
    when: (theirs, ours) => theirs === 'Bearer sk-test' && ours === undefined,
    reason: 'Stored credentials go only to providers that ask for them.',
  },
  {
    aspect: 'model',
    where: /^request: body\.input\.5$/,
    scenario: 'input while tools run',
    when: (_, ours) => ours === undefined,
    reason: 'Input sent while a turn runs reaches the model once, not twice.',
  },
  {
    aspect: 'rollout',
    where: /^event_msg user_message$/,
    scenario: 'input while tools run',
    when: added,
    reason: 'Input sent while a turn runs is part of the past that a resumed conversation shows.',
  },
  {
    aspect: 'wire',
    where: /^token_count: params\.msg\.info\.model_context_window$/,
    scenario: 'turns change the context, and it stays',
    when: (theirs, ours) => theirs === null && ours === 272_000,
    reason: 'Usage is told with the window of the model that is used, as `task_started` does.',
  },
  {
    aspect: 'rollout',
    where: /^event_msg token_count: info\.model_context_window$/,
    scenario: 'turns change the context, and it stays',
    when: (theirs, ours) => theirs === null && ours === 272_000,
    reason: 'Usage is told with the window of the model that is used, as `task_started` does.',
  },

  {
    aspect: 'wire',
    where: /^reply listConversations: result\.nextCursor$/,
    when: (_, ours) => ours === undefined,
    reason: 'The last page has no cursor to an empty one.',
  },
  {
    aspect: 'wire',
    where: /^reply resumeConversation: result\.rolloutPath$/,
    when: added,
    reason: 'The path is added, for a conversation that was not resumed by path.',
  },
  {
    aspect: 'wire',
    where: /^shutdown_complete$/,
    reason: 'A listener always hears that the conversation has ended; with the reference it is a matter of chance.',
  },
  {
    aspect: 'wire',
    where: /^token_count: params\.msg\.info/,
    scenario: 'a conversation is archived and resumed',
    reason: 'A resumed conversation goes on counting where it had stopped.',
  },
  {
    aspect: 'rollout',
    where: /^event_msg token_count: info/,
    scenario: 'a conversation is archived and resumed',
    reason: 'A resumed conversation goes on counting where it had stopped.',
  },

  {
    aspect: 'wire',
    where: /^reply resumeConversation: error\.message$/,
    when: (theirs, ours) => / \(os error \d+\)$/.test(String(theirs)) && / E[A-Z]+: /.test(String(ours)),
    reason: 'What the system says of a file is told in the words of Node.',
  },

  // The Chat Completions wire
  {
    aspect: 'model',
    where: /^request: body\.messages\.0\.content$/,
    reason: 'The instructions are written for this project.',
  },
  {
    aspect: 'model',
    where: /^request: body\.stream_options$/,
    when: added,
    reason: 'The usage is asked for on this wire too, so that tokens are counted and long histories summed up.',
  },
  {
    aspect: 'wire',
    where: /^token_count: params\.msg\.info$/,
    when: (theirs, ours) => theirs === null && ours !== null,
    reason: 'The usage is read on the Chat Completions wire too.',
  },
  {
    aspect: 'rollout',
    where: /^event_msg token_count: info$/,
    when: (theirs, ours) => theirs === null && ours !== null,
    reason: 'The usage is read on the Chat Completions wire too.',
  },
  {
    aspect: 'wire',
    where: /^agent_message_delta$/,
    when: added,
    reason: 'Text is told as it comes on the Chat Completions wire too.',
  },
  {
    aspect: 'model',
    where: /: body\.messages\.\d+\.content$/,
    when: begin('failed to parse function arguments: '),
    reason: 'What is wrong with the arguments of a call is told in words of our own.',
  },
  {
    aspect: 'model',
    where: /: body\.messages\.\d+\.tool_calls\.\d+\.function\.arguments$/,
    when: (_, ours) => starts(ours, '{"unreadable":'),
    reason:
      'Arguments that are no JSON are sent back inside of JSON: servers that read them refuse the request otherwise.',
  },
  {
    aspect: 'model',
    where: /^request: body\.tools\.[12]\b/,
    scenario: 'chat: patches',
    reason: 'The patch tool that a client asks for is offered in the form that the Chat Completions wire has.',
  },
  {
    aspect: 'model',
    where: /^request: body\.messages\.2\.content$/,
    scenario: 'chat: a picture',
    when: (theirs, ours) => typeof theirs === 'string' && Array.isArray(ours),
    reason: 'Pictures are sent on the Chat Completions wire too.',
  },

  // Families of models
  {
    aspect: 'wire',
    where: /^token_count: params\.msg\.info\.model_context_window$/,
    scenario: 'model-families: switched by turns',
    reason: 'Usage is told with the window of the model that is used, as `task_started` does.',
  },
  {
    aspect: 'rollout',
    where: /^event_msg token_count: info\.model_context_window$/,
    scenario: 'model-families: switched by turns',
    reason: 'Usage is told with the window of the model that is used, as `task_started` does.',
  },
  {
    aspect: 'model',
    where: /^request: body\.(tools\.[12]|reasoning|include\.0)\b/,
    scenario: 'model-families: newer names',
    reason: 'Models that came after the reference are offered what suits them.',
  },
  {
    aspect: 'wire',
    where: /^(task_started: params\.msg|token_count: params\.msg\.info)\.model_context_window$/,
    scenario: 'model-families: newer names',
    when: (theirs, ours) => theirs === null && ours === 272_000,
    reason: 'The window of models that came after the reference is known.',
  },
  {
    aspect: 'rollout',
    where: /^event_msg token_count: info\.model_context_window$/,
    scenario: 'model-families: newer names',
    when: (theirs, ours) => theirs === null && ours === 272_000,
    reason: 'The window of models that came after the reference is known.',
  },
  {
    aspect: 'wire',
    where: /^(task_started: params\.msg|token_count: params\.msg\.info)\.model_context_window$/,
    scenario: 'model-families: known by their names',
    when: (theirs, ours) => theirs === null && ours === 96_000,
    reason: 'A model is the same with `openai/` in front of its name.',
  },
  {
    aspect: 'rollout',
    where: /^event_msg token_count: info\.model_context_window$/,
    scenario: 'model-families: known by their names',
    when: (theirs, ours) => theirs === null && ours === 96_000,
    reason: 'A model is the same with `openai/` in front of its name.',
  },
  {
    aspect: 'wire',
    where: /^(task_started: params\.msg|token_count: params\.msg\.info)\.model_context_window$/,
    scenario: 'model-families: a turn with a model that nobody knows',
    when: (theirs, ours) => theirs === 272_000 && ours === null,
    reason: 'A model that nobody knows is not taken for one of the family that the conversation had begun with.',
  },
  {
    aspect: 'rollout',
    where: /^event_msg token_count: info\.model_context_window$/,
    scenario: 'model-families: a turn with a model that nobody knows',
    when: (theirs, ours) => theirs === 272_000 && ours === null,
    reason: 'A model that nobody knows is not taken for one of the family that the conversation had begun with.',
  },
  {
    aspect: 'model',
    where: /^request: body\.(reasoning|include\.0)$/,
    scenario: 'model-families: a turn with a model that nobody knows',
    reason: 'A model that nobody knows is not taken for one of the family that the conversation had begun with.',
  },
];
