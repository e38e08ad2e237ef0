import { createElement, type DragEvent } from 'react';
import { renderToString } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { useFileDrop } from '../../../control-panel/ui/use-file-drop.ts';

/** The handlers as an element would get them, and what they hand on. */
function element(): { readonly handlers: ReturnType<typeof useFileDrop>['handlers']; readonly heard: (readonly string[])[] } {
  const heard: (readonly string[])[] = [];
  const drawn: ReturnType<typeof useFileDrop>[] = [];
  renderToString(
    createElement(() => {
      drawn.push(useFileDrop((files) => heard.push(files.map((file) => file.name))));
      return null;
    }),
  );
  const first = drawn[0];
  if (first === undefined) throw new Error('nothing was drawn');
  return { handlers: first.handlers, heard };
}
/** As much of a browser's event as is read, and whether the browser was kept from opening the file. */
function drag(names: readonly string[]): { readonly event: DragEvent; readonly kept: () => boolean } {
  let isKept = false;
  const part = { dataTransfer: { files: names.map((name) => new File(['x'], name)) }, preventDefault: () => (isKept = true) };
  // As much of the event as the hook reads; a whole one needs a browser.
  return { event: part as unknown as DragEvent, kept: () => isKept };
}

describe('files dropped on the panel', () => {
  it('are handed on in their order, and the browser does not open them', () => {
    const { handlers, heard } = element();
    const over = drag([]);
    handlers.onDragOver(over.event);
    const drop = drag(['first.jpg', 'second.jpg']);
    handlers.onDrop(drop.event);
    expect([over.kept(), drop.kept(), heard]).toEqual([true, true, [['first.jpg', 'second.jpg']]]);
  });
  it('a dragged word or link is no file: nobody is asked, and the panel stays open', () => {
    const { handlers, heard } = element();
    const drop = drag([]);
    handlers.onDrop(drop.event);
    expect([drop.kept(), heard]).toEqual([true, []]);
  });
});
