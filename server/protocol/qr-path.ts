/** ISO 18004: four modules of light around the code, or cameras miss it. */
export const QUIET_MODULES = 4;

/**
 * SVG path of a code's dark modules, one unit each. Runs of a row in one piece: no hairlines between modules where a canvas
 * scales. Overlay and panel encode for themselves and draw alike.
 */
export function qrPath(rows: readonly (readonly boolean[])[]): string {
  let path = '';
  rows.forEach((row, y) => {
    for (let x = 0; x < row.length; x++) {
      if (row[x] !== true) continue;
      let end = x;
      while (row[end + 1] === true) end++;
      path += `M${x} ${y}h${end - x + 1}v1h-${end - x + 1}z`;
      x = end;
    }
  });
  return path;
}
