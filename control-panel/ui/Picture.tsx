import { useState } from 'react';

/** A picture of a product; where there is none, or it does not load, its first letter on paper. */
export function Picture({ address, title }: { readonly address: string | null; readonly title: string }) {
  const [failed, setFailed] = useState<string | null>(null);
  if (address === null || failed === address) {
    return (
      <span className="picture picture-none" aria-hidden>
        {title.slice(0, 1)}
      </span>
    );
  }
  return (
    <img
      className="picture"
      src={address}
      alt=""
      width={44}
      height={44}
      loading="lazy"
      decoding="async"
      referrerPolicy="no-referrer"
      onError={() => setFailed(address)}
    />
  );
}
