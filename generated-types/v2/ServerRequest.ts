// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ChatgptAuthTokensRefreshParams } from './ChatgptAuthTokensRefreshParams.js';
import type { CommandExecutionRequestApprovalParams } from './CommandExecutionRequestApprovalParams.js';
import type { DynamicToolCallParams } from './DynamicToolCallParams.js';
import type { FileChangeRequestApprovalParams } from './FileChangeRequestApprovalParams.js';
import type { McpServerElicitationRequestParams } from './McpServerElicitationRequestParams.js';
import type { PermissionsRequestApprovalParams } from './PermissionsRequestApprovalParams.js';
import type { RequestId } from './RequestId.js';
import type { ToolRequestUserInputParams } from './ToolRequestUserInputParams.js';

/** A request of the server. */
export type ServerRequest = {
  /** Asks whether a command may run. An error, or an answer that cannot be read, counts as `decline`. */
  method: "item/commandExecution/requestApproval";
  id: RequestId;
  params: CommandExecutionRequestApprovalParams;
} | {
  /** Asks whether a patch may be applied. An error, or an answer that cannot be read, counts as `decline`. */
  method: "item/fileChange/requestApproval";
  id: RequestId;
  params: FileChangeRequestApprovalParams;
} | {
  /** Asks for permissions beyond the sandbox. An error, or an answer that cannot be read, grants nothing. */
  method: "item/permissions/requestApproval";
  id: RequestId;
  params: PermissionsRequestApprovalParams;
} | {
  /** Asks the user questions of the model. An error, or an answer that cannot be read, counts as no answers. */
  method: "item/tool/requestUserInput";
  id: RequestId;
  params: ToolRequestUserInputParams;
} | {
  /** Calls a tool of the client. An error, or an answer that cannot be read, is a failed call. */
  method: "item/tool/call";
  id: RequestId;
  params: DynamicToolCallParams;
} | {
  /** An MCP server asks the user, or one of its tools needs an approval. An error counts as `decline`. */
  method: "mcpServer/elicitation/request";
  id: RequestId;
  params: McpServerElicitationRequestParams;
} | {
  /** Asks the client for new tokens, if the present ones came from it. */
  method: "account/chatgptAuthTokens/refresh";
  id: RequestId;
  params: ChatgptAuthTokensRefreshParams;
};
