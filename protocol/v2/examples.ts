/** Values that all examples share, so that they fit together. */
export const THREAD_ID = '01a203a4-b181-7122-980f-a24e2ce0205b';
export const FORK_ID = '01a203bb-2939-7310-8b5e-1f6a0c2d9e44';
export const TURN_ID = '01a203a4-c0de-7a51-9c1b-7f0e5a3b2d11';
export const ITEM_ID = 'call_9';
export const LOGIN_ID = '5b1f6d8e-6f0b-4a3e-9d43-0c6d1c9a7f21';
export const WORKSPACE = '/home/ada/garden';
export const HOME = '/home/ada/.codex';
export const BEGAN = 1795357454;
export const BEGAN_MS = 1795357454112;
export const ENDED_MS = 1795357459840;

export const INPUT = { type: 'text', text: 'Water the roses', text_elements: [] };

export const ASKED = {
  type: 'userMessage',
  id: '01a203a4-c0e1-7d02-8a44-3b5c6d7e8f90',
  clientId: null,
  content: [INPUT],
  startedAtMs: BEGAN_MS,
  completedAtMs: BEGAN_MS,
};

export const ANSWER = {
  type: 'agentMessage',
  id: 'msg_1',
  text: 'The roses are watered.',
  phase: 'final_answer',
  moderation: null,
  memoryCitation: null,
  delivery: null,
  questions: null,
  startedAtMs: BEGAN_MS,
  completedAtMs: ENDED_MS,
};

export const CHANGE = {
  path: `${WORKSPACE}/diary.md`,
  kind: { type: 'add' },
  diff: 'Watered the roses.\n',
};

/** A turn as the reply of `turn/start` has it. */
export const RUNNING_TURN = {
  id: TURN_ID,
  rootTurnId: TURN_ID,
  items: [],
  itemsView: 'notLoaded',
  status: 'inProgress',
  error: null,
  startedAt: null,
  completedAt: null,
  durationMs: null,
};

export const TURN = {
  ...RUNNING_TURN,
  items: [ASKED, ANSWER],
  itemsView: 'full',
  status: 'completed',
  startedAt: BEGAN,
  completedAt: BEGAN + 5,
  durationMs: 5728,
};

export const THREAD = {
  id: THREAD_ID,
  environments: null,
  extra: null,
  sessionId: THREAD_ID,
  forkedFromId: null,
  attachedToThreadId: null,
  parentThreadId: null,
  preview: 'Water the roses',
  ephemeral: false,
  section: null,
  sectionEnteredAt: null,
  projectId: null,
  historyMode: 'paginated',
  modelProvider: 'openai',
  model: 'gpt-5.5',
  reasoningEffort: 'medium',
  createdAt: BEGAN,
  updatedAt: BEGAN + 5,
  recencyAt: BEGAN + 5,
  status: { type: 'idle' },
  path: `${HOME}/sessions/2026/11/22/rollout-2026-11-22T14-24-14-${THREAD_ID}.jsonl`,
  cwd: WORKSPACE,
  cliVersion: '0.171.0',
  originator: 'garden-editor',
  source: 'vscode',
  canAcceptDirectInput: true,
  threadSource: null,
  agentNickname: null,
  agentRole: null,
  gitInfo: null,
  name: null,
  daybreakEnabled: null,
  turns: [],
};

/** What the replies of start, resume and fork have besides the thread. */
export const LOADED = {
  model: 'gpt-5.5',
  modelProvider: 'openai',
  serviceTier: null,
  disabledPluginIds: [],
  cwd: WORKSPACE,
  runtimeWorkspaceRoots: [WORKSPACE],
  instructionSources: [`${WORKSPACE}/AGENTS.md`],
  approvalPolicy: 'on-request',
  approvalsReviewer: 'user',
  sandbox: { type: 'readOnly', networkAccess: false },
  activePermissionProfile: null,
  reasoningEffort: 'medium',
  multiAgentMode: 'explicitRequestOnly',
};

export const GOAL = {
  threadId: THREAD_ID,
  objective: 'Every rose is watered',
  status: 'active',
  tokenBudget: null,
  tokensUsed: 0,
  timeUsedSeconds: 0,
  createdAt: BEGAN,
  updatedAt: BEGAN,
};

export const RATE_LIMITS = {
  limitId: 'codex',
  limitName: null,
  normalModelSlug: null,
  primary: { usedPercent: 12, windowDurationMins: 300, resetsAt: BEGAN + 3600 },
  secondary: null,
  credits: null,
  individualLimit: null,
  spendControlReached: null,
  planType: null,
  rateLimitReachedType: null,
};

export const USAGE = {
  totalTokens: 15,
  inputTokens: 10,
  cachedInputTokens: 2,
  cacheWriteInputTokens: 0,
  outputTokens: 5,
  reasoningOutputTokens: 1,
};
