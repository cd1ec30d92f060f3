import * as z from 'zod';
import { family, request } from '../declare.js';
import { AskForApproval, ReasoningEffort, ReasoningSummary, SandboxMode, Verbosity } from '../rollout/policies.js';
import { type Infer, named } from '../schema.js';

export const Profile = named('Profile', 'A named set of settings. Null: the profile does not set the value.', () =>
  z.object({
    model: z.string().nullable(),
    modelProvider: z.string().nullable(),
    approvalPolicy: AskForApproval().nullable(),
    modelReasoningEffort: ReasoningEffort().nullable(),
    modelReasoningSummary: ReasoningSummary().nullable(),
    modelVerbosity: Verbosity().nullable(),
    chatgptBaseUrl: z.string().nullable(),
  }),
);
export type Profile = Infer<typeof Profile>;

export const SandboxSettings = named('SandboxSettings', 'What `workspace-write` allows.', () =>
  z.object({
    writableRoots: z.array(z.string()),
    networkAccess: z.boolean().optional(),
    excludeTmpdirEnvVar: z.boolean().optional(),
    excludeSlashTmp: z.boolean().optional(),
  }),
);
export type SandboxSettings = Infer<typeof SandboxSettings>;

export const Tools = named('Tools', 'Tools that can be switched.', () =>
  z.object({ webSearch: z.boolean().optional(), viewImage: z.boolean().optional() }),
);
export type Tools = Infer<typeof Tools>;

export const UserSavedConfig = named('UserSavedConfig', 'The part of `config.toml` that clients may set.', () =>
  z.object({
    approvalPolicy: AskForApproval().optional(),
    sandboxMode: SandboxMode().optional(),
    sandboxSettings: SandboxSettings().optional(),
    model: z.string().optional(),
    modelReasoningEffort: ReasoningEffort().optional(),
    modelReasoningSummary: ReasoningSummary().optional(),
    modelVerbosity: Verbosity().optional(),
    tools: Tools().optional(),
    profile: z.string().optional().describe('The profile in force; it is not merged into the other fields.'),
    profiles: z.record(z.string(), Profile()),
  }),
);
export type UserSavedConfig = Infer<typeof UserSavedConfig>;

export const GetUserSavedConfigResponse = named('GetUserSavedConfigResponse', 'Result of `getUserSavedConfig`.', () =>
  z.object({ config: UserSavedConfig() }),
);
export type GetUserSavedConfigResponse = Infer<typeof GetUserSavedConfigResponse>;

export const SetDefaultModelParams = named('SetDefaultModelParams', 'Params of `setDefaultModel`.', () =>
  z.object({
    model: z.string().nullish().describe('Left out or null: the setting is removed.'),
    reasoningEffort: ReasoningEffort().nullish().describe('Left out or null: the setting is removed.'),
  }),
);
export type SetDefaultModelParams = Infer<typeof SetDefaultModelParams>;

export const SetDefaultModelResponse = named('SetDefaultModelResponse', 'Result of `setDefaultModel`.', () =>
  z.object({}),
);
export type SetDefaultModelResponse = Infer<typeof SetDefaultModelResponse>;

export const config = family({
  getUserSavedConfig: request({
    doc: 'Reads `config.toml`.',
    params: null,
    result: GetUserSavedConfigResponse,
    errors: ['config_unreadable'],
    example: {
      result: {
        config: {
          approvalPolicy: 'on-request',
          sandboxMode: 'workspace-write',
          sandboxSettings: {
            writableRoots: ['/home/ada/shed'],
            networkAccess: false,
            excludeTmpdirEnvVar: false,
            excludeSlashTmp: false,
          },
          model: 'gpt-5-codex',
          tools: { webSearch: true },
          profiles: {
            careful: {
              model: null,
              modelProvider: null,
              approvalPolicy: 'untrusted',
              modelReasoningEffort: 'high',
              modelReasoningSummary: null,
              modelVerbosity: null,
              chatgptBaseUrl: null,
            },
          },
        },
      },
    },
  }),
  setDefaultModel: request({
    doc: 'Writes model and effort to `config.toml`, in the profile in force if there is one; the rest of the file stays as it is. Loaded conversations keep theirs.',
    params: SetDefaultModelParams,
    result: SetDefaultModelResponse,
    errors: ['config_unreadable', 'io_error'],
    example: { params: { model: 'gpt-5-codex', reasoningEffort: 'high' }, result: {} },
  }),
});
