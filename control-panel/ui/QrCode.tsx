import { useMemo } from 'react';
import { encode } from 'uqr';
import { QUIET_MODULES, qrPath } from '@protocol/qr-path.ts';

/** An address for a phone's camera, dark on light whatever the room. `label` says to ears where it leads. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const { path, size } = useMemo(() => {
    const code = encode(text, { ecc: 'M', border: QUIET_MODULES });
    return { path: qrPath(code.data), size: code.size };
  }, [text]);
  return (
    <svg className="qr-code" role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
