/** What the server needs to know about a model beside its name (C75, C76). */
export interface Family {
  /** Takes `reasoning` parameters and answers with summaries. */
  readonly reasoning: boolean;
  /** Takes `text.verbosity`. */
  readonly verbosity: boolean;
  /** Tokens; null when not known. */
  readonly contextWindow: number | null;
  /** Tokens from which on a history is summed up. */
  readonly autoCompactLimit: number | null;
  /** Has a shell call of its own, in place of a function. */
  readonly localShell: boolean;
  /** Is offered the patch tool, as a function. */
  readonly patchTool: 'function' | null;
  /** Knows patches only from the instructions. */
  readonly patchGuide: boolean;
  /** Has learned `exec_command` and `write_stdin` in place of `shell`, as all models have since. */
  readonly execTools: boolean;
  /** With these it is offered the patch tool in its free form. */
  readonly freeformPatch: boolean;
}

interface Row {
  readonly match: RegExp;
  readonly reasoning?: true;
  readonly verbosity?: true;
  readonly window?: number;
  readonly patchTool?: 'function';
  readonly localShell?: true;
  /** Only the instructions: the patch guide. */
  readonly guide?: true;
}

/**
 * The first row that matches a name counts; further down the list the patterns get wider. `openai/` in front of a name is left aside.
 * The last two rows are names that the reference does not know.
 */
const ROWS: readonly Row[] = [
  { match: /^codex-mini-latest$/, reasoning: true, window: 200_000, guide: true, localShell: true },
  { match: /^o3$|^o4-mini$/, reasoning: true, window: 200_000, guide: true },
  { match: /^codex-mini-latest/, reasoning: true, window: 272_000, guide: true, localShell: true },
  { match: /^o3|^o4-mini/, reasoning: true, guide: true },
  { match: /^gpt-4\.1(-2025-04-14)?$/, window: 1_047_576, guide: true },
  { match: /^gpt-4\.1/, guide: true },
  { match: /^gpt-oss-(20|120)b$/, window: 96_000, patchTool: 'function' },
  { match: /^gpt-oss/, patchTool: 'function' },
  { match: /^gpt-4o(-2024-05-13|-2024-08-06|-2024-11-20)?$/, window: 128_000, guide: true },
  { match: /^gpt-4o/, guide: true },
  { match: /^gpt-3\.5-turbo$/, window: 16_385, guide: true },
  { match: /^gpt-3\.5/, guide: true },
  { match: /^codex-|^gpt-5(\.\d+)?-codex/, reasoning: true, window: 272_000 },
  { match: /^gpt-5/, reasoning: true, verbosity: true, window: 272_000, guide: true },
  { match: /^gpt-6\.(1-(sol|terra)|2-sol)/, reasoning: true, verbosity: true, window: 500_000, guide: true },
  { match: /^gpt-daybreak-red/, reasoning: true, verbosity: true, window: 372_000, guide: true },
  { match: /^gpt-([6-9]|daybreak)/, reasoning: true, verbosity: true, window: 272_000, guide: true },
  // Served by others, often on this machine, with a window that only the user knows. They call functions well, and a patch shows in the client.
  {
    match: /(^|\/)(qwen|qwq|deepseek|llama|codellama|mistral|mixtral|ministral|devstral|codestral|magistral)/i,
    patchTool: 'function',
  },
  { match: /(^|\/)(kimi|glm|gemma|gemini|phi|granite|nemotron|minimax|claude|grok|command-)/i, patchTool: 'function' },
];

/** The families of the reference of 0.44: they know the tool `shell`. */
const OF_THE_SHELL =
  /^(codex-mini|o3|o4-mini|gpt-3\.5|gpt-4|gpt-oss|gpt-5(-codex)?(-mini|-nano|-pro)?(-\d{4}-\d\d-\d\d)?$)/;

/** The families that the reference of today lists, and what comes after them. */
const OF_TODAY = /^(gpt-5\.\d|gpt-[6-9]|gpt-daybreak|codex-auto-review)/;

/** The part of a window that may fill before a history is summarised: the request for the summary must fit as well (C116). */
const COMPACT_AT = 0.9;

interface Known {
  readonly model: string;
  /** Undefined for a model that nothing is known about. */
  readonly row: Row | undefined;
  readonly family: Family;
}

/** The last name: each turn asks several times. */
let last: Known | undefined;

export const familyOf = (model: string): Family => known(model).family;

function known(model: string): Known {
  if (last?.model !== model) {
    const row = rowOf(model);
    last = { model, row, family: readFamily(model, row) };
  }
  return last;
}

function readFamily(model: string, row: Row | undefined): Family {
  return {
    reasoning: row?.reasoning ?? false,
    verbosity: row?.verbosity ?? false,
    contextWindow: row?.window ?? null,
    autoCompactLimit: row?.window === undefined ? null : Math.floor(row.window * COMPACT_AT),
    localShell: row?.localShell ?? false,
    patchTool: row?.patchTool ?? null,
    patchGuide: row?.guide ?? false,
    execTools: !OF_THE_SHELL.test(bareName(model)),
    freeformPatch: OF_TODAY.test(bareName(model)),
  };
}

/** Whether a model is sent the reasoning parameters: the configuration can say so of its own model, and of one that nothing is known about. */
export function takesReasoning({ model, forceReasoningOf }: { model: string; forceReasoningOf?: string | undefined }) {
  const { row } = known(model);
  if (row?.reasoning) return true;
  return forceReasoningOf !== undefined && (model === forceReasoningOf || row === undefined);
}

function rowOf(model: string): Row | undefined {
  const name = bareName(model);
  return ROWS.find(({ match }) => match.test(name));
}

const bareName = (model: string): string => model.replace(/^openai\//, '');
