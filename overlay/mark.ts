const STAYS_MS = 4_000;

/** Four blocks of colour side by side in the middle of the canvas: the server finds them again in OBS's own pictures (tasks/obs-mark.ts). */
export function paintMark(colours: string): void {
  // Asked for twice, over the line and by the part: one stands on the other, and nobody sees that.
  const mark = document.createElement('i');
  const stops = [0, 1, 2, 3].map((n) => `#${colours.slice(n * 6, n * 6 + 6)} ${n * 25}% ${n * 25 + 25}%`);
  mark.style.cssText = `position:fixed;inset:42% 30%;z-index:9;background:linear-gradient(90deg,${stops.join()})`;
  document.body.append(mark);
  setTimeout(() => mark.remove(), STAYS_MS);
}
