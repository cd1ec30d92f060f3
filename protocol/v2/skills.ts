import * as z from 'zod';
import { family, notification, request } from '../declare.js';
import type { Infer } from '../schema.js';
import { WORKSPACE } from './examples.js';
import { AbsolutePathBuf, LegacyAppPathString } from './json.js';
import { named } from './named.js';

export const SkillsListParams = named('SkillsListParams', 'Params of `skills/list`.', () =>
  z.object({ cwds: z.array(z.string()).nullish(), forceReload: z.boolean().nullish() }),
);
export type SkillsListParams = Infer<typeof SkillsListParams>;

export const SkillInterface = named('SkillInterface', 'How a client shows a skill.', () =>
  z.object({
    displayName: z.string().optional(),
    shortDescription: z.string().optional(),
    iconSmall: AbsolutePathBuf().optional(),
    iconLarge: AbsolutePathBuf().optional(),
    iconSmallUrl: z.string().nullable(),
    iconLargeUrl: z.string().nullable(),
    brandColor: z.string().optional(),
    defaultPrompt: z.string().optional(),
  }),
);
export type SkillInterface = Infer<typeof SkillInterface>;

export const SkillToolDependency = named('SkillToolDependency', 'A tool that a skill needs.', () =>
  z.object({
    type: z.string(),
    value: z.string(),
    description: z.string().optional(),
    transport: z.string().optional(),
    command: z.string().optional(),
    url: z.string().optional(),
  }),
);
export type SkillToolDependency = Infer<typeof SkillToolDependency>;

export const SkillDependencies = named('SkillDependencies', 'What a skill needs.', () =>
  z.object({ tools: z.array(SkillToolDependency()) }),
);
export type SkillDependencies = Infer<typeof SkillDependencies>;

export const SkillScope = named('SkillScope', 'Where a skill comes from.', () =>
  z.enum(['user', 'repo', 'system', 'admin']),
);
export type SkillScope = Infer<typeof SkillScope>;

export const SkillMetadata = named(
  'SkillMetadata',
  'A skill: instructions that the model reads when they are needed.',
  () =>
    z.object({
      name: z.string(),
      description: z.string(),
      shortDescription: z.string().optional(),
      interface: SkillInterface().optional(),
      dependencies: SkillDependencies().optional(),
      path: LegacyAppPathString(),
      scope: SkillScope(),
      enabled: z.boolean(),
      pluginId: z.string().nullable(),
    }),
);
export type SkillMetadata = Infer<typeof SkillMetadata>;

export const SkillErrorInfo = named('SkillErrorInfo', 'A skill that cannot be read.', () =>
  z.object({ path: z.string(), message: z.string() }),
);
export type SkillErrorInfo = Infer<typeof SkillErrorInfo>;

export const SkillsListEntry = named('SkillsListEntry', 'The skills that one folder sees.', () =>
  z.object({ cwd: z.string(), skills: z.array(SkillMetadata()), errors: z.array(SkillErrorInfo()) }),
);
export type SkillsListEntry = Infer<typeof SkillsListEntry>;

export const SkillsListResponse = named('SkillsListResponse', 'Result of `skills/list`.', () =>
  z.object({ data: z.array(SkillsListEntry()) }),
);
export type SkillsListResponse = Infer<typeof SkillsListResponse>;

export const SkillsExtraRootsSetParams = named('SkillsExtraRootsSetParams', 'Params of `skills/extraRoots/set`.', () =>
  z.object({ extraRoots: z.array(AbsolutePathBuf()) }),
);
export type SkillsExtraRootsSetParams = Infer<typeof SkillsExtraRootsSetParams>;

export const SkillsExtraRootsSetResponse = named(
  'SkillsExtraRootsSetResponse',
  'Result of `skills/extraRoots/set`.',
  () => z.object({}),
);
export type SkillsExtraRootsSetResponse = Infer<typeof SkillsExtraRootsSetResponse>;

export const SkillsConfigWriteParams = named('SkillsConfigWriteParams', 'Params of `skills/config/write`.', () =>
  z.object({ path: AbsolutePathBuf().nullish(), name: z.string().nullish(), enabled: z.boolean() }),
);
export type SkillsConfigWriteParams = Infer<typeof SkillsConfigWriteParams>;

export const SkillsConfigWriteResponse = named('SkillsConfigWriteResponse', 'Result of `skills/config/write`.', () =>
  z.object({ effectiveEnabled: z.boolean() }),
);
export type SkillsConfigWriteResponse = Infer<typeof SkillsConfigWriteResponse>;

export const SkillsChangedNotification = named('SkillsChangedNotification', 'Params of `skills/changed`.', () =>
  z.object({}),
);
export type SkillsChangedNotification = Infer<typeof SkillsChangedNotification>;

export const skills = family({
  'skills/list': request({
    doc: 'Lists the skills that each folder sees.',
    stability: 'stable',
    params: SkillsListParams,
    result: SkillsListResponse,
    errors: ['config_invalid'],

    beside: true,
    example: {
      params: { cwds: [WORKSPACE] },
      result: {
        data: [
          {
            cwd: WORKSPACE,
            skills: [
              {
                name: 'prune',
                description: 'How to prune roses.',
                path: `${WORKSPACE}/.agents/skills/prune/SKILL.md`,
                scope: 'repo',
                enabled: true,
                pluginId: null,
              },
            ],
            errors: [],
          },
        ],
      },
    },
  }),
  'skills/extraRoots/set': request({
    doc: 'Names more folders of skills, until the server ends.',
    stability: 'stable',
    params: SkillsExtraRootsSetParams,
    result: SkillsExtraRootsSetResponse,
    errors: [],

    example: { params: { extraRoots: [`${WORKSPACE}/skills`] }, result: {} },
  }),
  'skills/config/write': request({
    doc: 'Switches a skill on or off.',
    stability: 'stable',
    params: SkillsConfigWriteParams,
    result: SkillsConfigWriteResponse,
    errors: ['config_unreadable', 'config_invalid', 'io_error'],

    example: { params: { name: 'prune', enabled: false }, result: { effectiveEnabled: false } },
  }),
});

export const skillNotifications = {
  'skills/changed': notification({
    doc: 'Skills on disk have changed.',
    stability: 'stable',
    params: SkillsChangedNotification,

    example: { params: {} },
  }),
};
