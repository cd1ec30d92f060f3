import * as z from 'zod';

/*
 * Items as 0.171 stores them (`item_completed`). Unknown members are ignored; a missing member gets a default value if there is an obvious one.
 * The member `turnwire` holds what only we store.
 *
 * `z.lazy`, here and in other files, builds a schema only when it is needed. Schemas that a short session does not use would cost start-up time and memory.
 */

const base = { id: z.string(), turnwire: z.looseObject({}).catch({}).default({}) };

const texts = () => z.array(z.string()).catch([]).default([]);
const status = () => z.enum(['completed', 'failed', 'declined']).catch('completed').default('completed');
const text = () => z.string().nullable().catch(null).default(null);
const duration = () => z.object({ secs: z.number(), nanos: z.number() }).nullish().catch(undefined);

/** Parts of other kinds are left out, and the rest is shown. */
const parts = <S extends z.ZodType>(part: S) =>
  z
    .array(z.unknown())
    .catch([])
    .default([])
    .transform((all) =>
      all.flatMap((one) => {
        const read = part.safeParse(one);
        return read.success ? [read.data] : [];
      }),
    );

const detail = () => z.enum(['auto', 'low', 'high', 'original']).nullish().catch(undefined);
const optionalDetail = z.enum(['auto', 'low', 'high', 'original']).optional();

const textElement = z.lazy(() =>
  z
    .object({ byte_range: z.object({ start: z.int(), end: z.int() }), placeholder: z.string().nullish() })
    .transform(({ byte_range: { start, end }, placeholder = null }) => ({ start, end, placeholder })),
);

const userPart = z.lazy(() =>
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('text'), text: z.string(), text_elements: parts(textElement) }),
    z.object({ type: z.literal('image'), image_url: z.string(), detail: detail() }),
    z.object({ type: z.literal('local_image'), path: z.string(), detail: detail() }),
    z.object({ type: z.literal('skill'), name: z.string(), path: z.string() }),
    z.object({ type: z.literal('mention'), name: z.string(), path: z.string() }),
  ]),
);

/** The same parts in our own form, as queued input stores them. */
export const userContent = z.lazy(() =>
  z.discriminatedUnion('type', [
    z.object({
      type: z.literal('text'),
      text: z.string(),
      elements: z.array(z.object({ start: z.int(), end: z.int(), placeholder: z.string().nullable() })).optional(),
    }),
    z.object({ type: z.literal('image'), url: z.string(), detail: optionalDetail }),
    z.object({ type: z.literal('local-image'), path: z.string(), url: z.string().optional(), detail: optionalDetail }),
    z.object({ type: z.literal('skill'), name: z.string(), path: z.string() }),
    z.object({ type: z.literal('mention'), name: z.string(), path: z.string() }),
  ]),
);

const change = z.lazy(() =>
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('add'), content: z.string().catch('') }),
    z.object({ type: z.literal('delete'), content: z.string().catch('') }),
    z.object({ type: z.literal('update'), unified_diff: z.string().catch(''), move_path: z.string().nullish() }),
  ]),
);

const action = z.lazy(() =>
  z.discriminatedUnion('type', [
    z.object({
      type: z.literal('read'),
      cmd: z.string(),
      name: z.string().catch(''),
      path: z.string().optional().catch(undefined),
    }),
    z.object({ type: z.literal('list_files'), cmd: z.string(), path: z.string().nullable().catch(null) }),
    z.object({
      type: z.literal('search'),
      cmd: z.string(),
      query: z.string().nullable().catch(null),
      path: z.string().nullable().catch(null),
    }),
    z.object({ type: z.literal('unknown'), cmd: z.string() }),
  ]),
);

/** A word, or a word with what the agent has said last. */
const agentState = z.lazy(() =>
  z.union([z.string(), z.record(z.string(), z.string().nullable())]).transform((state) => {
    const [status = '', message = null] = typeof state === 'string' ? [state] : (Object.entries(state)[0] ?? []);
    return { status, message };
  }),
);

const toolContent = z.lazy(() =>
  z.object({ type: z.string(), text: z.string().optional(), url: z.string().optional() }).loose(),
);

export const DiskItem = z.lazy(() =>
  z.discriminatedUnion('type', [
    z.object({
      type: z.literal('UserMessage'),
      ...base,
      client_id: z.string().nullish(),
      content: parts(userPart),
    }),
    z.object({
      type: z.literal('AgentMessage'),
      ...base,
      content: parts(z.object({ text: z.string() })),
      phase: z.string().nullish(),
    }),
    z.object({ type: z.literal('Reasoning'), ...base, summary_text: texts(), raw_content: texts() }),
    z.object({
      type: z.literal('CommandExecution'),
      ...base,
      process_id: z.string().nullish(),
      command: texts(),
      cwd: z.string().catch(''),
      parsed_cmd: parts(action),
      source: z.string().catch('agent'),
      status: status(),
      aggregated_output: z.string().nullish(),
      exit_code: z.number().nullish(),
      duration: duration(),
    }),
    z.object({
      type: z.literal('FileChange'),
      ...base,
      changes: z.record(z.string(), change).catch({}),
      status: status(),
      auto_approved: z.boolean().catch(true).default(true),
      stdout: z.string().nullish(),
      stderr: z.string().nullish(),
    }),
    z.object({
      type: z.literal('McpToolCall'),
      ...base,
      server: z.string(),
      tool: z.string(),
      arguments: z.unknown(),
      readOnlyHint: z.boolean().nullish().catch(undefined),
      status: status(),
      result: z.looseObject({}).nullish().catch(undefined),
      error: z.object({ message: z.string() }).nullish().catch(undefined),
      duration: duration(),
    }),
    z.object({
      type: z.literal('DynamicToolCall'),
      ...base,
      namespace: z.string().nullish(),
      tool: z.string(),
      arguments: z.unknown(),
      status: status(),
      content_items: z.array(toolContent).nullish().catch(undefined),
      success: z.boolean().nullish(),
      duration: duration(),
    }),
    z.looseObject({
      type: z.literal('CollabAgentToolCall'),
      ...base,
      tool: z.string(),
      status: z.enum(['completed', 'failed', 'interrupted']).catch('completed').default('completed'),
      sender_thread_id: z.string().catch('').default(''),
      receiver_thread_ids: texts(),
      prompt: text(),
      model: text(),
      reasoning_effort: text(),
      agents_states: z.record(z.string(), agentState).catch({}).default({}),
    }),
    z.object({
      type: z.literal('WebSearch'),
      ...base,
      query: z.string().catch('').default(''),
      action: z.looseObject({ type: z.string() }).nullish().catch(undefined),
    }),
    z.object({ type: z.literal('ImageView'), ...base, path: z.string() }),
    z.object({
      type: z.literal('HookPrompt'),
      ...base,
      fragments: z.array(z.object({ text: z.string(), hookRunId: z.string().catch('') })).catch([]),
    }),
    z.object({ type: z.literal('Plan'), ...base, text: z.string().catch('') }),
    z.object({ type: z.literal('ContextCompaction'), ...base }),
    z.object({
      type: z.literal('EnteredReviewMode'),
      ...base,
      target: z.looseObject({}).nullish().catch(undefined),
      user_facing_hint: z.string().nullish(),
    }),
    z.object({ type: z.literal('ExitedReviewMode'), ...base, review_output: z.looseObject({}).nullish() }),
  ]),
);
export type DiskItem = z.infer<typeof DiskItem>;
