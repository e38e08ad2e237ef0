import { useEffect, useState, type ComponentType } from 'react';

/** Shown as soon as its file is here. Not React's Suspense: that one keeps what has arrived back for 300 ms, and somebody on air waits for it. */
export function Arriving({ page }: { readonly page: Promise<ComponentType> }) {
  const [arrived, setArrived] = useState<{ readonly Page: ComponentType | null }>({ Page: null });
  useEffect(() => {
    let isWanted = true;
    page.then(
      (Page) => {
        if (isWanted) setArrived({ Page });
      },
      (error: unknown) => {
        // A file that did not come is the boundary's to tell.
        setArrived(() => {
          throw error;
        });
      },
    );
    return () => {
      isWanted = false;
    };
  }, [page]);
  return arrived.Page === null ? null : <arrived.Page />;
}
