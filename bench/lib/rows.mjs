// The rows by which speed and footprint are judged, and the table of a run. A goal is a ratio (ours / reference); `atMost` is a figure of ours alone.
import { number } from './table.mjs';

const row = (protocol) => (name, source, metric, goal) => ({ name, protocol, source, metric, ...goal });
const ratio = (goal) => ({ goal });
const v1 = row('v1');
const v2 = row('v2');

export const rows = [
  v1('launch → `initialize` answered, wall', 'startup', 'launch to initialize', ratio(0.75)),
  v1('launch → `initialize` answered, CPU', 'startup', 'CPU until then', ratio(0.9)),
  v1('launch → first `newConversation` answered', 'startup', 'launch to newConversation', ratio(1)),
  v1('launch → first `listConversations` answered', 'startup', 'launch to listConversations', ratio(1)),
  v1('the same without compiled code: `initialize`', 'startup-uncompiled', 'launch to initialize'),
  v1('the same without compiled code: `newConversation`', 'startup-uncompiled', 'launch to newConversation'),
  v1('the same without compiled code: `listConversations`', 'startup-uncompiled', 'launch to listConversations'),
  v1('first turn in a process', 'turn', 'first turn', ratio(3)),
  v1('a short turn', 'turn', 'turn', ratio(0.9)),
  v1('a short turn: to the model request leaving', 'turn', 'to model request', ratio(1)),
  v1('`newConversation`, median', 'new', 'median of 60', ratio(0.03)),
  v1('cheap requests one by one, wall', 'rtt', '2000 sequential', ratio(1)),
  v1('cheap requests one by one, CPU', 'rtt', 'server CPU', ratio(1.2)),
  v1('20,000 deltas, wall', 'stream', 'wall', ratio(0.15)),
  v1('20,000 deltas, CPU', 'stream', 'server CPU', ratio(0.15)),
  v1('50 turns at once, 1,000 deltas/s: p50 lateness', 'fanout-calm', 'delta late p50', ratio(1)),
  v1('50 turns at once, 1,000 deltas/s: CPU', 'fanout-calm', 'server CPU', ratio(1)),
  v1('100 commands in a turn, wall', 'exec-100', 'wall', ratio(1.05)),
  v1('100 commands in a turn, CPU', 'exec-100', 'server CPU', ratio(1.1)),
  v1('20 MB of command output, wall', 'exec-20MB', 'wall', ratio(0.5)),
  v1('20 MB of command output, CPU', 'exec-20MB', 'server CPU', ratio(0.6)),
  v1('20 MB of command output, peak memory', 'exec-20MB', 'peak RSS', ratio(1)),
  v1('list 10,000: first page again', 'list-10k', 'first page again', ratio(0.1)),
  v1('list 10,000: 20 pages', 'list-10k', '20 pages', ratio(0.1)),
  v1('list 10,000, 95 % noise: 20 pages', 'list-noise-10k', '20 pages', ratio(0.05)),
  v1('resume 1 MB: answer', 'resume-1MB', 'response', ratio(0.5)),
  v1('resume 10 MB: answer', 'resume-10MB', 'response', ratio(0.35)),
  v1('resume 10 MB: CPU', 'resume-10MB', 'server CPU', ratio(0.5)),
  v1('resume 10 MB: memory growth', 'resume-10MB', 'RSS grows by', ratio(1.5)),
  v1('turn after resuming 10 MB', 'resume-10MB', 'turn after it', ratio(0.5)),
  v1('memory a live conversation', 'memory', 'per conversation', ratio(0.1)),
  v1('idle memory', 'memory', 'idle RSS', { atMost: 42 }),
  v1('200 stored conversations archived', 'archive-stored', '200 archives', ratio(1)),
  v1('leak: kept per create-and-archive cycle over 2,000 cycles', 'leak', 'kept per cycle', { atMost: 1 }),
  v2('a short turn', 'turn', 'turn', ratio(0.1)),
  v2('a command in a turn', 'exec-100', 'per command', ratio(0.1)),
  v2('list 10,000: first page', 'list-10k', 'first page', ratio(0.1)),
  v2('list 10,000: 20 pages', 'list-10k', '20 pages', ratio(0.1)),
  v2('first launch with 10,000 rollouts', 'list-10k', 'first launch', ratio(0.1)),
  v2('a change by another server told, longest', 'changes', 'longest', { atMost: 500 }),
  v2('idle memory', 'memory', 'idle RSS', ratio(0.5)),
];

export const isInTable = (name, protocol) => rows.some((r) => r.source === name && r.protocol === protocol);

const HEADS = ['row', 'ours', 'reference', 'ratio', 'spread', 'goal', ''];

function cells({ name, goal, atMost }, { unit, medians, ratio: is, ratios }) {
  const figure = (v) => (v === null || v === undefined ? '–' : `${number(v)} ${unit}`);
  const missed = goal === undefined ? medians[0] > atMost : is !== null && is > goal;
  const judged = goal === undefined ? atMost !== undefined : is !== null;
  return [
    name,
    figure(medians[0]),
    figure(medians[1]),
    is === null ? '–' : number(is),
    ratios.length > 1 ? `${number(Math.min(...ratios))} – ${number(Math.max(...ratios))}` : '',
    goal === undefined ? (atMost === undefined ? '' : `${atMost} ${unit}`) : String(goal),
    judged && missed ? 'missed' : '',
  ];
}

/** Markdown that is also read well as text: one line for each row of that protocol that the run has measured. */
export function tableOf(report, protocol) {
  const lines = rows.flatMap((r) => {
    if (r.protocol !== protocol) return [];
    const measured = report.cases
      .find((one) => one.name === r.source && one.protocol === protocol)
      ?.rows.find(({ name }) => name === r.metric);
    return measured && measured.medians[0] !== null ? [cells(r, measured)] : [];
  });
  if (lines.length === 0) return '';
  const widths = HEADS.map((head, i) => Math.max(3, head.length, ...lines.map((line) => line[i].length)));
  const padded = (line) =>
    `| ${line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join(' | ')} |`;
  const rule = `| ${widths.map((w, i) => (i === 0 ? '-'.repeat(w) : `${'-'.repeat(w - 1)}:`)).join(' | ')} |`;
  return `${[padded(HEADS), rule, ...lines.map(padded)].join('\n')}\n`;
}
