import { useState } from 'react';
import { createPortal } from 'react-dom';
import { usePart } from '../line/use-line.ts';
import { w } from '../text/words.ts';
import { Button } from '../ui/Button.tsx';
import { CrowdDialog } from './CrowdDialog.tsx';
import { deskRoot } from './desk-root.ts';

/** Who is kept in check, in a line, and the way to what can be done about it. */
export function CrowdLine() {
  const crowd = usePart('crowd');
  const [open, setOpen] = useState(false);
  if (crowd === undefined || crowd === null) return null;
  const [first] = crowd.drops;
  const told = [
    first === undefined || first.networks === 0 ? null : w('crowd.networks', { n: first.networks }),
    first === undefined || first.asked === 0 ? null : w('crowd.asked', { n: first.asked }),
    crowd.restricted.length === 0 ? null : w('crowd.restricted', { n: crowd.restricted.length }),
  ].filter((each) => each !== null);
  return (
    <div className="crowd-line num">
      <Button look="quiet" onPress={() => setOpen(true)} disabled={false} sending={false} shortcut={null}>
        {w('crowd.open')}
      </Button>
      <span className="quiet">{told.join(' · ')}</span>
      {open ? createPortal(<CrowdDialog crowd={crowd} onClose={() => setOpen(false)} />, deskRoot()) : null}
    </div>
  );
}
