import { X } from 'lucide-react';
import { w } from '../text/words.ts';
import type { Sending } from './use-upload.ts';

/** A picture on its way: already seen, and how far it is. Sent is not yet there: making it small takes a second. */
export function SendingPicture({ sending, waiting, onCancel }: { readonly sending: Sending; readonly waiting: number; readonly onCancel: () => void }) {
  const percent = Math.round(sending.share * 100);
  return (
    <div className="picture-sending">
      {sending.preview === null ? null : <img src={sending.preview} alt="" />}
      <progress max={100} value={percent === 100 ? undefined : percent} aria-label={w('picture.sending', { name: sending.name })} />
      <p role="status">{percent === 100 ? w('picture.making') : waiting > 0 ? w('picture.sendingMore', { n: waiting }) : w('picture.sendingOne')}</p>
      <button type="button" className="icon-button" aria-label={w('picture.cancel')} onClick={onCancel}>
        <X size={20} aria-hidden />
      </button>
    </div>
  );
}
