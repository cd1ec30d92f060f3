import type { Deviation } from './type-deviations.js';

const declaredSoFar: Deviation = {
  reason: 'Methods of the reference that are not declared.',
  theirs: ['method: '],
  ours: ['"thread/rollback"'],
};

const olderPolicy: Deviation = {
  reason: '`on-failure` of older clients is accepted.',
  theirs: ['approvalPolicy?: AskForApproval'],
  ours: ['"on-failure"'],
};

const anyJson = (reason: string, ...fields: string[]): Deviation => ({ reason, theirs: fields, ours: fields });

/** A param that only we have. */
const withKey = (deviation: Partial<Deviation> = {}): Deviation => ({
  reason: [deviation.reason, 'The request can be repeated with a key.'].filter(Boolean).join(' '),
  theirs: deviation.theirs ?? [],
  ours: [...(deviation.ours ?? []), 'idempotencyKey?'],
});

const STORED_IMAGE = 'The image is always in the item; the reference may give the id of a stored file instead.';

/** Where our types of v2 differ from those of 0.171 on purpose, by name of the type. */
export const V2_DEVIATIONS: Readonly<Record<string, Deviation>> = {
  ClientRequest: {
    reason: 'Methods that are not declared; `thread/rollback` for older clients; the limits are read without params.',
    theirs: ['method: '],
    ours: ['"thread/rollback"', '"account/rateLimits/read"'],
  },
  ServerRequest: declaredSoFar,
  ServerNotification: declaredSoFar,
  McpServerElicitationRequestParams: anyJson('The form of an MCP server passes through as it is.', 'mode: "form"'),
  ThreadItem: { reason: STORED_IMAGE, theirs: ['fileId: string'] },
  Config: anyJson('Tables without a use here are any JSON.', 'analytics?', 'apps?', 'browser_use?', 'computer_use?'),
  AppsListResponse: anyJson('There are no apps here.', 'data'),
  AppsInstalledResponse: anyJson('There are no apps here.', 'apps'),
  AppsReadResponse: anyJson('There are no apps here.', 'apps'),
  PluginListResponse: anyJson('There are no plugins here.', 'marketplaces', 'marketplaceLoadErrors'),
  PluginInstalledResponse: anyJson('There are no plugins here.', 'marketplaces', 'marketplaceLoadErrors'),
  ProviderSettingsPatch: anyJson('Services of clouds are refused, whatever their ids.', 'type: '),
  ReviewDelivery: { reason: 'Older clients ask for a copy.', theirs: [], ours: ['"detached"'] },
  ConfigRequirementsReadResponse: anyJson('There are no requirements here.', 'requirements?'),
  ImageGenerationItem: {
    reason: STORED_IMAGE,
    theirs: ['fileId: string', 'result: string'],
    ours: [
      'failure?',
      'generationId?',
      'id',
      'inputImages?',
      'result',
      'revisedPrompt?',
      'savedPath?',
      'status',
      'transparentBackground?',
    ],
  },
  ThreadStatus: {
    reason: 'It says what becomes of approvals while no client has the thread, when they are not declined.',
    theirs: ['type: "active"'],
    ours: ['type: "active"'],
  },
  InitializeParams: {
    reason: 'A client may want more than the protocol has; other servers ignore it.',
    theirs: [],
    ours: ['turnwire?'],
  },
  InitializeCapabilities: anyJson(
    'Both may be left out, as the reference allows on the wire.',
    'experimentalApi',
    'requestAttestation',
  ),
  InitializeResponse: {
    reason: 'Says more of the server.',
    theirs: [],
    ours: ['serverInfo?', 'protocols?', 'methods?'],
  },
  PermissionsRequestApprovalResponse: anyJson('It may be left out, as the reference allows on the wire.', 'scope'),
  RawResponseItemCompletedNotification: anyJson('Items of newer models pass through as they are.', 'item'),
  ThreadForkParams: withKey(olderPolicy),
  ThreadResumeParams: { ...olderPolicy, theirs: ['approvalPolicy?', 'history?'], ours: ['"on-failure"', 'history?'] },
  ThreadSettingsUpdateParams: olderPolicy,
  ThreadStartParams: withKey(olderPolicy),
  TurnStartParams: withKey(olderPolicy),
  ReviewStartParams: withKey(),
  ThreadAttachmentAddParams: withKey(),
  ThreadCompactStartParams: withKey(),
  ThreadInjectItemsParams: withKey(),
  ThreadQueueAddParams: withKey(),
  ThreadQueueStartParams: withKey(),
  ThreadRollbackParams: withKey(),
  ThreadSectionCreateParams: withKey(),
  ThreadShellCommandParams: withKey(),
  TurnSteerParams: withKey(),
};
