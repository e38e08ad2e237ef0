import { useRef } from 'react';
import { Camera, ImagePlus, Trash2 } from 'lucide-react';
import { smallOf } from '@protocol/media.ts';
import { w } from '../text/words.ts';
import { SendingPicture } from './SendingPicture.tsx';
import { useFileDrop } from './use-file-drop.ts';
import { useUpload } from './use-upload.ts';

/** No HEIC among them: an iPhone then hands over a JPEG by itself. */
export const PICTURE_TYPES = 'image/jpeg,image/png,image/webp';

interface Props {
  /** Path of the picture on this server, `/media/….webp`; null for none. */
  readonly value: string | null;
  readonly onChange: (path: string | null) => void;
}

/**
 * One picture: from the camera on a phone, chosen or dropped elsewhere. It is on its way as soon as it is chosen; `useUploading` says so to
 * whoever must wait for it.
 */
export function PicturePicker({ value, onChange }: Props) {
  const { sending, wrong, send, cancel } = useUpload(onChange);
  const chooser = useRef<HTMLInputElement>(null);
  const camera = useRef<HTMLInputElement>(null);
  const take = (file: File | undefined): void => {
    if (file === undefined) return;
    cancel();
    send([file]);
  };
  const { over, handlers } = useFileDrop((files) => take(files[0]));
  const input = (ref: typeof chooser, capture: 'environment' | undefined) => (
    <input
      ref={ref}
      type="file"
      className="unseen"
      tabIndex={-1}
      aria-hidden
      accept={PICTURE_TYPES}
      capture={capture}
      onChange={(event) => {
        take(event.target.files?.[0]);
        // The same file again is a choice too.
        event.target.value = '';
      }}
    />
  );
  return (
    <div className={`picture-picker ${over ? 'over' : ''}`} role="group" aria-label={w('picture.label')} {...handlers}>
      {input(chooser, undefined)}
      {input(camera, 'environment')}
      {sending !== null ? (
        <SendingPicture sending={sending} waiting={0} onCancel={cancel} />
      ) : (
        <>
          {value === null ? null : <img className="picture-chosen" src={smallOf(value)} alt={w('picture.chosen')} />}
          <div className="picture-buttons">
            <button type="button" className="button button-plain only-touch" onClick={() => camera.current?.click()}>
              <Camera size={20} aria-hidden />
              {value === null ? w('picture.take') : w('picture.takeAgain')}
            </button>
            <button type="button" className="button button-plain" onClick={() => chooser.current?.click()}>
              <ImagePlus size={20} aria-hidden />
              {value === null ? w('picture.choose') : w('picture.chooseOther')}
            </button>
            {value === null ? null : (
              <button type="button" className="icon-button" aria-label={w('picture.remove')} onClick={() => onChange(null)}>
                <Trash2 size={20} aria-hidden />
              </button>
            )}
          </div>
        </>
      )}
      {wrong === null ? null : (
        <p className="wrong" role="alert">
          {wrong}
        </p>
      )}
    </div>
  );
}
