import * as z from 'zod';
import { type Infer, named, open } from '../schema.js';

export const Duration = named('Duration', 'A span of time: whole seconds and the nanoseconds beyond them.', () =>
  open({ secs: z.int(), nanos: z.int() }),
);
export type Duration = Infer<typeof Duration>;

/** Pairs the events of one call, and its approval. */
const callId = () => z.string().describe('The same in every event and approval of this call.');

export const ParsedCommand = named('ParsedCommand', 'What a command seems to do, for display only.', () =>
  z.discriminatedUnion('type', [
    open({ type: z.literal('read'), cmd: z.string(), name: z.string().describe('The file, shortened.') }),
    open({ type: z.literal('list_files'), cmd: z.string(), path: z.string().nullable() }),
    open({ type: z.literal('search'), cmd: z.string(), query: z.string().nullable(), path: z.string().nullable() }),
    open({ type: z.literal('unknown'), cmd: z.string() }),
  ]),
);
export type ParsedCommand = Infer<typeof ParsedCommand>;

export const ExecCommandBeginEvent = named('ExecCommandBeginEvent', 'A command starts.', () =>
  open({
    call_id: callId(),
    command: z.array(z.string()).describe('The program and its arguments.'),
    cwd: z.string(),
    parsed_cmd: z.array(ParsedCommand()),
  }),
);
export type ExecCommandBeginEvent = Infer<typeof ExecCommandBeginEvent>;

export const ExecOutputStream = named('ExecOutputStream', 'Where a piece of output came from.', () =>
  z.enum(['stdout', 'stderr']),
);
export type ExecOutputStream = Infer<typeof ExecOutputStream>;

export const ExecCommandOutputDeltaEvent = named(
  'ExecCommandOutputDeltaEvent',
  'A command has written something.',
  () =>
    open({
      call_id: callId(),
      stream: ExecOutputStream(),
      chunk: z.string().describe('Bytes in base64; a chunk may end inside a character.'),
    }),
);
export type ExecCommandOutputDeltaEvent = Infer<typeof ExecCommandOutputDeltaEvent>;

export const ExecCommandEndEvent = named('ExecCommandEndEvent', 'A command has ended.', () =>
  open({
    call_id: callId(),
    stdout: z.string(),
    stderr: z.string(),
    aggregated_output: z.string().describe('Both streams in the order in which they arrived.'),
    exit_code: z.int(),
    duration: Duration(),
    formatted_output: z.string().describe('The text that the model reads, shortened where it is long.'),
  }),
);
export type ExecCommandEndEvent = Infer<typeof ExecCommandEndEvent>;

export const ExecApprovalRequestEvent = named(
  'ExecApprovalRequestEvent',
  'An approval of a command is requested.',
  () =>
    open({
      call_id: callId(),
      command: z.array(z.string()),
      cwd: z.string(),
      reason: z.string().optional().describe('The reason of the model, or the reason for a second approval.'),
    }),
);
export type ExecApprovalRequestEvent = Infer<typeof ExecApprovalRequestEvent>;

export const ViewImageToolCallEvent = named('ViewImageToolCallEvent', 'The model looks at a picture in a file.', () =>
  open({ call_id: callId(), path: z.string() }),
);
export type ViewImageToolCallEvent = Infer<typeof ViewImageToolCallEvent>;

export const WebSearchBeginEvent = named('WebSearchBeginEvent', 'The model starts a web search.', () =>
  open({ call_id: callId() }),
);
export type WebSearchBeginEvent = Infer<typeof WebSearchBeginEvent>;

export const WebSearchEndEvent = named('WebSearchEndEvent', 'The web search is done.', () =>
  open({ call_id: callId(), query: z.string() }),
);
export type WebSearchEndEvent = Infer<typeof WebSearchEndEvent>;
