// What a look at the overlay finds out, as functions that run in its page, whichever browser that is: they use nothing from outside themselves.

/** Drawn, in its own type, with its pictures, and allowed to move. */
export function isSettled(): boolean {
  const main = document.querySelector('main');
  return (
    main !== null &&
    document.fonts.status === 'loaded' &&
    // Loaded is also what nobody has asked for yet.
    (main.textContent === '' || Array.from(document.fonts).some((face) => face.status === 'loaded')) &&
    main.dataset['status'] !== 'connecting' &&
    (!main.classList.contains('still') || main.querySelector('.corner') === null || main.dataset['status'] === 'refused') &&
    Array.from(document.images).every((image) => image.complete)
  );
}

/** After this, titles that were measured in another type have been fitted again. */
export async function fitted(): Promise<void> {
  await document.fonts.ready;
  for (let frames = 0; frames < 2; frames++) await new Promise((resolve) => requestAnimationFrame(resolve));
}

/** Not Playwright's addStyleTag: that one blames itself for whatever the page's policy blocks meanwhile. */
export function addStyle(css: string): void {
  const style = document.createElement('style');
  style.textContent = css;
  document.head.append(style);
}

/** What leaves the 5 % safe edges. The striped edge of a test may: it is not there to be read. */
export const outside = (): string[] =>
  Array.from(document.querySelectorAll('.ticket, .strip, .who-am-i, .stopped')).flatMap((element) => {
    const box = element.getBoundingClientRect();
    const { innerWidth: w, innerHeight: h } = window;
    const isInside = box.left >= w * 0.05 - 1 && box.right <= w * 0.95 + 1 && box.top >= h * 0.05 - 1 && box.bottom <= h * 0.95 + 1;
    return isInside ? [] : [`${element.className} ${JSON.stringify(box)}`];
  });

/** What does not fit where it stands. */
export const crowded = (): string[] =>
  [
    ['.body, .words, .stub .front', true] as const,
    // Figures in a row may reach over its box, as letters do, but not out of its side.
    ['.counts, .money, .top, .when', false] as const,
  ].flatMap(([selector, isHeightToo]) =>
    Array.from(document.querySelectorAll(selector)).flatMap((element) =>
      element.scrollWidth > element.clientWidth + 1 || (isHeightToo && element.scrollHeight > element.clientHeight + 1)
        ? [`${element.className}: ${element.scrollWidth}×${element.scrollHeight} in ${element.clientWidth}×${element.clientHeight}`]
        : [],
    ),
  );

/** Text under 20 px of a 1080p canvas. */
export function small(): string[] {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found: string[] = [];
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const size = node.parentElement === null ? 0 : parseFloat(getComputedStyle(node.parentElement).fontSize);
    if (node.textContent?.trim() !== '' && size < 19.99) found.push(`${node.textContent}: ${size}`);
  }
  return found;
}
