import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { shown } from './units.mjs';

const WIDTH = 860;
const ROW = 52;
const TOP = 88;
const BOTTOM = 12;
const TITLE = 'Time and bytes, as a share of the official SDK’s: shorter is better';

/** The sides from top to bottom. A class of the style sheet colours each: a picture in a README follows its reader's wish for dark. */
const SIDES = { ours: 'leasehold', sdk: 'the official TypeScript SDK', raw: 'fetch and json() alone' };

const STYLE = `
svg { font: 12px system-ui, -apple-system, "Segoe UI", sans-serif; color: #1f2328 }
.paper { fill: #ffffff } .title { font-size: 15px; font-weight: 600 } .note, .value { fill: #59636e } .value { font-size: 11px }
.ours { fill: #0a7d5a } .sdk { fill: #9aa4af } .raw { fill: #c8d1da }
@media (prefers-color-scheme: dark) {
  svg { color: #e6edf3 } .paper { fill: #0d1117 } .note, .value { fill: #9198a1 }
  .ours { fill: #3fb68b } .sdk { fill: #6e7781 } .raw { fill: #3d4650 }
}`;

/**
 * Draws the figures that have a name for it: a group of bars each, as long as their share of the official SDK's. An SVG that stands alone.
 *
 * @param {Array<import("./figure.mjs").Figure>} figures
 * @param {string} note stands under the title
 */
export function picture(figures, note) {
  const drawn = figures.filter((figure) => figure.picture);
  const height = TOP + ROW * drawn.length + BOTTOM;
  const chart = plot(drawn, height);
  // Its own style sheet knows one colour only.
  chart.querySelector('style').remove();
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">
<title>${TITLE}</title>
<style>${STYLE}</style>
<rect class="paper" width="${WIDTH}" height="${height}" rx="8"/>
<text class="title" x="20" y="30" fill="currentColor">${TITLE}</text>
<text class="note" x="20" y="50">${escaped(note)}</text>
${legend()}
<g fill="currentColor" text-anchor="middle">${chart.innerHTML}</g>
</svg>
`;
}

function plot(figures, height) {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const bars = figures.flatMap(barsOf);
  const at = { fy: 'of', y: 'side', x: 'share' };
  return Plot.plot({
    document,
    width: WIDTH,
    height,
    marginTop: TOP,
    marginBottom: BOTTOM,
    marginLeft: 250,
    // Room for the text beside the longest bar.
    marginRight: 110,
    x: { axis: null, domain: [0, Math.max(...bars.map(({ share }) => share))] },
    y: { axis: null, domain: Object.keys(SIDES), padding: 0.08 },
    fy: { label: null, domain: figures.map(({ picture: name }) => name), padding: 0.25, axis: 'left', tickSize: 0 },
    marks: [
      ...Object.keys(SIDES).map((side) => {
        const own = bars.filter((bar) => bar.side === side);
        return Plot.barX(own, { ...at, className: side, rx: 2 });
      }),
      Plot.text(bars, { ...at, text: 'value', textAnchor: 'start', dx: 6, className: 'value' }),
    ],
  });
}

function legend() {
  const entries = Object.entries(SIDES).map(
    ([side, name], i) =>
      `<g class="${side}" transform="translate(${20 + i * 200} 62)"><rect width="12" height="12" rx="2"/></g>` +
      `<text x="${38 + i * 200}" y="72" fill="currentColor">${name}</text>`,
  );
  return entries.join('\n');
}

function barsOf({ picture: of, unit, sides }) {
  const present = Object.keys(SIDES).filter((side) => sides[side]);
  return present.map((side) => {
    const { median } = sides[side];
    return { of, side, share: median / sides.sdk.median, value: shown(median, unit) };
  });
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
