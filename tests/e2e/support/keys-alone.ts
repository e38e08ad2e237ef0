import type { CDPSession, Page } from '@playwright/test';

/** Hands on a keyboard and nothing else: what has the focus is known by the name that a screen reader says. */
export interface KeysAlone {
  /** Tab, or Shift+Tab, until what has the focus is called so; everything on the way must be named, seen and lit. */
  to(name: string | RegExp, key?: 'Tab' | 'Shift+Tab'): Promise<void>;
  /** From the top of the page to its end: every stop by its name. */
  around(): Promise<readonly string[]>;
  press(key: string): Promise<void>;
  type(text: string): Promise<void>;
  /** Over what stands in the field. */
  over(text: string): Promise<void>;
  /** Kept down until it has done something. */
  keep(key: string, done: () => Promise<void>): Promise<void>;
  /** What has the focus; null where nothing has. */
  focused(): Promise<string | null>;
}

/** More than any screen has, and few enough to be tabbed through. */
const MOST = 150;
/** No shorter than what the server answers in; clocks tick less often. */
const QUIET = 250;
/** Parts of a date that are fields of one element. */
const PARTS = 10;

export async function keysAlone(page: Page): Promise<KeysAlone> {
  const tools: CDPSession = await page.context().newCDPSession(page);
  const nameOf = async (): Promise<string | null> => {
    const { result } = await tools.send('Runtime.evaluate', { expression: 'document.activeElement === document.body ? null : document.activeElement' });
    if (result.objectId === undefined) return null;
    const { nodes } = await tools.send('Accessibility.getPartialAXTree', { objectId: result.objectId, fetchRelatives: false });
    const name: unknown = nodes[0]?.name?.value;
    return typeof name === 'string' ? name.replaceAll(/\s+/gu, ' ').trim() : '';
  };
  /** What is wrong with the place of the focus; null where one sees at once where it is. */
  const wrong = (): Promise<string | null> =>
    page.evaluate(async () => {
      // What scrolls to it does so with the next frame.
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      const element = document.activeElement;
      if (element === null || element === document.body) return null;
      if (element.tagName === 'IFRAME') return 'the focus fell into a picture of the overlay';
      const lit = [element, element.closest('label')].some((each) => {
        if (each === null) return false;
        const { outlineStyle, outlineWidth } = getComputedStyle(each);
        return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
      });
      if (!lit) return 'nothing shows that it has the focus';
      const { left, right, top, bottom } = (element.closest('label') ?? element).getBoundingClientRect();
      const points = [0.5, 0.1, 0.9].flatMap((x) => [0.5, 0.1, 0.9].map((y) => [left + (right - left) * x, top + (bottom - top) * y] as const));
      const isSeen = points.some(([x, y]) => {
        const hit = document.elementFromPoint(x, y);
        return hit !== null && (element.contains(hit) || hit.closest('label')?.contains(element) === true);
      });
      return isSeen ? null : `it is out of sight or covered at ${Math.round(left)}–${Math.round(right)} × ${Math.round(top)}–${Math.round(bottom)}`;
    });
  /** Nobody presses on while the screen is still turning into another one. */
  const atRest = (): Promise<void> =>
    page.evaluate(
      (quiet) =>
        new Promise<void>((resolve) => {
          const end = (): void => {
            observer.disconnect();
            resolve();
          };
          let timer = setTimeout(end, quiet);
          const observer = new MutationObserver(() => {
            clearTimeout(timer);
            timer = setTimeout(end, quiet);
          });
          observer.observe(document.body, { childList: true, subtree: true });
        }),
      QUIET,
    );
  /** One step further; its name, or null between the end of the page and its beginning. */
  const on = async (key: 'Tab' | 'Shift+Tab', passed: readonly string[]): Promise<string | null> => {
    await page.keyboard.press(key);
    const focused = await nameOf();
    if (focused === '') throw new Error(`no name, after ${passed.slice(-3).join(', ')}`);
    const fault = await wrong();
    if (fault !== null) throw new Error(`"${String(focused)}": ${fault}`);
    const last = passed.slice(-PARTS);
    if (last.length === PARTS && last.every((each) => each === focused)) throw new Error(`"${String(focused)}" does not let go of the focus`);
    return focused;
  };
  const to: KeysAlone['to'] = async (name, key = 'Tab') => {
    const passed: string[] = [];
    let rounds = 0;
    await atRest();
    while (passed.length < MOST && rounds <= 2) {
      const focused = await on(key, passed);
      // Once around: the browser's own bar.
      if (focused === null) rounds += 1;
      else if (typeof name === 'string' ? focused === name : name.test(focused)) return;
      else passed.push(focused);
    }
    throw new Error(`no ${String(name)} among ${passed.join(' | ')}`);
  };
  const around: KeysAlone['around'] = async () => {
    /** To the end of what is left of the page, each stop by its name. */
    const toEnd = async (): Promise<readonly string[]> => {
      const passed: string[] = [];
      for (let focused = await on('Tab', passed); focused !== null; focused = await on('Tab', passed)) {
        passed.push(focused);
        if (passed.length > MOST) throw new Error(`no end of ${passed.join(' | ')}`);
      }
      return passed;
    };
    await toEnd();
    return toEnd();
  };
  return {
    to,
    around,
    press: (key) => page.keyboard.press(key),
    type: (text) => page.keyboard.type(text),
    over: async (text) => {
      await page.keyboard.press('Control+a');
      await page.keyboard.type(text);
    },
    keep: async (key, done) => {
      await page.keyboard.down(key);
      await done();
      await page.keyboard.up(key);
    },
    focused: nameOf,
  };
}
