import { useRef, useState } from 'react';
import { ArrowLeftToLine, Film, ImagePlus, Trash2 } from 'lucide-react';
import { fromFirstSight, isClip, isRemote, smallOf } from '@protocol/media.ts';
import { w } from '../../text/words.ts';
import { Button } from '../../ui/Button.tsx';
import { PICTURE_TYPES } from '../../ui/PicturePicker.tsx';
import { SendingPicture } from '../../ui/SendingPicture.tsx';
import { useFileDrop } from '../../ui/use-file-drop.ts';
import { useUpload } from '../../ui/use-upload.ts';
import { isWebAddress } from '../valid.ts';

const MOST_PICTURES = 20;
const TYPES = `${PICTURE_TYPES},video/mp4,video/quicktime`;

interface Props {
  readonly title: string;
  /** Paths of this server, and addresses of others: those are copied once the product is saved. */
  readonly value: readonly string[];
  readonly onChange: (change: (before: readonly string[]) => readonly string[]) => void;
}

/** A product's pictures and clips in their order; the first is the one on the card. */
export function ProductPictures({ title, value, onChange }: Props) {
  const add = (path: string): void => onChange((before) => (before.includes(path) ? before : [...before, path].slice(0, MOST_PICTURES)));
  const { sending, waiting, wrong, send, cancel } = useUpload(add);
  const chooser = useRef<HTMLInputElement>(null);
  const take = (files: readonly File[]): void => send(files.slice(0, MOST_PICTURES - value.length));
  const { over, handlers } = useFileDrop(take);
  const isFull = value.length >= MOST_PICTURES;
  return (
    <fieldset className="plain-set product-pictures">
      <legend>{w('field.pictures')}</legend>
      <p className="hint">{w('pictures.hint')}</p>
      <ul className={`picture-grid ${over ? 'over' : ''}`}>
        {value.map((address, at) => (
          <Tile
            key={address}
            address={address}
            label={at === 0 ? w('pictures.first', { title }) : w('pictures.nth', { title, n: at + 1 })}
            isFirst={at === 0}
            onFirst={() => onChange((before) => [address, ...before.filter((each) => each !== address)])}
            onRemove={() => onChange((before) => before.filter((each) => each !== address))}
          />
        ))}
        {sending === null ? null : (
          <li className="picture-tile">
            <SendingPicture sending={sending} waiting={waiting} onCancel={cancel} />
          </li>
        )}
        {isFull || sending !== null ? null : (
          <li>
            <button type="button" className="picture-add" onClick={() => chooser.current?.click()} {...handlers}>
              <ImagePlus size={24} aria-hidden />
              {value.length === 0 ? w('pictures.add') : w('pictures.addMore')}
            </button>
          </li>
        )}
      </ul>
      <input
        ref={chooser}
        type="file"
        className="unseen"
        tabIndex={-1}
        aria-hidden
        multiple
        accept={TYPES}
        onChange={(event) => {
          take([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
      {wrong === null ? null : (
        <p className="wrong" role="alert">
          {wrong}
        </p>
      )}
      {value.some(isRemote) ? <p className="hint">{w('pictures.willCopy')}</p> : null}
      {isFull ? null : <ByAddress onAdd={add} />}
    </fieldset>
  );
}

interface TileProps {
  readonly address: string;
  readonly label: string;
  readonly isFirst: boolean;
  readonly onFirst: () => void;
  readonly onRemove: () => void;
}
function Tile({ address, label, isFirst, onFirst, onRemove }: TileProps) {
  const [isGone, setGone] = useState(false);
  return (
    <li className="picture-tile">
      {isClip(address) ? (
        <video src={fromFirstSight(address)} muted playsInline preload="metadata" aria-label={label} />
      ) : isGone ? (
        <p className="picture-gone">{w('pictures.gone')}</p>
      ) : (
        <img src={smallOf(address)} alt={label} loading="lazy" decoding="async" referrerPolicy="no-referrer" onError={() => setGone(true)} />
      )}
      {isFirst ? (
        <span className="picture-mark">{w('pictures.onCard')}</span>
      ) : isClip(address) ? (
        <Film className="picture-mark" size={16} aria-hidden />
      ) : null}
      <span className="picture-does">
        {isFirst ? null : (
          <button type="button" className="icon-button" aria-label={w('pictures.toFront', { label })} onClick={onFirst}>
            <ArrowLeftToLine size={18} aria-hidden />
          </button>
        )}
        <button type="button" className="icon-button" aria-label={w('pictures.remove', { label })} onClick={onRemove}>
          <Trash2 size={18} aria-hidden />
        </button>
      </span>
    </li>
  );
}

/** A picture that stands on the web already. */
function ByAddress({ onAdd }: { readonly onAdd: (address: string) => void }) {
  const [address, setAddress] = useState('');
  const [isWrong, setWrong] = useState(false);
  const addIt = (): void => {
    const text = address.trim();
    if (!isWebAddress(text)) return setWrong(true);
    onAdd(text);
    setAddress('');
  };
  return (
    <details className="picture-address">
      <summary>{w('pictures.byAddress')}</summary>
      <div className="row">
        <input
          type="url"
          className="mono"
          aria-label={w('pictures.address')}
          aria-invalid={isWrong}
          value={address}
          onChange={(event) => {
            setAddress(event.target.value);
            setWrong(false);
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            addIt();
          }}
        />
        <Button look="plain" onPress={addIt} disabled={address.trim() === ''} sending={false} shortcut={null}>
          {w('pictures.addAddress')}
        </Button>
      </div>
      {isWrong ? (
        <p className="wrong" role="alert">
          {w('product.badPicture')}
        </p>
      ) : null}
    </details>
  );
}
