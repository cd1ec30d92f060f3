import type { TurnContextItem } from '../../../protocol/rollout/rollout.js';
import type { ConversationSettings, Settings, SettingsOverrides } from '../ports/index.js';

/**
 * The settings of a conversation that goes on: those of its last turn, where the client does not ask for others (C39). What a
 * log does not tell, such as the provider, comes from the configuration of now.
 */
export function resumedSettings(
  settings: Settings,
  overrides: SettingsOverrides,
  context: TurnContextItem | undefined,
  cwd: string,
): ConversationSettings {
  const derived = settings.derive(overrides);
  const asksForSandbox = Object.keys(overrides.config ?? {}).some((key) => key.startsWith('sandbox_'));
  const asksFor = (param: keyof SettingsOverrides | undefined, ...keys: string[]): boolean =>
    (param !== undefined && overrides[param] != null) || keys.some((key) => overrides.config?.[key] != null);
  const profile = overrides.profile != null;
  return {
    ...derived,
    cwd: asksFor('cwd') ? derived.cwd : (context?.cwd ?? cwd),
    model: !context || profile || asksFor('model', 'model', 'profile') ? derived.model : context.model,
    approvalPolicy:
      !context || profile || asksFor('approvalPolicy', 'approval_policy')
        ? derived.approvalPolicy
        : context.approval_policy,
    sandboxPolicy: !context || asksFor('sandbox') || asksForSandbox ? derived.sandboxPolicy : context.sandbox_policy,
    effort: !context || profile || asksFor(undefined, 'model_reasoning_effort') ? derived.effort : context.effort,
    summary: !context || profile || asksFor(undefined, 'model_reasoning_summary') ? derived.summary : context.summary,
  };
}
