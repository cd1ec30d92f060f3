import type { ApprovalPolicy } from '../../domain/policies.js';

const VARIANT = {
  untrusted: 'UnlessTrusted',
  'on-failure': 'OnFailure',
  'on-request': 'OnRequest',
  never: 'Never',
} as const;

/** The policy as the references write it in their texts for the model. */
export function policyVariant(policy: ApprovalPolicy): string {
  if (typeof policy === 'string') return VARIANT[policy];
  const { sandbox_approval, rules, skill_approval, request_permissions, mcp_elicitations } = policy.granular;
  const kinds = { sandbox_approval, rules, skill_approval, request_permissions, mcp_elicitations };
  const members = Object.entries(kinds).map(([name, isOn]) => `${name}: ${isOn}`);
  return `Granular(GranularApprovalConfig { ${members.join(', ')} })`;
}

/** Tells the model that its command cannot ask to leave the sandbox. */
export const cannotEscalate = (policy: ApprovalPolicy): string => {
  const variant = policyVariant(policy);
  return `approval policy is ${variant}; reject command — you cannot ask for escalated permissions if the approval policy is ${variant}`;
};
