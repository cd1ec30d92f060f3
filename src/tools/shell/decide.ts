import { type ApprovalPolicy, mayAsk, type SandboxPolicy } from '../../domain/policies.js';
import type { RuleDecision } from '../rules/rule-file.js';
import { policyVariant } from './policy-variant.js';

export interface Request {
  readonly approvalPolicy: ApprovalPolicy;
  readonly sandbox: SandboxPolicy['mode'];
  /** The model requests to run outside of the sandbox. */
  readonly escalated: boolean;
  readonly dangerous: boolean;
  /** Known to read only: without any sandbox, or in one that writes nothing. */
  readonly safe: 'anywhere' | 'in-sandbox' | false;
  /** The user has approved this very command for the session. */
  readonly approvedBefore: boolean;
  /** The model asks for permissions that this command alone gets. */
  readonly extra?: boolean | undefined;
  /** The user wants to see each command before it runs. */
  readonly strict?: boolean | undefined;
  /** What the user's rules say of it. */
  readonly rule?: RuleDecision | undefined;
  readonly ruleReason?: string | undefined;
}

export type Decision =
  | {
      readonly act: 'run';
      readonly sandboxed: boolean;
      /** In a sandbox that allows no writing, under every policy. */
      readonly readOnly: boolean;
      /** Ask to run it again, without the sandbox, when it fails. */
      readonly approvalOnFailure: boolean;
    }
  /** `sandboxed`: what the user approves stays in the sandbox. */
  | { readonly act: 'ask'; readonly sandboxed?: boolean | undefined; readonly reason?: string | undefined }
  | { readonly act: 'reject'; readonly reason: string };

/** What happens with a command that the model wants to run (C98). An approved command runs outside of the sandbox, unless `sandboxed` is set. */
export function decide(request: Request): Decision {
  const decision = decideAlone(request);
  const { extra, strict, approvalPolicy, sandbox } = request;
  if (strict && decision.act === 'run') return { act: 'ask', sandboxed: decision.sandboxed };
  if (decision.act === 'reject' || request.rule === 'allow') return decision;
  if (extra && sandbox !== 'danger-full-access') {
    // The command needs more than the policy allows, so it cannot run without an approval.
    if (!mayAsk(approvalPolicy, 'sandbox_approval'))
      return { act: 'reject', reason: 'no permissions can be asked for under this policy' };
    if (request.approvedBefore) return { act: 'run', sandboxed: true, readOnly: false, approvalOnFailure: false };
    return { act: 'ask', sandboxed: true, reason: decision.act === 'ask' ? decision.reason : undefined };
  }
  return decision;
}

function decideAlone(request: Request): Decision {
  const { approvalPolicy, sandbox, escalated } = request;
  const free: Decision = { act: 'run', sandboxed: false, readOnly: false, approvalOnFailure: false };
  const sandboxed: Decision = {
    act: 'run',
    sandboxed: sandbox !== 'danger-full-access',
    readOnly: false,
    approvalOnFailure: false,
  };
  const { rule, ruleReason } = request;
  if (rule === 'forbidden') return { act: 'reject', reason: `a rule of the user forbids it${because(ruleReason)}` };
  if (request.approvedBefore || rule === 'allow') return free;
  if (rule === 'prompt') {
    const reason = `a rule of the user wants an approval${because(ruleReason)}`;
    return mayAsk(approvalPolicy, 'rules') ? { act: 'ask', reason } : { act: 'reject', reason };
  }
  if (request.dangerous) {
    // A granular policy has no switch for it.
    if (approvalPolicy !== 'never') return { act: 'ask' };
    return { act: 'reject', reason: 'dangerous command detected; rejected by user approval settings' };
  }
  if (approvalPolicy === 'untrusted') {
    if (!request.safe) return { act: 'ask' };
    // Without a sandbox by policy, git alone gets one (C220): a repository can name programs that git runs.
    if (request.safe === 'anywhere' && sandbox === 'danger-full-access') return free;
    // Known commands run inside a sandbox as well, where the reference trusts its list alone (C118).
    return { act: 'run', sandboxed: true, readOnly: true, approvalOnFailure: false };
  }
  if (request.safe) return sandboxed;
  if (mayEscalate(approvalPolicy) && escalated && sandbox !== 'danger-full-access') return { act: 'ask' };
  if (approvalPolicy === 'on-failure') return { ...sandboxed, approvalOnFailure: sandboxed.sandboxed };
  return sandboxed;
}

const because = (reason: string | undefined): string => (reason === undefined ? '' : `: ${reason}`);

const mayEscalate = (policy: ApprovalPolicy): boolean =>
  policy === 'on-request' || (typeof policy === 'object' && policy.granular.sandbox_approval);

/** Refuses to escalate where the policy allows no approval for it; the text goes to the model. */
export function refusedEscalation(policy: ApprovalPolicy, escalated: boolean): string | undefined {
  if (!escalated || mayEscalate(policy)) return undefined;
  const variant = policyVariant(policy);
  return `approval policy is ${variant}; reject command — you should not ask for escalated permissions if the approval policy is ${variant}`;
}
