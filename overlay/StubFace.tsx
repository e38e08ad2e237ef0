import { useMemo, useSyncExternalStore } from 'react';
import { canvasScale } from './canvas.ts';
import type { Stub } from './card-of.ts';
import { qrOf, qrSide } from './qr.ts';

/** Width of the stub's text in hundredths of rem, and of a letter of the mono type in its own size. */
const TEXT_WIDTH = 264;
const LETTER = 0.58;
const LARGEST = 30;
const SMALLEST = 20;

const onResize = (listener: () => void): (() => void) => {
  window.addEventListener('resize', listener);
  return () => window.removeEventListener('resize', listener);
};

export function StubFace({ stub, hidden }: { readonly stub: Stub; readonly hidden: boolean }) {
  const scale = useSyncExternalStore(onResize, () => canvasScale(window.innerWidth, window.innerHeight));
  const qr = useMemo(() => (stub.url === null ? null : qrOf(stub.url)), [stub.url]);
  const side = qr === null ? 0 : qrSide(qr.modules, scale);
  const size = Math.max(SMALLEST, Math.min(LARGEST, Math.floor(TEXT_WIDTH / (LETTER * stub.text.length))));
  return (
    <div className={qr === null ? 'face front without-qr' : 'face front'} aria-hidden={hidden}>
      {qr !== null && (
        <svg
          className="qr"
          role="img"
          aria-label={stub.label}
          viewBox={`0 0 ${qr.modules} ${qr.modules}`}
          width={side}
          height={side}
          shapeRendering="crispEdges"
        >
          <path d={qr.path} />
        </svg>
      )}
      {qr === null && <ChatBubble />}
      <p className={stub.isLink ? 'link' : 'link in-words'} style={stub.isLink ? { fontSize: `${size / 100}rem` } : undefined}>
        {stub.text}
      </p>
      <p className="how">{stub.how}</p>
    </div>
  );
}

function ChatBubble() {
  return (
    <svg className="bubble" viewBox="0 0 48 44" aria-hidden="true">
      <path d="M8 3h32a5 5 0 0 1 5 5v20a5 5 0 0 1-5 5H22L12 41v-8H8a5 5 0 0 1-5-5V8a5 5 0 0 1 5-5z" />
      <path d="M13 14h22M13 22h14" />
    </svg>
  );
}
