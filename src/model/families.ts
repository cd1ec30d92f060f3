/** What the server needs to know about a model beside its name (v1-agent-core §9.3, §9.4). */
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
  /** Trained on the patch tool as a function. */
  readonly patchTool: 'function' | null;
  /** Knows patches only from being told. */
  readonly patchGuide: boolean;
}

interface Row {
  readonly match: RegExp;
  readonly reasoning?: true;
  readonly verbosity?: true;
  readonly window?: number;
  readonly patchTool?: 'function';
  readonly localShell?: true;
  /** Only what is told: the patch guide. */
  readonly guide?: true;
}

/** The first row that matches a name counts; further down the list the patterns get wider. */
const ROWS: readonly Row[] = [
  { match: /^codex-mini-latest$/, reasoning: true, window: 200_000, guide: true, localShell: true },
  { match: /^o3$|^o4-mini$/, reasoning: true, window: 200_000, guide: true },
  { match: /^codex-mini-latest/, reasoning: true, guide: true, localShell: true },
  { match: /^o3|^o4-mini/, reasoning: true, guide: true },
  { match: /^gpt-4\.1(-2025-04-14)?$/, window: 1_047_576, guide: true },
  { match: /^gpt-4\.1/, guide: true },
  { match: /^gpt-oss-(20|120)b$/, window: 96_000, patchTool: 'function' },
  { match: /^(openai\/)?gpt-oss/, patchTool: 'function' },
  { match: /^gpt-4o(-2024-05-13|-2024-08-06|-2024-11-20)?$/, window: 128_000, guide: true },
  { match: /^gpt-4o/, guide: true },
  { match: /^gpt-3\.5-turbo$/, window: 16_385, guide: true },
  { match: /^gpt-3\.5/, guide: true },
  { match: /^(gpt-5-codex|codex-)/, reasoning: true, window: 272_000 },
  { match: /^gpt-5/, reasoning: true, verbosity: true, window: 272_000, guide: true },
];

/** The part of a window that may fill before a history is summed up: what is asked for the summary must fit as well (v1-agent-core §17, defect 12). */
const COMPACT_AT = 0.9;

export function familyOf(model: string): Family {
  const row = ROWS.find(({ match }) => match.test(model));
  return {
    reasoning: row?.reasoning ?? false,
    verbosity: row?.verbosity ?? false,
    contextWindow: row?.window ?? null,
    autoCompactLimit: row?.window === undefined ? null : Math.floor(row.window * COMPACT_AT),
    localShell: row?.localShell ?? false,
    patchTool: row?.patchTool ?? null,
    patchGuide: row?.guide ?? false,
  };
}
