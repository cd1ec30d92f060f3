import * as z from 'zod';
import { family, notification, request } from '../declare.js';
import type { Infer } from '../schema.js';
import { THREAD_ID } from './examples.js';
import { AbsolutePathBuf } from './json.js';
import { named } from './named.js';
import { SortDirection } from './threads.js';

export const ProjectRoot = named('ProjectRoot', 'A folder of a project.', () => z.object({ path: AbsolutePathBuf() }));
export type ProjectRoot = Infer<typeof ProjectRoot>;

export const Project = named('Project', 'A group of folders that threads belong to. Times are in seconds.', () =>
  z.object({
    id: z.string(),
    name: z.string(),
    roots: z.array(ProjectRoot()),
    metadata: z.record(z.string(), z.string()),
    createdAt: z.int(),
    updatedAt: z.int(),
    recencyAt: z
      .int()
      .nullable()
      .describe('When a thread of it was last changed; archived threads do not count. Null without threads.'),
  }),
);
export type Project = Infer<typeof Project>;

export const ProjectSortKey = named('ProjectSortKey', 'By what projects are listed.', () =>
  z.enum(['position', 'recencyAt']),
);
export type ProjectSortKey = Infer<typeof ProjectSortKey>;

export const ProjectListParams = named('ProjectListParams', 'Params of `project/list`.', () =>
  z.object({
    cursor: z.string().nullish(),
    limit: z.int().nullish(),
    sortKey: ProjectSortKey()
      .nullish()
      .describe('Default: `position`. By recency, projects without threads come last.'),
    sortDirection: SortDirection().nullish().describe('Needs `sortKey`. Default: `asc`, and `desc` for recency.'),
  }),
);
export type ProjectListParams = Infer<typeof ProjectListParams>;

export const ProjectListResponse = named('ProjectListResponse', 'Result of `project/list`.', () =>
  z.object({ data: z.array(Project()), nextCursor: z.string().nullable() }),
);
export type ProjectListResponse = Infer<typeof ProjectListResponse>;

export const ProjectReadParams = named('ProjectReadParams', 'Params of `project/read`.', () =>
  z.object({ projectId: z.string() }),
);
export type ProjectReadParams = Infer<typeof ProjectReadParams>;

export const ProjectReadResponse = named('ProjectReadResponse', 'Result of `project/read`.', () =>
  z.object({ project: Project() }),
);
export type ProjectReadResponse = Infer<typeof ProjectReadResponse>;

export const ProjectCreateParams = named('ProjectCreateParams', 'Params of `project/create`.', () =>
  z.object({
    name: z.string(),
    roots: z.array(ProjectRoot()),
    metadata: z.record(z.string(), z.string()).nullish(),
    idempotencyKey: z.string(),
  }),
);
export type ProjectCreateParams = Infer<typeof ProjectCreateParams>;

export const ProjectCreateResponse = named('ProjectCreateResponse', 'Result of `project/create`.', () =>
  z.object({ project: Project() }),
);
export type ProjectCreateResponse = Infer<typeof ProjectCreateResponse>;

export const ProjectImportParams = named('ProjectImportParams', 'Params of `project/import`.', () =>
  z.object({
    name: z.string(),
    roots: z.array(ProjectRoot()),
    metadata: z.record(z.string(), z.string()).nullish(),
    threads: z.array(z.string()).nullish(),
    idempotencyKey: z.string(),
  }),
);
export type ProjectImportParams = Infer<typeof ProjectImportParams>;

export const ProjectImportResponse = named('ProjectImportResponse', 'Result of `project/import`.', () =>
  z.object({ project: Project() }),
);
export type ProjectImportResponse = Infer<typeof ProjectImportResponse>;

export const ProjectUpdateParams = named('ProjectUpdateParams', 'Params of `project/update`.', () =>
  z.object({
    projectId: z.string(),
    name: z.string().nullish(),
    roots: z.array(ProjectRoot()).nullish(),
    metadata: z.record(z.string(), z.string()).nullish(),
  }),
);
export type ProjectUpdateParams = Infer<typeof ProjectUpdateParams>;

export const ProjectUpdateResponse = named('ProjectUpdateResponse', 'Result of `project/update`.', () =>
  z.object({ project: Project() }),
);
export type ProjectUpdateResponse = Infer<typeof ProjectUpdateResponse>;

export const ProjectMoveParams = named('ProjectMoveParams', 'Params of `project/move`.', () =>
  z.object({ projectId: z.string(), beforeProjectId: z.string().nullish() }),
);
export type ProjectMoveParams = Infer<typeof ProjectMoveParams>;

export const ProjectMoveResponse = named('ProjectMoveResponse', 'Result of `project/move`.', () => z.object({}));
export type ProjectMoveResponse = Infer<typeof ProjectMoveResponse>;

