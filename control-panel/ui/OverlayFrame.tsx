import { useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { previewAddress, previewState, type PreviewKind, type PreviewParts } from '@protocol/overlay-preview.ts';

interface Props {
  /** What can be seen, for who does not see it. */
  readonly label: string;
  readonly kind: PreviewKind;
  /** What to draw, for the kind `parts`; null for what is on air. */
  readonly preview: PreviewParts | null;
  /** The canvas it is drawn for, in pixels; scaled to the width there is. */
  readonly width: number;
  readonly height: number;
  /** What stands there until the overlay is drawn, and while nobody looks. */
  readonly still: ReactNode;
}

/** Looked at: on the screen, in a window that is in front. What is not looked at costs nothing. */
function useLookedAt(element: HTMLElement | null): boolean {
  const [isOnScreen, setOnScreen] = useState(false);
  const [isInFront, setInFront] = useState(() => document.visibilityState === 'visible');
  useEffect(() => {
    const changed = (): void => setInFront(document.visibilityState === 'visible');
    document.addEventListener('visibilitychange', changed);
    return () => document.removeEventListener('visibilitychange', changed);
  }, []);
  useEffect(() => {
    if (element === null) return undefined;
    const observer = new IntersectionObserver((entries) => setOnScreen(entries.some((entry) => entry.isIntersecting)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return isOnScreen && isInFront;
}

/** The overlay itself in a frame, drawn for its canvas and scaled to the place there is. It says nothing of itself to the server: it is none that is counted. */
export function OverlayFrame({ label, kind, preview, width, height, still }: Props) {
  const [box, setBox] = useState<HTMLDivElement | null>(null);
  const frame = useRef<HTMLIFrameElement>(null);
  const [scale, setScale] = useState(0);
  const [isDrawn, setDrawn] = useState(false);
  const isLookedAt = useLookedAt(box);

  useLayoutEffect(() => {
    if (box === null) return undefined;
    const measure = (): void => setScale(Math.min(box.clientWidth / width, box.clientHeight / height));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    return () => observer.disconnect();
  }, [box, width, height]);

  const latest = useRef(preview);
  const tell = useRef(() => {
    const inner = frame.current?.contentWindow;
    if (inner !== null && inner !== undefined && latest.current !== null) inner.postMessage(latest.current, window.location.origin);
  });
  useEffect(() => {
    latest.current = preview;
    tell.current();
  }, [preview]);
  useEffect(() => {
    if (!isLookedAt) {
      setDrawn(false);
      return undefined;
    }
    const heard = (event: MessageEvent<unknown>): void => {
      if (event.origin !== window.location.origin || event.source !== frame.current?.contentWindow) return;
      const state = previewState(event.data);
      if (state === 'waiting') tell.current();
      if (state === 'drawn') setDrawn(true);
    };
    window.addEventListener('message', heard);
    return () => window.removeEventListener('message', heard);
  }, [isLookedAt]);

  return (
    <div ref={setBox} className="overlay-frame" role="img" aria-label={label} data-drawn={isDrawn}>
      {isDrawn ? null : <div className="overlay-still">{still}</div>}
      {isLookedAt ? (
        <iframe
          ref={frame}
          title={label}
          src={previewAddress(kind)}
          width={width}
          height={height}
          style={{ transform: `translate(-50%, -50%) scale(${scale})` }}
          tabIndex={-1}
          aria-hidden
        />
      ) : null}
    </div>
  );
}
