import type { Named } from '../../protocol/schema.js';

/** Types that the generator of the reference writes beside the folder `v2`. */
const BESIDE_V2 = new Set(
  `AbsolutePathBuf AgentPath AuthMode AutoCompactTokenLimitScope ClientInfo ClientNotification ClientRequest CollaborationMode
  ConversationGitInfo ConversationSummary ExecPolicyAmendment ForcedLoginMethod FunctionCallOutputBody FunctionCallOutputContentItem
  GetAuthStatusParams GetAuthStatusResponse GetConversationSummaryParams GetConversationSummaryResponse GitDiffToRemoteParams
  GitDiffToRemoteResponse GitSha ImageDetail ImageGenerationFailure ImageGenerationInputImage ImageGenerationItem
  InitializeCapabilities InitializeParams InitializeResponse InputModality LegacyAppPathString McpServerInfo MessagePhase ModeKind
  MultiAgentMode NetworkPolicyAmendment NetworkPolicyRuleAction Personality PlanType ReasoningEffort ReasoningSummary RequestId
  Resource ResourceContent ResourceTemplate ServerNotification ServerRequest SessionSource Settings SleepItem SubAgentSource
  ThreadId Tool Verbosity WebSearchAction WebSearchContextSize WebSearchItem WebSearchLocation WebSearchMode WebSearchProvider
  WebSearchToolConfig`.split(/\s+/),
);

const isSearch = (name: string): boolean => name.startsWith('FuzzyFileSearch');

/** The folder of a TypeScript file, as the generator of the reference has it. */
export function folderOfType({ typeName }: Named): string {
  if (typeName === 'JsonValue') return 'serde_json/';
  return BESIDE_V2.has(typeName) || isSearch(typeName) ? '' : 'v2/';
}

const MESSAGES = ['ClientNotification', 'ClientRequest', 'RequestId', 'ServerNotification', 'ServerRequest'];
/** Answered by an editor without params of its own folder: these have TypeScript only. */
const WITHOUT_SCHEMA = /^(GetAuthStatus|GetConversationSummary|GitDiffToRemote)/;

/** The folder of a JSON Schema; `ofServer` are the params and results of the server's requests. */
export function folderOfSchema(name: string, ofServer: ReadonlySet<string>): string | undefined {
  if (MESSAGES.includes(name) || ofServer.has(name) || isSearch(name)) return '';
  if (name.startsWith('Initialize')) return 'v1/';
  return WITHOUT_SCHEMA.test(name) ? undefined : 'v2/';
}
