import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Pictures to look at pages with: drawn, so that nothing is fetched and nothing big is kept. */
const frame = (inner: string, from: string, to: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 800"><defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop stop-color="${from}"/><stop offset="1" stop-color="${to}"/></linearGradient><radialGradient id="s" cx=".4" cy=".3" r=".9"><stop stop-color="#fff" stop-opacity=".35"/><stop offset="1" stop-color="#000" stop-opacity=".25"/></radialGradient></defs><rect width="800" height="800" fill="url(#g)"/><ellipse cx="400" cy="690" rx="250" ry="30" fill="#0004"/>${inner}</svg>`;
export const drawings = {
  'bag.svg': frame('<path d="M230 330c0-240 340-240 340 0" fill="none" stroke="#5f2f17" stroke-width="24"/><rect x="150" y="300" width="500" height="380" rx="70" fill="#c98a58"/><rect x="150" y="300" width="500" height="380" rx="70" fill="url(#s)"/><path d="M150 380c0-44 36-80 80-80h340c44 0 80 36 80 80v70c0 96-500 96-500 0z" fill="#a8683c"/><rect x="362" y="488" width="76" height="60" rx="10" fill="#e6c26a"/>', '#e0874f', '#5c2412'),
  'bag-open.svg': frame('<rect x="120" y="260" width="560" height="420" rx="80" fill="#8e5230"/><path d="M160 340h480v250c0 50-40 70-80 70H240c-40 0-80-20-80-70z" fill="#3a2115"/><rect x="250" y="400" width="120" height="220" rx="10" fill="#d9c6a4"/><rect x="400" y="430" width="170" height="190" rx="10" fill="#7b8a6a"/>', '#caa27b', '#4a2a18'),
  'mug.svg': frame('<path d="M560 360c150-20 150 220-10 210" fill="none" stroke="#e8e2d2" stroke-width="44"/><path d="M220 260h370l-22 360c-4 60-60 70-160 70s-156-10-160-70z" fill="#efe9da"/><path d="M220 260h370l-22 360c-4 60-60 70-160 70s-156-10-160-70z" fill="url(#s)"/><ellipse cx="405" cy="262" rx="186" ry="38" fill="#5b6f73"/>', '#9db4b1', '#2f4447'),
  'print.svg': frame('<rect x="190" y="120" width="420" height="560" fill="#fbf7ef"/><rect x="230" y="160" width="340" height="480" fill="#d7c7a3"/><circle cx="400" cy="330" r="96" fill="#c8431d"/><path d="M230 560c80-110 140-90 200-20s90 40 140-30v130H230z" fill="#2f5d50"/>', '#f1eadd', '#b9a98a'),
}; // prettier-ignore

/** A folder with all of them, for `sampleDir`; `remove` when done. */
export function picturesFolder(): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'dropcast-pictures-'));
  for (const [name, text] of Object.entries(drawings)) writeFileSync(join(folder, name), text);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
