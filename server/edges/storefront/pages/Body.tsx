import type { ReactNode } from 'react';

/**
 * The product's own description: HTML that was made safe before it became an event
 * (server/edges/…/import and product.save). The only raw text on any page, and the policy lets no
 * script or style in it run even so.
 */
export function Body({ html }: { readonly html: string }): ReactNode {
  // oxlint-disable-next-line react/no-danger -- sanitised where it came in; see above
  return html === '' ? null : <div className="body" dangerouslySetInnerHTML={{ __html: html }} />;
}
