/**
 * The methods that this version offers, as `initialize` lists them. Kept apart from the handlers so that it can be answered before
 * they are loaded; the compiler compares the two in `handlers.ts`.
 */
export const WORKING_METHODS = [
  'initialize',
  'newConversation',
  'listConversations',
  'resumeConversation',
  'forkConversation',
  'archiveConversation',
  'addConversationListener',
  'removeConversationListener',
  'sendUserMessage',
  'sendUserTurn',
  'interruptConversation',
  'getUserAgent',
  'getUserSavedConfig',
  'setDefaultModel',
  'loginApiKey',
  'loginChatGpt',
  'cancelLoginChatGpt',
  'logoutChatGpt',
  'getAuthStatus',
  'userInfo',
  'fuzzyFileSearch',
  'gitDiffToRemote',
  'execOneOffCommand',
  'turnwire/closeConversation',
  'turnwire/compactConversation',
] as const;
