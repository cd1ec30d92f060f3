/** A text of a hook to the model, in the form of the reference. */
export function hookPromptText({ text, hookRunId }: { readonly text: string; readonly hookRunId: string }): string {
  return `<hook_prompt hook_run_id="${escaped(hookRunId).replaceAll('"', '&quot;')}">${escaped(text)}</hook_prompt>`;
}

/** As text of an element of XML. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A text about the goal of a conversation to the model, in the tag of the reference. */
export const goalContextText = (text: string): string => `${GOAL_CONTEXT}source="goal">\n${text}\n${GOAL_CONTEXT_END}`;

const GOAL_CONTEXT = '<codex_internal_context ';
const GOAL_CONTEXT_END = '</codex_internal_context>';
const HOOK_PROMPT = '<hook_prompt ';
const AGENTS_MD = '# agents.md instructions for';

/** The beginnings of texts that a program sends to the model as messages of the user: this server, and the releases of the reference. */
const BEGINNINGS = [
  '<environment_context>',
  '<user_instructions>',
  '<instructions>',
  AGENTS_MD,
  '<additional_context>',
  '<skill>',
  '<skills_instructions>',
  '<permissions instructions>',
  '<collaboration_mode>',
  '<turn_aborted>',
  '<user_shell_command>',
  '<user_action>',
  '<subagent_notification>',
  '<model_switch>',
  '<conversation_summary>',
  HOOK_PROMPT,
  GOAL_CONTEXT,
];

/** Whether a program has sent the whole text: then its end fits its beginning. A text with only such a beginning may be the user's. */
export function isInjectedWhole(text: string): boolean {
  const whole = text.trim().toLowerCase();
  if (whole.startsWith(AGENTS_MD)) return true;
  if (whole.startsWith(HOOK_PROMPT)) return whole.endsWith('</hook_prompt>');
  if (whole.startsWith(GOAL_CONTEXT)) return whole.endsWith(GOAL_CONTEXT_END);
  const beginning = BEGINNINGS.find((tag) => tag.startsWith('<') && whole.startsWith(tag));
  return beginning !== undefined && whole.endsWith(`</${beginning.slice(1)}`);
}

/** Whether a text of a user message is not the user's own. */
export function isInjected(text: string): boolean {
  const start = text.trimStart().slice(0, 40).toLowerCase();
  return BEGINNINGS.some((beginning) => start.startsWith(beginning));
}
