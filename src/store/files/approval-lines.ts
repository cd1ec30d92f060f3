import { isJsonObject } from '../../domain/json.js';
import { type ApprovalKinds, type ApprovalPolicy, type ApprovalWord, approvalWord } from '../../domain/policies.js';

/*
 * The approval policy in a `turn_context` line. 0.44 reads a line only if the policy is a word, so the switches of a granular one are a member beside it
 * (C401).
 */

const KINDS = 'approval_kinds';

export function recordedApproval(policy: ApprovalPolicy): { approval_policy: ApprovalWord } {
  const word = { approval_policy: approvalWord(policy) };
  return typeof policy === 'string' ? word : Object.assign(word, { [KINDS]: policy.granular });
}

export function readApproval(word: ApprovalWord, payload: object): ApprovalPolicy {
  const granular = kindsIn((payload as { [KINDS]?: unknown })[KINDS]);
  return granular ? { granular } : word;
}

/** A policy as 0.171 writes it, in the form of our lines; undefined when it cannot be read. */
export function approvalForm(policy: unknown): object | undefined {
  if (typeof policy === 'string') return WORDS.includes(policy) ? { approval_policy: policy } : undefined;
  const granular = isJsonObject(policy) ? kindsIn(policy.granular) : undefined;
  return granular && recordedApproval({ granular });
}

const WORDS: readonly string[] = ['untrusted', 'on-failure', 'on-request', 'never'] satisfies ApprovalWord[];

function kindsIn(json: unknown): ApprovalKinds | undefined {
  if (!isJsonObject(json)) return undefined;
  const { sandbox_approval, rules, skill_approval = false, request_permissions = false, mcp_elicitations } = json;
  const kinds = { sandbox_approval, rules, skill_approval, request_permissions, mcp_elicitations };
  return Object.values(kinds).every((isOn) => typeof isOn === 'boolean') ? (kinds as ApprovalKinds) : undefined;
}
