import { isJsonObject, jsonOf } from './json.js';

/** What a reviewer says, in the form that rollouts keep. Models do not always keep to it. */
export interface ReviewOutput {
  readonly findings: readonly unknown[];
  readonly overall_correctness: string;
  readonly overall_explanation: string;
  readonly overall_confidence_score: number;
}

/** What clients and the model get of a review that gave nothing. */
export const NO_REVIEW = 'Reviewer failed to output a response.';

/** Reads the last message of a reviewer; words that are not in the form are its explanation. */
export function readReview(message: string): ReviewOutput {
  const read = jsonIn(message);
  if (!isJsonObject(read) || (typeof read.overall_explanation !== 'string' && !Array.isArray(read.findings)))
    return { ...NOTHING, overall_explanation: message };
  const { findings, overall_correctness: verdict, overall_explanation: text, overall_confidence_score: score } = read;
  return {
    findings: Array.isArray(findings) ? findings : [],
    overall_correctness: typeof verdict === 'string' ? verdict : '',
    overall_explanation: typeof text === 'string' ? text : '',
    overall_confidence_score: typeof score === 'number' ? score : 0,
  };
}

const NOTHING: ReviewOutput = {
  findings: [],
  overall_correctness: '',
  overall_explanation: '',
  overall_confidence_score: 0,
};

/** The JSON may stand in other words. */
const jsonIn = (text: string): unknown =>
  jsonOf(text) ?? jsonOf(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1));

/** A review as text. */
export function reviewText(output: object | undefined): string {
  const { findings, overall_explanation: explanation } = (output ?? {}) as Partial<Record<string, unknown>>;
  const shown = Array.isArray(findings) ? findings.filter(isJsonObject).map(findingText) : [];
  const comments =
    shown.length === 0 ? [] : [shown.length === 1 ? 'Review comment:' : 'Full review comments:', ...shown];
  const text = typeof explanation === 'string' ? explanation.trim() : '';
  return [...(text === '' ? [] : [text]), ...comments].join('\n\n') || NO_REVIEW;
}

function findingText({ title, body, code_location: place }: Record<string, unknown>): string {
  const lines = String(body ?? '').split('\n');
  return [`- ${String(title ?? '')}${placeText(place)}`, ...lines.map((line) => `  ${line}`)].join('\n');
}

function placeText(place: unknown): string {
  if (!isJsonObject(place) || !isJsonObject(place.line_range)) return '';
  const { start, end } = place.line_range;
  return ` — ${String(place.absolute_file_path)}:${String(start)}-${String(end)}`;
}
