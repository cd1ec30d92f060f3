import * as z from 'zod';
import type { HookEvent } from '../domain/hook.js';

/** The members that every hook may return. An unknown member makes the whole output invalid: a typing error must not count as consent. */
const common = {
  continue: z.boolean().default(true),
  stopReason: z.string().nullish(),
  suppressOutput: z.boolean().default(false),
  systemMessage: z.string().nullish(),
};

const block = { decision: z.literal('block').nullish(), reason: z.string().nullish() };

const specific = <E extends string, T extends z.ZodRawShape>(event: E, more: T) =>
  z.strictObject({ hookEventName: z.literal(event), additionalContext: z.string().nullish(), ...more }).nullish();

const SessionStart = z.lazy(() => z.strictObject({ ...common, hookSpecificOutput: specific('SessionStart', {}) }));

const UserPromptSubmit = z.lazy(() =>
  z.strictObject({
    ...common,
    ...block,
    hookSpecificOutput: specific('UserPromptSubmit', {}),
  }),
);

const PreToolUse = z.lazy(() =>
  z.strictObject({
    ...common,
    decision: z.enum(['approve', 'block']).nullish(),
    reason: z.string().nullish(),
    hookSpecificOutput: specific('PreToolUse', {
      permissionDecision: z.enum(['allow', 'deny', 'ask']).nullish(),
      permissionDecisionReason: z.string().nullish(),
      updatedInput: z.unknown().optional(),
    }),
  }),
);

const PermissionDecision = z.lazy(() =>
  z.strictObject({
    behavior: z.enum(['allow', 'deny']),
    message: z.string().nullish(),
    updatedInput: z.unknown().optional(),
    updatedPermissions: z.unknown().optional(),
    interrupt: z.boolean().default(false),
  }),
);

const PermissionRequest = z.lazy(() =>
  z.strictObject({
    ...common,
    hookSpecificOutput: z
      .strictObject({
        hookEventName: z.literal('PermissionRequest'),
        decision: PermissionDecision.nullish(),
      })
      .nullish(),
  }),
);

const PostToolUse = z.lazy(() =>
  z.strictObject({ ...common, ...block, hookSpecificOutput: specific('PostToolUse', {}) }),
);

const Stop = z.lazy(() => z.strictObject({ ...common, ...block }));

/** Events that cannot be refused. */
const noted = z.lazy(() => z.strictObject(common));

const SCHEMAS = {
  SessionStart,
  UserPromptSubmit,
  PreToolUse,
  PermissionRequest,
  PostToolUse,
  PreCompact: noted,
  PostCompact: noted,
  Stop,
  Interrupt: noted,
  SessionEnd: noted,
} as const;

/** Events that run hooks here. */
export type RunEvent = keyof typeof SCHEMAS;

export const isRunEvent = (event: HookEvent): event is RunEvent => Object.hasOwn(SCHEMAS, event);

/** All members that a hook of any event may return. */
export interface Said {
  readonly continue: boolean;
  readonly stopReason?: string | null | undefined;
  readonly suppressOutput: boolean;
  readonly systemMessage?: string | null | undefined;
  readonly decision?: 'block' | 'approve' | null | undefined;
  readonly reason?: string | null | undefined;
  readonly hookSpecificOutput?: SaidOfEvent | null | undefined;
}

export interface SaidOfEvent {
  readonly additionalContext?: string | null | undefined;
  readonly permissionDecision?: 'allow' | 'deny' | 'ask' | null | undefined;
  readonly permissionDecisionReason?: string | null | undefined;
  readonly updatedInput?: unknown;
  /** Of a request for permission. */
  readonly decision?: z.infer<typeof PermissionDecision> | null | undefined;
}

/** Undefined for a value that does not have the form of the event. */
export function readOutput(event: RunEvent, text: string): Said | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = (SCHEMAS[event] as z.ZodType<Said>).safeParse(json, { jitless: true });
  return parsed.success ? parsed.data : undefined;
}

/** It was meant as JSON, whether or not it is. */
export const looksLikeJson = (text: string): boolean => /^\s*[{[]/.test(text);
