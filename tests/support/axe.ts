import type { Page } from '@playwright/test';
import axeCore, { type AxeResults } from 'axe-core';

/** As it stands on the window of a page. */
interface Axe {
  run(context: object, options: object): Promise<AxeResults>;
}

/**
 * What axe has to say of the page, one line each; empty is clean. Asked in the page itself and loaded into it once: its usual way opens a page of its
 * own for every look, which the overlay's policy forbids, and loads itself anew each time.
 * @param apart - What is not judged, as selectors.
 */
export async function axe(page: Page, apart: readonly string[] = []): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeCore.source);
  return page.evaluate(async (exclude) => {
    // It has put itself there.
    const { axe: judge } = window as unknown as { axe: Axe };
    const { violations } = await judge.run(
      { include: [['html']], exclude: exclude.map((selector) => [selector]) },
      // Frames show pages that are judged on their own. Loading the stylesheets once more serves the one rule on a locked orientation, and nothing of ours is turned.
      { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'], iframes: false, preload: false },
    );
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} · ${(failureSummary ?? '').split('\n').slice(1, 2).join(' ')}`),
    );
  }, apart);
}
