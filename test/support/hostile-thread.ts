import type { PeerReply } from './model-peer.js';

/** Words that try to be more than words, in a page, in Markdown and in a terminal. */
export const HOSTILE =
  '</title></style><script>alert(1)</script><img src=x onerror=alert(1)> &amp; "\'> \u001b]0;owned\u0007\u001b[2J <iframe src=//evil.test></iframe>';

const MESSAGE = `# Heading <script>alert(1)</script>

${HOSTILE}

[good](https://example.test/?a=1&b="2") [bad](javascript:alert(1)) [data](data:text/html,<script>alert(1)</script>)
[broken](https://example.test"onmouseover="alert(1)) ![picture](https://example.test/x.png) ![code](javascript:alert(1))
<javascript:alert(1)> <b onclick=alert(1)>bold</b> &#27;]0;owned&#7; &#155;2J &#x202e;

| a | b |
| --- | --- |
| <svg onload=alert(1)> | \`<script>alert(1)</script>\` |

\`\`\`html"><script>alert(1)</script>
</pre></code><script>alert(1)</script>
\`\`\`
`;

const PATCH =
  "apply_patch <<'EOF'\n*** Begin Patch\n*** Add File: <b>.txt\n+<img src=x onerror=alert(1)>\n*** End Patch\nEOF\n";

/** One turn that thinks, runs a command, changes a file, has a plan, and answers: all of it hostile. */
export const hostileReplies = (): PeerReply[] => [
  {
    reasoning: '**Thinking** <script>alert(1)</script>',
    calls: [
      {
        name: 'exec_command',
        args: { cmd: `printf '%s\\n' '</pre><script>alert(1)</script>' '\`\`\`' '# no heading'; exit 3` },
        callId: 'c1',
      },
    ],
  } as PeerReply,
  { calls: [{ name: 'exec_command', args: { cmd: PATCH }, callId: 'c2' }] },
  { text: MESSAGE },
];
