import type { Page } from '@playwright/test';

/**
 * What nobody gets at or cannot read as the window stands: the page scrolls sideways; a button, link or field that scrolling does not
 * bring whole into the window, or that something else lies over; letters that do not fit where they stand. A line each; empty is well.
 */
export const outOfReach = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const wrong: string[] = [];
    const wide = document.documentElement.scrollWidth - window.innerWidth;
    if (wide > 1) wrong.push(`scrolls ${wide} px sideways`);

    // The topmost thing that covers the rest owns the page: a dialog, else a small window.
    const dialogs = [...document.querySelectorAll('dialog[open]')];
    const pop = document.querySelector('[data-radix-popper-content-wrapper]');
    const scope = dialogs.at(-1) ?? pop ?? document.body;
    const short = (element: Element): string => {
      const text = (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().replaceAll(/\s+/gu, ' ').slice(0, 40);
      return `${element.tagName.toLowerCase()}${element.classList.length > 0 ? `.${[...element.classList].join('.')}` : ''} "${text}"`;
    };
    const isSeen = (element: Element): boolean => {
      const { width, height } = element.getBoundingClientRect();
      return width > 1 && height > 1 && element.checkVisibility({ visibilityProperty: true }) && element.closest('.unseen, .skip') === null;
    };
    /** A choice is pressed by its label, and so is what its own look hides. */
    const pressedBy = (element: Element): Element =>
      element instanceof HTMLInputElement && (element.type === 'radio' || element.type === 'checkbox' || !isSeen(element))
        ? (element.closest('label') ?? element.labels?.[0] ?? element)
        : element;

    const commands = [...scope.querySelectorAll('button, a[href], input, select, textarea, summary, [role="tab"]')].filter(
      (each) => !each.matches(':disabled'),
    );
    for (const command of commands) {
      const target = pressedBy(command);
      if (!isSeen(target)) continue;
      target.scrollIntoView({ block: 'center', inline: 'center' });
      // A link over two lines has a middle that is not its own.
      const rect = target.getClientRects()[0] ?? target.getBoundingClientRect();
      const x = (rect.left + rect.right) / 2;
      const y = (rect.top + rect.bottom) / 2;
      if (rect.left < -1 || rect.right > window.innerWidth + 1 || y < 0 || y > window.innerHeight) {
        wrong.push(`${short(target)} stands outside: ${Math.round(rect.left)}–${Math.round(rect.right)} × ${Math.round(rect.top)}–${Math.round(rect.bottom)}`);
        continue;
      }
      const hit = document.elementFromPoint(x, y);
      if (hit === null || !(target.contains(hit) || hit.contains(target) || hit.closest('label')?.contains(command) === true))
        wrong.push(`${short(target)} is covered by ${hit === null ? 'nothing' : short(hit)}`);
      else if (hit !== target && hit.contains(target)) wrong.push(`${short(target)} is cut off by ${short(hit)}`);
      for (const part of [target, ...target.querySelectorAll(':not(.unseen, [aria-hidden])')]) {
        if (
          part instanceof HTMLElement &&
          getComputedStyle(part).overflowX !== 'visible' &&
          part.scrollWidth > part.clientWidth + 1 &&
          part.matches(':not(input, textarea, select)')
        )
          wrong.push(`${short(target)} does not say all of its ${part.scrollWidth} px in ${part.clientWidth}`);
      }
    }

    for (const element of scope.querySelectorAll<HTMLElement>('*')) {
      const hasText = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '');
      if (!hasText || element.clientWidth === 0 || !isSeen(element) || element.closest('.stage-scale, option, [aria-hidden="true"]') !== null) continue;
      const { overflowX, textOverflow } = getComputedStyle(element);
      if (element.scrollWidth <= element.clientWidth + 1 || overflowX === 'auto' || overflowX === 'scroll' || textOverflow === 'ellipsis') continue;
      wrong.push(`${short(element)}: ${element.scrollWidth} px of letters in ${element.clientWidth}`);
    }
    window.scrollTo(0, 0);
    return wrong;
  });
