/** A reviewed difference. Every other difference is a finding, also in a type that is named here. */
export interface Deviation {
  readonly reason: string;
  /** A word of each part that only the reference has. */
  readonly theirs?: readonly string[];
  /** A word of each part that only we have. */
  readonly ours?: readonly string[];
}

const duration: Deviation = {
  reason: 'On the wire a duration is an object of seconds and nanoseconds; the reference only prints it as a string.',
  theirs: ['duration: string'],
  ours: ['duration: Duration'],
};

const withKey: Deviation = { reason: 'The request can be repeated with a key.', ours: ['idempotencyKey?'] };

/** Where our types differ from those of the reference on purpose, by name of the type. */
export const DEVIATIONS: Readonly<Record<string, Deviation>> = {
  ClientRequest: { reason: '`forkConversation` is added.', ours: ['"forkConversation"'] },
  EventMsg: duration,
  ExecCommandEndEvent: duration,
  GetAuthStatusResponse: {
    reason: '`signInOptions` is added; clients that do not know it ignore it.',
    ours: ['signInOptions?'],
  },
  InitializeParams: {
    reason: 'A client may want more than the protocol has; other servers ignore it.',
    ours: ['turnwire?'],
  },
  InitializeResponse: {
    reason: 'What the server is and can do is added; clients that do not know the fields ignore them.',
    ours: ['serverInfo?', 'protocols?', 'methods?'],
  },
  McpToolCallEndEvent: duration,
  ReasoningEffort: {
    reason: 'Efforts that models know since (`none`, `xhigh`, …) are passed through.',
    theirs: ['minimal', 'low', 'medium', 'high'],
    ours: ['string'],
  },
  ResumeConversationParams: {
    reason: 'The id of a conversation or a history may take the place of the path.',
    theirs: ['path: string'],
    ours: ['path?: string', 'conversationId?', 'history?'],
  },
  ResumeConversationResponse: {
    reason: '`rolloutPath` is added, for a conversation that was not resumed by path.',
    ours: ['rolloutPath?'],
  },
  ForkConversationParams: withKey,
  NewConversationParams: withKey,
  SendUserMessageParams: withKey,
  SendUserTurnParams: withKey,
};
