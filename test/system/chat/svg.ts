import { stringWidth } from '../../../clients/terminal/chat/wrap.js';
import { runsOf } from './runs.js';

const CELL = { width: 8.43, height: 19 };
const PAD = 16;
/** The colours of common terminals, by their SGR code. */
const LIGHT = { 31: '#b3261e', 32: '#1a7f37', 33: '#8a5a00', 35: '#8250df', 36: '#0b6e8a' };
const DARK = { 31: '#ff7b72', 32: '#56d364', 33: '#e3b341', 35: '#d2a8ff', 36: '#56d4e0' };

const rules = (colours: Readonly<Record<string, string>>) =>
  Object.entries(colours)
    .map(([code, colour]) => `.c${code}{fill:${colour}}`)
    .join('');

const STYLE = `text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:#1f2328;white-space:pre}
.b{font-weight:bold}.d{opacity:.65}.i{font-style:italic}.u{text-decoration:underline}rect{fill:#fff;stroke:#d0d7de}${rules(LIGHT)}
@media(prefers-color-scheme:dark){text{fill:#e6edf3}rect{fill:#0d1117;stroke:#30363d}${rules(DARK)}}`;

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Classes for the attributes that are on. */
const CLASSES: Readonly<Record<number, string>> = { 1: 'b', 2: 'd', 3: 'i', 4: 'u' };

/** A screen with its colours, as tmux gives it, as a picture. */
export function svgOf(painted: string, columns: number): string {
  const lines = runsOf(painted);
  const rows = lines.map((line, y) => {
    let x = 0;
    const spans: string[] = [];
    for (const { text, codes } of line) {
      const classes = codes.map((code) => CLASSES[code] ?? `c${code}`).join(' ');
      const place = (PAD + x * CELL.width).toFixed(1);
      if (text.trim() !== '')
        spans.push(`<tspan x="${place}"${classes ? ` class="${classes}"` : ''}>${escaped(text)}</tspan>`);
      x += stringWidth(text);
    }
    return spans.length === 0 ? '' : `<text y="${PAD + (y + 0.75) * CELL.height}">${spans.join('')}</text>\n`;
  });
  const [width, height] = [Math.ceil(2 * PAD + columns * CELL.width), Math.ceil(2 * PAD + lines.length * CELL.height)];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="A chat of Turnwire on a terminal">
<style>${STYLE}</style>
<rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="8"/>
${rows.join('')}</svg>
`;
}
