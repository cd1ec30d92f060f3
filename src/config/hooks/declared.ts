import { createHash } from 'node:crypto';
import * as z from 'zod';
import { explain } from '../../../protocol/explain.js';
import { HOOK_EVENTS, type HookEvent } from '../../domain/hook.js';

const Command = z.lazy(() =>
  z.looseObject({
    type: z.literal('command'),
    command: z.string(),
    timeout: z.int().min(0).optional(),
    async: z.boolean().optional(),
    statusMessage: z.string().optional(),
    additionalContextLimit: z.int().min(0).optional(),
  }),
);

/** Kinds of hooks that do not run here. */
const Other = z.lazy(() => z.looseObject({ type: z.enum(['mcp_tool', 'prompt', 'agent']) }));

const Handler = z.lazy(() => z.discriminatedUnion('type', [Command, Other]));
const Groups = z.lazy(() =>
  z.array(z.looseObject({ matcher: z.string().optional(), hooks: z.array(Handler).default([]) })),
);
const Events = z.lazy(() => z.looseObject(Object.fromEntries(HOOK_EVENTS.map((event) => [event, Groups.optional()]))));
const HooksFile = z.lazy(() => z.strictObject({ description: z.string().optional(), hooks: Events.optional() }));

/** A hook as a file declares it. */
export interface DeclaredHook {
  readonly event: HookEvent;
  /** Among those of its event, counted from 0. */
  readonly group: number;
  readonly place: number;
  readonly matcher: string | undefined;
  readonly handler: z.infer<typeof Handler>;
}

/** Reads a `[hooks]` table. Throws an error that names the key. */
export function readHooksTable(table: unknown): DeclaredHook[] {
  return declared(check(Events, table, 'hooks'));
}

/** Reads a `hooks.json`. Throws an error that names the key. */
export function readHooksFile(json: unknown): DeclaredHook[] {
  return declared(check(HooksFile, json, '').hooks ?? {});
}

function declared(events: z.infer<typeof Events>): DeclaredHook[] {
  return HOOK_EVENTS.flatMap((event) =>
    ((events[event] ?? []) as z.infer<typeof Groups>).flatMap(({ matcher, hooks }, group) =>
      hooks.map((handler, place) => ({
        event,
        group,
        place,
        matcher: WITHOUT_MATCHER.has(event) ? undefined : matcher,
        handler,
      })),
    ),
  );
}

function check<T>(schema: z.ZodType<T>, value: unknown, above: string): T {
  const parsed = schema.safeParse(value, { jitless: true });
  if (parsed.success) return parsed.data;
  const { path, reason } = explain(parsed.error);
  const place = [above, ...path].filter((key) => key !== '').join('.');
  throw new Error(place === '' ? reason : `${reason} in \`${place}\``);
}

/** A matcher has no effect at these events. */
const WITHOUT_MATCHER: ReadonlySet<HookEvent> = new Set([
  'PreModelRequest',
  'PostModelRequest',
  'UserPromptSubmit',
  'Stop',
  'Interrupt',
]);

/** Events that must not wait long for a hook. */
const SHORT: ReadonlySet<HookEvent> = new Set(['SessionEnd', 'Interrupt']);

export const timeoutOf = (event: HookEvent, timeout: number | undefined): number =>
  Math.max(timeout ?? (SHORT.has(event) ? 1 : 600), 1);

/** `PreToolUse` is `pre_tool_use`, as keys and hashes have it. */
export const labelOf = (event: HookEvent): string =>
  event.replace(/(?<!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase();

/** The hash that 0.171 gives the same hook, so that a hook trusted there is trusted here. */
export function hashOf({ event, matcher, handler }: DeclaredHook & { readonly handler: CommandHandler }): string {
  const { command, timeout, async = false, statusMessage, additionalContextLimit } = handler;
  // Keys in the order of the alphabet; what is undefined is left out.
  const identity = {
    event_name: labelOf(event),
    hooks: [
      { additionalContextLimit, async, command, statusMessage, timeout: timeoutOf(event, timeout), type: 'command' },
    ],
    matcher,
  };
  return `sha256:${createHash('sha256').update(JSON.stringify(identity)).digest('hex')}`;
}

export type CommandHandler = z.infer<typeof Command>;