export const ProjectDeleteParams = named('ProjectDeleteParams', 'Params of `project/delete`.', () =>
  z.object({ projectId: z.string() }),
);
export type ProjectDeleteParams = Infer<typeof ProjectDeleteParams>;

export const ProjectDeleteResponse = named('ProjectDeleteResponse', 'Result of `project/delete`.', () => z.object({}));
export type ProjectDeleteResponse = Infer<typeof ProjectDeleteResponse>;

export const ProjectChangeType = named('ProjectChangeType', 'What has happened to a project.', () =>
  z.enum(['created', 'updated', 'deleted']),
);
export type ProjectChangeType = Infer<typeof ProjectChangeType>;

export const ProjectChangedNotification = named('ProjectChangedNotification', 'Params of `project/changed`.', () =>
  z.object({ projectId: z.string(), changeType: ProjectChangeType() }),
);
export type ProjectChangedNotification = Infer<typeof ProjectChangedNotification>;

export const ThreadProjectUpdatedNotification = named(
  'ThreadProjectUpdatedNotification',
  'Params of `thread/project/updated`.',
  () => z.object({ threadId: z.string(), projectId: z.string().nullable() }),
);
export type ThreadProjectUpdatedNotification = Infer<typeof ThreadProjectUpdatedNotification>;

const PROJECT_ID = '01a22b80-d110-7000-8000-000000000001';
const PROJECT = {
  id: PROJECT_ID,
  name: 'Garden',
  roots: [{ path: '/home/user/garden' }],
  metadata: {},
  createdAt: 1_790_000_000,
  updatedAt: 1_790_000_000,
  recencyAt: null,
};
const TOLD = 'The reply, then `project/changed`.';

export const projects = family({
  'project/list': request({
    doc: 'Lists the projects in the order of the user, or by their latest thread.',
    stability: 'experimental',
    params: ProjectListParams,
    result: ProjectListResponse,
    errors: ['io_error'],

    example: { params: {}, result: { data: [PROJECT], nextCursor: null } },
  }),
  'project/read': request({
    doc: 'Reads a project.',
    stability: 'experimental',
    params: ProjectReadParams,
    result: ProjectReadResponse,
    errors: ['project_not_found', 'io_error'],

    example: { params: { projectId: PROJECT_ID }, result: { project: PROJECT } },
  }),
  'project/create': request({
    doc: 'Adds a project at the end. A key that was used before gives the project that was made with it.',
    stability: 'experimental',
    params: ProjectCreateParams,
    result: ProjectCreateResponse,
    errors: ['io_error'],

    order: TOLD,
    example: {
      params: { name: 'Garden', roots: [{ path: '/home/user/garden' }], idempotencyKey: 'k1' },
      result: { project: PROJECT },
    },
  }),
  'project/import': request({
    doc: 'The same, and moves threads into the project.',
    stability: 'experimental',
    params: ProjectImportParams,
    result: ProjectImportResponse,
    errors: ['rollout_not_found', 'io_error'],

    order: 'The reply, then `project/changed`, then `thread/project/updated` for each thread.',
    example: {
      params: { name: 'Garden', roots: [], threads: [THREAD_ID], idempotencyKey: 'k1' },
      result: { project: { ...PROJECT, roots: [] } },
    },
  }),
  'project/update': request({
    doc: 'Changes the members of a project that are given.',
    stability: 'experimental',
    params: ProjectUpdateParams,
    result: ProjectUpdateResponse,
    errors: ['project_not_found', 'io_error'],

    order: TOLD,
    example: { params: { projectId: PROJECT_ID, name: 'Garden' }, result: { project: PROJECT } },
  }),
  'project/move': request({
    doc: 'Puts a project before another one, or at the end.',
    stability: 'experimental',
    params: ProjectMoveParams,
    result: ProjectMoveResponse,
    errors: ['project_not_found', 'io_error'],

    order: TOLD,
    example: { params: { projectId: PROJECT_ID }, result: {} },
  }),
  'project/delete': request({
    doc: 'Removes a project. Its threads stay, without a project.',
    stability: 'experimental',
    params: ProjectDeleteParams,
    result: ProjectDeleteResponse,
    errors: ['project_not_found', 'io_error'],

    order: 'The reply, then `project/changed`, then `thread/project/updated` for each thread.',
    example: { params: { projectId: PROJECT_ID }, result: {} },
  }),
});

export const projectNotifications = {
  'project/changed': notification({
    doc: 'A project was made, changed, moved or removed.',
    stability: 'stable',
    params: ProjectChangedNotification,

    example: { params: { projectId: PROJECT_ID, changeType: 'created' } },
  }),
  'thread/project/updated': notification({
    doc: 'A thread belongs to another project now, or to none.',
    stability: 'stable',
    params: ThreadProjectUpdatedNotification,

    example: { params: { threadId: THREAD_ID, projectId: PROJECT_ID } },
  }),
};
