import * as z from 'zod';

/** One tool call that the scripted model makes. */
const ScriptCall = z.lazy(() =>
  z.strictObject({
    name: z.string(),
    /** An object is sent as JSON; a string is sent unchanged, so that a script can contain broken arguments. */
    args: z.union([z.string(), z.record(z.string(), z.unknown())]).default({}),
    callId: z.string().optional(),
  }),
);

const ScriptUsage = z.lazy(() =>
  z.strictObject({
    input: z.int().default(10),
    cached: z.int().default(0),
    output: z.int().default(5),
    reasoning: z.int().default(0),
  }),
);

/** The answer to one request. Its parts are sent in the order reasoning, text, calls. */
export const ScriptReply = z.lazy(() =>
  z.strictObject({
    reasoning: z.string().optional(),
    text: z.string().optional(),
    /** How the text is cut into deltas; default: after each word. Without `text`, these pieces are the text. */
    deltas: z.array(z.string()).optional(),
    calls: z.array(ScriptCall).optional(),
    usage: ScriptUsage.nullable().optional(),
    /** Milliseconds before each event, for watching. */
    pace: z.number().min(0).optional(),
    /** Answers with this status instead of a stream. */
    fail: z
      .strictObject({
        status: z.int(),
        body: z.unknown().optional(),
        headers: z.record(z.string(), z.string()).optional(),
      })
      .optional(),
    /** Ends the stream after this many events, before `response.completed`. */
    cut: z.int().optional(),
    /** The stream stays open and silent after the last event. */
    hold: z.boolean().optional(),
    /** Raw events of the Responses API, sent instead of everything above. */
    events: z.array(z.record(z.string(), z.unknown())).optional(),
  }),
);
export type ScriptReply = z.infer<typeof ScriptReply>;

/** The scripted model's replies, used one after another. */
export const Script = z.lazy(() => z.array(ScriptReply));
export type Script = z.infer<typeof Script>;
