import type { McpServerSettings } from '../../core/ports/mcp.js';
import type { ApprovalPolicy, SandboxPolicy } from '../../domain/policies.js';
import type { McpTool } from './connection.js';

export interface CallToDecide {
  readonly approval: McpServerSettings['approval'];
  readonly approvalPolicy: ApprovalPolicy;
  readonly sandbox: SandboxPolicy['mode'];
  readonly annotations: McpTool['annotations'];
  /** The configuration trusts the annotations of the server. */
  readonly trustsAnnotations: boolean;
  /** The conversation is one of v2. There, every tool needs an approval unless it says that it only reads. */
  readonly onlyReadersRun: boolean;
  /** The user has approved this tool, as it is now, for the session. */
  readonly approvedBefore: boolean;
}

export type CallDecision =
  | { readonly act: 'run' }
  | { readonly act: 'ask'; readonly reason: string }
  | { readonly act: 'refuse'; readonly reason: string };

/**
 * Whether a call may run. Servers run outside of any sandbox, so the configuration and the annotations of the tool decide (C137; the table is in
 * docs/mcp.md). `destructiveHint` always counts; `readOnlyHint` counts only if the configuration trusts it.
 */
export function decideCall(call: CallToDecide): CallDecision {
  const { approval, approvalPolicy, sandbox, annotations, trustsAnnotations } = call;
  const destructive = annotations.destructiveHint === true;
  const saysReadOnly = annotations.readOnlyHint === true && !destructive;
  if (call.approvedBefore || approval === 'never') return { act: 'run' };
  if (approval === 'always') {
    return approvalPolicy === 'never'
      ? { act: 'refuse', reason: 'each call of this server must be approved, and the approval policy is never to ask' }
      : { act: 'ask', reason: 'each call of this server is to be approved' };
  }
  if (approval === 'writes' && !saysReadOnly) {
    return approvalPolicy === 'never'
      ? { act: 'refuse', reason: 'each call that writes must be approved, and the approval policy is never to ask' }
      : { act: 'ask', reason: 'the tool does not say that it only reads' };
  }
  if (saysReadOnly && (trustsAnnotations || approval === 'writes')) return { act: 'run' };
  if (approvalPolicy === 'never') {
    return destructive && sandbox === 'read-only'
      ? { act: 'refuse', reason: 'the tool says that it is destructive, and the sandbox is read-only' }
      : { act: 'run' };
  }
  if (destructive) return { act: 'ask', reason: 'the tool says that it is destructive' };
  if (approvalPolicy !== 'untrusted' && (saysReadOnly || !call.onlyReadersRun)) return { act: 'run' };
  return {
    act: 'ask',
    reason: saysReadOnly
      ? 'the tool says that it only reads, and the configuration does not trust this server to say so'
      : 'the tool does not say that it only reads',
  };
}
