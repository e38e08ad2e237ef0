import { bestOn, contrast, ENOUGH_CONTRAST } from '@protocol/contrast.ts';
import { overlayGrounds, type OverlayOptions } from '@protocol/overlay-options.ts';
import { w } from '../../text/words.ts';
import { Button } from '../../ui/Button.tsx';
import { nearestReadable } from './nearest-colour.ts';

/** "4.5", rounded down: a colour that just fails must not look as if it passed. */
const ratio = (value: number): string => (Math.floor(value * 10) / 10).toFixed(1);

interface Props {
  readonly brand: string;
  readonly theme: OverlayOptions['theme'];
  readonly onUse: (colour: string) => void;
}

/** Whether a shop's own colour can be read on its ticket, and what is printed on it; where not, the nearest that can. */
export function ContrastNote({ brand, theme, onUse }: Props) {
  const { paper, ink } = overlayGrounds[theme];
  const onTicket = contrast(brand, paper);
  const letters = contrast(brand, bestOn(brand, paper, ink));
  const figures = { ticket: ratio(onTicket), letters: ratio(letters), needed: ratio(ENOUGH_CONTRAST) };
  if (onTicket >= ENOUGH_CONTRAST && letters >= ENOUGH_CONTRAST) {
    return (
      <p className="hint" role="status">
        {w('overlayForm.contrastGood', figures)}
      </p>
    );
  }
  const nearest = nearestReadable(brand, paper, ENOUGH_CONTRAST);
  return (
    <div className="contrast faint" role="status">
      <p>{w('overlayForm.contrastFaint', figures)}</p>
      <Button look="plain" onPress={() => onUse(nearest)} disabled={false} sending={false} shortcut={null}>
        <i className="swatch" style={{ background: nearest }} />
        {w('overlayForm.useColour', { colour: nearest })}
      </Button>
    </div>
  );
}
