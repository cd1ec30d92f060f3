/** What the server needs to know about a model beside its name (C75, C76). */
export interface Family {
  /** Accepts `reasoning` parameters and answers with summaries. */
  readonly reasoning: boolean;
  /** Accepts `text.verbosity`. */
  readonly verbosity: boolean;
  /** In tokens; null when unknown. */
  readonly contextWindow: number | null;
  /** A history of more tokens than this is summarised. */
  readonly autoCompactLimit: number | null;
  /** Has a built-in shell call instead of a function. */
  readonly localShell: boolean;
  /** Is offered the patch tool, as a function. */
  readonly patchTool: 'function' | null;
  /** Learns about patches only from the instructions. */
  readonly patchGuide: boolean;
  /** Was trained with `exec_command` and `write_stdin` instead of `shell`, like all newer models. */
  readonly execTools: boolean;
  /** Gets the patch tool in its free form together with these tools. */
  readonly freeformPatch: boolean;
  /** Knows tools by a namespace and a name (C500). */
  readonly namespaces: boolean;
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
 * The first row that matches a name counts; patterns get wider further down the list. The prefix `openai/` of a name is ignored.
 * 0.44 does not have the names in the last two rows.
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
  // Other programs serve these, often on this machine, with a context window that only the user knows. They call functions well, and clients show patches.
  {
    match: /(^|\/)(qwen|qwq|deepseek|llama|codellama|mistral|mixtral|ministral|devstral|codestral|magistral)/i,
    patchTool: 'function',
  },
  { match: /(^|\/)(kimi|glm|gemma|gemini|phi|granite|nemotron|minimax|claude|grok|command-)/i, patchTool: 'function' },
];

/** The families of 0.44: they use the tool `shell`. */
const OF_THE_SHELL =
  /^(codex-mini|o3|o4-mini|gpt-3\.5|gpt-4|gpt-oss|gpt-5(-codex)?(-mini|-nano|-pro)?(-\d{4}-\d\d-\d\d)?$)/;

/** The families that 0.171 lists, and newer ones. */
const OF_TODAY = /^(gpt-5\.\d|gpt-[6-9]|gpt-daybreak|codex-auto-review)/;

/** The part of a window that may fill before a history is summarised: the request for the summary must also fit (C116). */
const COMPACT_AT = 0.9;

interface Known {
  readonly model: string;
  /** Undefined for an unknown model. */
  readonly row: Row | undefined;
  readonly family: Family;
}

/** The result for the last name is cached: each turn needs it several times. */
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
    namespaces: OF_TODAY.test(bareName(model)),
  };
}

/** Whether requests to a model have the reasoning parameters. The configuration decides for the model that it names and for unknown models. */
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
