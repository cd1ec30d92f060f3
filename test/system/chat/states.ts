import type { TerminalScreen } from '../../support/terminal-screen.js';
import { chatStage, type Stage, type StageOptions } from './stage.js';

/** What a user may see of the chat, each with all the colours that it has there. */
interface State {
  readonly options?: Partial<StageOptions>;
  /** Gives the screen that shows it. */
  readonly reach: (stage: Stage) => Promise<TerminalScreen>;
}

const MARKDOWN = `# A heading with \`code\`

Some **bold** words, **bold \`code\`**, *italic ones*, ~~struck ones~~, \`code\`, and a [link](https://example.org/page).

- one thing
  1. nested

\`\`\`ts
const answer = 42;
\`\`\`

| a | b |
| - | - |
| 1 | \`2\` |

> quoted \`code\`

---

The end.`;

const PATCH = [
  '*** Begin Patch',
  '*** Update File: poem.txt',
  '@@',
  ' roses are red',
  '-violets are green',
  '+violets are blue',
  '*** Add File: new.txt',
  '+a line',
  '*** End Patch',
].join('\n');

const READ_ONLY = 'model_provider = "scripted"\napproval_policy = "untrusted"\nsandbox_mode = "read-only"\n';
const ALONE = 'model_provider = "scripted"\napproval_policy = "never"\nsandbox_mode = "workspace-write"\n';
const plan = (...steps: [string, string][]) => ({
  name: 'update_plan',
  args: { explanation: 'Step by step.', plan: steps.map(([step, status]) => ({ step, status })) },
});
const STEPS = plan(['look', 'completed'], ['write', 'in_progress'], ['test', 'pending']);

async function say(screen: TerminalScreen, text: string, then: string | RegExp): Promise<TerminalScreen> {
  screen.type(text);
  screen.press('Enter');
  await screen.shows(then);
  return screen;
}

export const STATES = {
  message: {
    options: { rows: 40, replies: [{ reasoning: 'It **wants** `code`.', text: MARKDOWN }] },
    reach: ({ screen }) => say(screen, 'show me all', /The end\.[\s\S]*tokens/),
  },
  work: {
    options: {
      config: ALONE,
      rows: 40,
      replies: [
        { calls: [{ name: 'exec_command', args: { cmd: 'echo out' } }] },
        { calls: [{ name: 'exec_command', args: { cmd: 'echo err >&2; exit 3' } }] },
        { text: 'Now the plan.', calls: [STEPS] },
        { deltas: ['I `write`'], cut: 3, hold: true },
      ],
    },
    reach: async ({ screen }) => {
      await say(screen, 'work', /I write[\s\S]*Working/);
      screen.type('and then');
      screen.press('Tab');
      await screen.shows('queued: and then');
      return screen;
    },
  },
  command: {
    options: { replies: [{ calls: [{ name: 'exec_command', args: { cmd: "printf 'one'; touch made" } }] }] },
    reach: ({ screen }) => say(screen, 'make it', 'y yes'),
  },
  change: {
    options: {
      config: READ_ONLY,
      replies: [{ calls: [{ name: 'apply_patch', args: { input: PATCH } }] }],
      files: { 'poem.txt': 'roses are red\nviolets are green\n' },
    },
    reach: ({ screen }) => say(screen, 'mend the poem', 'y yes'),
  },
  error: {
    options: { replies: [{ fail: { status: 400, body: 'who are you?' } }] },
    reach: ({ screen }) => say(screen, 'hello', /■[\s\S]*Ask for something/),
  },
  picker: {
    options: { replies: [{ text: 'Hello.' }] },
    reach: async ({ screen, again }) => {
      await say(screen, 'a first message', /Hello\.[\s\S]*tokens/);
      await say(screen, '/new', /Turnwire 0[\s\S]*Turnwire 0[\s\S]*Ask for something/);
      await say(screen, 'a second message', /exhausted|left/);
      screen.press('C-d');
      await screen.shows('exit code 0');
      const picker = again('resume');
      await picker.shows('a first message');
      return picker;
    },
  },
  transcript: {
    options: { replies: [{ reasoning: 'Hm.', text: 'Hello, `you`.' }] },
    reach: async ({ screen }) => {
      await say(screen, 'hello', /Hello, you\.[\s\S]*tokens/);
      screen.press('C-t');
      await screen.shows('q leaves');
      return screen;
    },
  },
  menu: {
    reach: ({ screen }) => say(screen, '/approvals', 'Enter chooses'),
  },
  suggestions: {
    reach: async ({ screen }) => {
      screen.type('/re');
      await screen.shows('/resume');
      return screen;
    },
  },
  'sign-in': {
    options: { config: 'model_provider = "openai"\n', ready: 'How do you want to sign in?' },
    reach: async ({ screen }) => screen,
  },
} as const satisfies Record<string, State>;

export type StateName = keyof typeof STATES;

/** The chat in one of the states. */
export async function stateStage(
  name: StateName,
  options: Partial<StageOptions>,
): Promise<{ stage: Stage; screen: TerminalScreen }> {
  const state: State = STATES[name];
  const stage = await chatStage({ ...state.options, ...options });
  try {
    return { stage, screen: await state.reach(stage) };
  } catch (e) {
    await stage[Symbol.asyncDispose]();
    throw e;
  }
}
