import { useState } from 'react';
import type { DragEvent } from 'react';

/** What goes onto the element that files may be dropped on. */
interface FileDropHandlers {
  readonly onDragOver: (event: DragEvent) => void;
  readonly onDragLeave: () => void;
  readonly onDrop: (event: DragEvent) => void;
}

/**
 * Files dragged over an element and let go there.
 * @param onFiles asked with the files in their order, and only if there is one: a dragged word or link is none.
 * @returns `over` for the mark while something is dragged above it, and the handlers of the element.
 */
export function useFileDrop(onFiles: (files: readonly File[]) => void): { readonly over: boolean; readonly handlers: FileDropHandlers } {
  const [over, setOver] = useState(false);
  return {
    over,
    handlers: {
      onDragOver: (event) => {
        // Without this the browser would open the file in place of the panel.
        event.preventDefault();
        setOver(true);
      },
      onDragLeave: () => setOver(false),
      onDrop: (event) => {
        event.preventDefault();
        setOver(false);
        const files = [...event.dataTransfer.files];
        if (files.length > 0) onFiles(files);
      },
    },
  };
}
