/** How texts begin that a program puts before the model in the name of the user: this server, and the reference in its releases. */
const BEGINNINGS = [
  '<environment_context>',
  '<user_instructions>',
  '<instructions>',
  '# agents.md instructions for',
  '<skill>',
  '<skills_instructions>',
  '<permissions instructions>',
  '<collaboration_mode>',
  '<turn_aborted>',
  '<user_shell_command>',
  '<subagent_notification>',
  '<model_switch>',
  '<conversation_summary>',
];

/** Whether a text of a user message is not the user's own. */
export function isInjected(text: string): boolean {
  const start = text.trimStart().slice(0, 40).toLowerCase();
  return BEGINNINGS.some((beginning) => start.startsWith(beginning));
}
