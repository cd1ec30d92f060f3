import { Marked } from 'marked';
import type { v2 } from '../../../generated-types/index.js';
import type { Cell, CommandCell, FilesCell } from '../../library/transcript/index.js';
import { visible } from '../visible.js';
import { factsOf } from './facts.js';
import { titleOf } from './find-thread.js';
import { attached, OTHERS, toolTexts } from './markdown.js';
import { STYLE } from './page-style.js';

/** A thread as one HTML page that needs nothing else. What was said is text in it, never markup, and the policy in its head also forbids scripts and loads. */
export function pageOf(thread: v2.Thread, cells: readonly Cell[]): string {
  const title = text(titleOf(thread) || thread.id);
  const facts = factsOf(thread).map(([name, value]) => `<dt>${text(name)}</dt><dd>${text(value)}</dd>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<header><h1>${title}</h1><dl>${facts.join('')}</dl></header>
<main>
${cells
  .map(sectionOf)
  .filter((section) => section !== '')
  .join('\n')}
</main>
</body>
</html>
`;
}

function sectionOf(cell: Cell): string {
  switch (cell.kind) {
    case 'user':
      return section('user', 'User', [pre(cell.text), ...attached(cell.content).map(note)].join(''));
    case 'assistant':
      return section('assistant', 'Assistant', markdown(cell.text));
    case 'reasoning':
      return cell.summary.length === 0 ? '' : folded('Thinking', markdown(cell.summary.join('\n\n')));
    case 'command':
      return command(cell);
    case 'files':
      return files(cell);
    case 'tool':
      return folded(`Tool ${cell.name}: ${cell.status}`, toolTexts(cell.item).map(code).join(''));
    case 'plan': {
      const steps = cell.steps.map(({ step, status }) => `<li class="${status}">${text(step)}</li>`);
      return section('plan', 'Plan', `<ul>${steps.join('')}</ul>`);
    }
    case 'proposal':
      return section('plan', 'Proposed plan', markdown(cell.text));
    case 'review':
      return cell.phase === 'entered'
        ? note(`Review of ${cell.review}`)
        : section('assistant', 'Review', markdown(cell.review));
    case 'error':
      return `<p class="error">${text(cell.error.message)}</p>`;
    case 'turn':
      return cell.status === 'interrupted' ? note('The turn was interrupted.') : '';
    case 'other':
      return note(OTHERS[cell.item.type] ?? cell.item.type);
    default:
      return ''; // approvals and retries are about a turn that runs
  }
}

const section = (kind: string, title: string, body: string): string =>
  `<section class="${kind}"><h2>${text(title)}</h2>${body}</section>`;

const folded = (title: string, body: string): string => `<details><summary>${text(title)}</summary>${body}</details>`;

function command({ command, output, exitCode, status, isOfUser }: CommandCell): string {
  const end = exitCode === null ? status : `exit code ${exitCode}`;
  const title = `<summary${exitCode === 0 ? '' : ' class="failed"'}><code>$ ${text(command)}</code> <small>${text(`${isOfUser ? 'of the user, ' : ''}${end}`)}</small></summary>`;
  return `<details class="command">${title}${output === '' ? note('no output') : code(output)}</details>`;
}

function files({ changes, status }: FilesCell): string {
  const blocks = changes.map(
    ({ path, kind, diff }) =>
      `<h3><code>${text(path)}</code> <small>${text(kind.type)}</small></h3>${diffOf(kind.type, diff)}`,
  );
  return section('files', `Changes: ${status}`, blocks.join(''));
}

/** A new or removed file comes as its text, without signs. */
function diffOf(kind: v2.PatchChangeKind['type'], diff: string): string {
  const sign = { add: '+', delete: '-', update: '' }[kind];
  const lines = diff
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => {
      const shown = `${sign}${line}`;
      const name = shown.startsWith('+') ? 'ins' : shown.startsWith('-') ? 'del' : 'span';
      return `<${name}>${text(shown)}</${name}>`;
    });
  return `<pre class="diff">${lines.join('\n')}</pre>`;
}

const note = (words: string): string => `<p class="note">${text(words)}</p>`;
const pre = (words: string): string => (words === '' ? '' : `<div class="text">${text(words)}</div>`);
const code = (words: string): string => `<pre>${text(words)}</pre>`;

/** Markup in the text stays text, and pictures are links: nothing is loaded. */
const renderer = new Marked({
  gfm: true,
  renderer: {
    html: ({ text: markup }) => text(markup),
    image: ({ href, text: words }) => link(href, words || href),
    link({ href, tokens }) {
      return link(href, undefined, this.parser.parseInline(tokens));
    },
    code: ({ text: words }) => code(words),
    codespan: ({ text: words }) => `<code>${text(words)}</code>`,
    // The headings of the page are above those of a message.
    heading({ tokens, depth }) {
      return `<h${Math.min(depth + 2, 6)}>${this.parser.parseInline(tokens)}</h${Math.min(depth + 2, 6)}>`;
    },
  },
});

const markdown = (words: string): string =>
  `<div class="markdown">${visible(renderer.parse(visible(words), { async: false }))}</div>`;

/** Only addresses of the web are links. */
function link(href: string, words: string | undefined, inner: string = text(words ?? '')): string {
  const isWeb = /^https?:\/\//i.test(href) && URL.canParse(href);
  return isWeb ? `<a href="${text(href)}" rel="noopener noreferrer nofollow">${inner}</a>` : inner;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for any place of the page: between tags and in attributes. */
const text = (words: string): string => visible(words).replace(/[&<>"']/g, (char) => ESCAPES[char] ?? char);
