// `turnwire/client/transcript`: what happens in a thread as a list of cells to draw.
export type {
  ApprovalCell,
  AssistantCell,
  Cell,
  CommandCell,
  ErrorCell,
  FilesCell,
  OtherCell,
  PlanCell,
  ProposalCell,
  ReasoningCell,
  RetryCell,
  ReviewCell,
  ToolCell,
  TurnCell,
  UserCell,
} from './cells.js';
export {
  type ApprovalRequest,
  before,
  emptyTranscript,
  reduce,
  type Transcript,
  type TranscriptEvent,
  transcriptOf,
} from './transcript.js';
