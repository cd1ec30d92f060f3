import type { SamplingSettings } from '../../domain/record.js';
import type { ConversationSettings, Settings, SettingsOverrides } from '../ports/index.js';

/**
 * The settings of a conversation that is resumed: those of its last turn, unless the client asks for others (C39). What a
 * rollout does not tell, such as the provider, comes from the configuration as it is now.
 */
export function resumedSettings(
  settings: Settings,
  overrides: SettingsOverrides,
  recorded: SamplingSettings | undefined,
  cwd: string,
): ConversationSettings {
  const derived = settings.derive(overrides);
  const asksForSandbox = Object.keys(overrides.config ?? {}).some((key) => key.startsWith('sandbox_'));
  const asksFor = (param: keyof SettingsOverrides | undefined, ...keys: string[]): boolean =>
    (param !== undefined && overrides[param] != null) || keys.some((key) => overrides.config?.[key] != null);
  const profile = overrides.profile != null;
  return {
    ...derived,
    cwd: asksFor('cwd') ? derived.cwd : (recorded?.cwd ?? cwd),
    model: !recorded || profile || asksFor('model', 'model', 'profile') ? derived.model : recorded.model,
    approvalPolicy:
      !recorded || profile || asksFor('approvalPolicy', 'approval_policy')
        ? derived.approvalPolicy
        : recorded.approvalPolicy,
    sandboxPolicy: !recorded || asksFor('sandbox') || asksForSandbox ? derived.sandboxPolicy : recorded.sandboxPolicy,
    effort: !recorded || profile || asksFor(undefined, 'model_reasoning_effort') ? derived.effort : recorded.effort,
    summary: !recorded || profile || asksFor(undefined, 'model_reasoning_summary') ? derived.summary : recorded.summary,
  };
}
