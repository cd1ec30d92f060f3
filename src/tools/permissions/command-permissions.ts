import type { ConversationSettings } from '../../core/ports/index.js';
import { type ApprovalPolicy, mayAsk } from '../../domain/policies.js';
import { cannotEscalate, policyVariant } from '../shell/policy-variant.js';
import { type AskedFrom, type AskedPermissions, isEmpty, realPermissions } from './asked.js';
import { PermissionSet } from './permission-set.js';
import type { TurnPermissions } from './turn-permissions.js';

/** The members of a command that concern its sandbox. */
export interface CommandWish {
  readonly sandboxPermissions: 'use_default' | 'with_additional_permissions' | 'require_escalated' | undefined;
  readonly additional: AskedPermissions | undefined;
}

const DISABLED =
  'additional permissions are disabled; enable `features.exec_permission_approvals` before using `with_additional_permissions`';
const MISSING =
  'missing `additional_permissions`; provide at least one of `network` or `file_system` when using `with_additional_permissions`';
const EMPTY = '`additional_permissions` must include at least one requested permission in `network` or `file_system`';
const ESCALATED = '`additional_permissions` requires `sandbox_permissions` set to `with_additional_permissions`';

/** A granular policy allows no permissions for one command, whatever its switches are (C401). */
function refusal(policy: ApprovalPolicy): string | undefined {
  if (!mayAsk(policy, 'sandbox_approval')) return cannotEscalate(policy);
  if (typeof policy === 'string') return undefined;
  return `approval policy is ${policyVariant(policy)}; reject command — you cannot request additional permissions unless the approval policy is OnRequest`;
}

/**
 * The permissions that a command needs and does not have. They need an approval. Undefined when there are none; a text for the model when they cannot be asked
 * for.
 */
export async function commandPermissions(
  { sandboxPermissions, additional }: CommandWish,
  granted: TurnPermissions,
  from: AskedFrom & { readonly settings: ConversationSettings },
): Promise<PermissionSet | string | undefined> {
  if (sandboxPermissions === 'require_escalated') return additional && ESCALATED;
  if (!additional) return sandboxPermissions === 'with_additional_permissions' ? MISSING : undefined;
  const asked = await realPermissions(additional, from);
  if (typeof asked === 'string') return asked;
  if (isEmpty(asked)) return EMPTY;
  const { commandPermissions: isEnabled, approvalPolicy, sandboxPolicy } = from.settings;
  if (granted.cover(asked)) return undefined;
  if (!isEnabled) return DISABLED;
  if (sandboxPolicy.mode === 'danger-full-access') return undefined;
  const refused = refusal(approvalPolicy);
  if (refused !== undefined) return refused;
  const set = new PermissionSet();
  set.add(asked);
  return set;
}
