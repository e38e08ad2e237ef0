import { useState } from 'react';
import { Link2 } from 'lucide-react';
import type { PanelDrop } from '@protocol/parts.ts';
import { useChannelName } from './use-channel-name.ts';
import { CopyText } from '../ui/CopyText.tsx';
import { Modal } from '../ui/Modal.tsx';
import { w } from '../text/words.ts';

/** The links of a drop, one per channel, so that clicks can be told apart. */
export function LinksOf({ drop }: { readonly drop: PanelDrop }) {
  const [open, setOpen] = useState(false);
  const nameOf = useChannelName();
  const links = drop.links.filter((link) => link.url !== null);
  if (links.length === 0) return null;
  return (
    <>
      <button type="button" className="text-button" onClick={() => setOpen(true)}>
        <Link2 size={15} aria-hidden /> {w('links.open', { n: links.length })}
      </button>
      {open ? (
        <Modal title={w('links.title', { title: drop.title })} onClose={() => setOpen(false)} wide={false}>
          <div className="form">
            {links.map((link) => (
              <div key={link.code} className="field">
                <span className="label">{nameOf(link.channel)}</span>
                <CopyText label={w('links.of', { channel: nameOf(link.channel) })} text={link.url ?? ''} />
              </div>
            ))}
          </div>
        </Modal>
      ) : null}
    </>
  );
}
