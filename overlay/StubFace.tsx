import { useMemo } from 'react';
import { useCanvas } from './canvas.ts';
import type { Stub } from './card-of.ts';
import { qrOf, qrSide } from './qr.ts';

/** Width of the stub's text and its type in hundredths of rem, beneath the code and, on a portrait canvas, beside it. */
const BENEATH = { width: 264, largest: 30 };
const BESIDE = { width: 480, largest: 46 };
/** Width of a letter of the mono type in its own size. */
const LETTER = 0.58;
/** A code that is larger than this, of the ticket's smallest, leaves no room for a line on how to use it. */
const ROOM_FOR_HOW = 250;

export function StubFace({ stub, hidden }: { readonly stub: Stub; readonly hidden: boolean }) {
  const canvas = useCanvas();
  const qr = useMemo(() => (stub.url === null ? null : qrOf(stub.url)), [stub.url]);
  const side = qr === null ? 0 : qrSide(qr.modules, canvas);
  const { width, largest } = canvas.portrait ? BESIDE : BENEATH;
  const size = Math.min(largest, Math.floor(width / (LETTER * stub.text.length)));
  const hasRoom = canvas.portrait || canvas.scale >= 1 || side <= ROOM_FOR_HOW * canvas.pixel;
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
      <div className="say">
        <p className={stub.isLink ? 'link' : 'link in-words'} style={stub.isLink ? { fontSize: `max(${size / 100}rem, var(--least))` } : undefined}>
          {stub.text}
        </p>
        {hasRoom && <p className="how">{stub.how}</p>}
      </div>
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
