import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { root } from '../../../scripts/surfaces.mjs';

/** A script that puts itself on the window. */
const source = readFileSync(join(root, 'node_modules/axe-core/axe.min.js'), 'utf8');
/** As far as it is asked here. */
interface Axe {
  run(
    context: object,
    options: object,
  ): Promise<{ readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[] }>;
}

/**
 * What axe has to say of the overlay, one line each; empty is clean. Asked in the page itself and loaded into it once: its usual way opens a page
 * of its own, which the overlay's policy forbids, and loads itself anew for every look.
 */
export async function axeOfOverlay(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source);
  return page.evaluate(async () => {
    // Where the other side of a leaf lies over it, axe gives up on contrast without a word.
    const style = document.createElement('style');
    style.textContent = '.leaf,.face{transform:none!important}.face[aria-hidden="true"]{display:none!important}';
    document.head.append(style);
    // It has put itself there.
    const { axe } = window as unknown as { axe: Axe };
    const { violations } = await axe.run(
      // What is paused, and what lies behind the stamp, is faint on purpose; the chat and the page say it in full.
      { exclude: [['.dimmed .money'], ['.dimmed .name'], ['.stamped .money']] },
      { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] },
    );
    style.remove();
    return violations.map(({ id, nodes }) => `${id} ${nodes.map(({ html }) => html).join(' ')}`);
  });
}
