/** The look of the page: light or dark as the reader's system, and good to print. */
export const STYLE = `
:root { color-scheme: light dark; --line: #8884; --soft: #8882; --dim: color-mix(in srgb, currentColor 65%, transparent); --good: #1a7f37; --bad: #cf222e; --accent: #0969da; }
@media (prefers-color-scheme: dark) { :root { --good: #3fb950; --bad: #f85149; --accent: #58a6ff; } }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 54rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; overflow-wrap: anywhere; }
header { border-bottom: 1px solid var(--line); margin-bottom: 1.5rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .75rem; }
h2 { font-size: .8rem; letter-spacing: .04em; text-transform: uppercase; color: var(--dim); margin: 0 0 .5rem; }
h3, h4, h5, h6 { font-size: 1rem; margin: 1rem 0 .25rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; font-size: .875rem; margin: 0 0 1rem; }
dt { color: var(--dim); } dd { margin: 0; }
section, details, .error { border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem; margin: 0 0 1rem; }
section.user { background: var(--soft); border-left: 4px solid var(--accent); }
section.assistant { border-color: transparent; padding: 0 1rem; }
.text { white-space: pre-wrap; }
pre { font: .8125rem/1.45 ui-monospace, monospace; background: var(--soft); border-radius: .375rem; padding: .625rem .75rem; margin: .5rem 0; white-space: pre-wrap; }
code { font: .875em ui-monospace, monospace; }
summary { cursor: pointer; } summary code { white-space: pre-wrap; } small { color: var(--dim); }
summary.failed small, .error, del { color: var(--bad); } ins { color: var(--good); } ins, del { text-decoration: none; }
.note { color: var(--dim); font-size: .875rem; margin: 0 0 1rem; }
.markdown > :first-child { margin-top: 0; } .markdown > :last-child { margin-bottom: 0; }
blockquote { border-left: 3px solid var(--line); margin: .5rem 0; padding-left: 1rem; color: var(--dim); }
table { border-collapse: collapse; } th, td { border: 1px solid var(--line); padding: .25rem .5rem; text-align: left; }
.plan .completed { color: var(--dim); text-decoration: line-through; } .plan .inProgress { font-weight: 600; }
a { color: var(--accent); }
@media print { details > :not(summary) { display: block; } }
`;
