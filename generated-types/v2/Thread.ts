// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AbsolutePathBuf } from './AbsolutePathBuf.js';
import type { GitInfo } from './GitInfo.js';
import type { ReasoningEffort } from './ReasoningEffort.js';
import type { SessionSource } from './SessionSource.js';
import type { ThreadEnvironment } from './ThreadEnvironment.js';
import type { ThreadExtra } from './ThreadExtra.js';
import type { ThreadHistoryMode } from './ThreadHistoryMode.js';
import type { ThreadSection } from './ThreadSection.js';
import type { ThreadSource } from './ThreadSource.js';
import type { ThreadStatus } from './ThreadStatus.js';
import type { Turn } from './Turn.js';

/** A conversation. Times are in seconds; `turns` is filled only where a method says so. */
export type Thread = {
  id: string;
  environments: ThreadEnvironment[] | null;
  extra: ThreadExtra | null;
  sessionId: string;
  forkedFromId: string | null;
  attachedToThreadId: string | null;
  parentThreadId: string | null;
  preview: string;
  ephemeral: boolean;
  section: ThreadSection | null;
  sectionEnteredAt: number | null;
  projectId: string | null;
  historyMode: ThreadHistoryMode;
  modelProvider: string;
  model: string | null;
  reasoningEffort: ReasoningEffort | null;
  createdAt: number;
  updatedAt: number;
  recencyAt: number | null;
  status: ThreadStatus;
  path: string | null;
  cwd: AbsolutePathBuf;
  cliVersion: string;
  originator: string | null;
  source: SessionSource;
  canAcceptDirectInput: boolean | null;
  threadSource: ThreadSource | null;
  agentNickname: string | null;
  agentRole: string | null;
  gitInfo: GitInfo | null;
  name: string | null;
  daybreakEnabled: boolean | null;
  turns: Turn[];
};
