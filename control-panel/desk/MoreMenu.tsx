import { useState } from 'react';
import { Ellipsis } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useCommand, useList, usePart, useTick, useView } from '../line/use-line.ts';
import { w } from '../text/words.ts';
import { Button } from '../ui/Button.tsx';
import { KeepButton } from '../ui/KeepButton.tsx';
import { useKeep } from '../ui/use-keep.ts';
import { SayForm } from './SayForm.tsx';
import { whyNot } from './why-not.ts';

/** What is pressed once an evening: the show's start and end, a test, a word to the person on camera. */
export function MoreMenu() {
  const [open, setOpen] = useState(false);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger className="button button-plain" aria-label={w('more.label')}>
        <Ellipsis size={20} aria-hidden />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="pop" side="top" align="end" sideOffset={10} collisionPadding={12} aria-label={w('more.label')}>
          <ShowActions onDone={() => setOpen(false)} />
          <SayForm presets={[]} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function ShowActions({ onDone }: { readonly onDone: () => void }) {
  const show = usePart('show');
  const can = usePart('can');
  const isLive = useView((view) => view.status === 'live');
  const alsoLive = useList('alsoLive');
  const onAir = usePart('onAir');
  const start = useCommand('show.start');
  const end = useCommand('show.end');
  const test = useCommand('drop.test');
  const noTest = useTick((now) => whyNot(can, 'drop.test', now));
  const noStart = useTick((now) => whyNot(can, 'show.start', now));
  const hasLive = onAir !== null || alsoLive.length > 0;
  const doEnd = (): void => {
    if (show !== null)
      void end.send(hasLive ? { showId: show.showId, endLive: true } : { showId: show.showId }).then((answer) => answer?.ok === true && onDone());
  };
  const keep = useKeep(doEnd);
  return (
    <>
      {show === null ? null : show.state === 'planned' ? (
        <>
          <Button
            look="plain"
            onPress={() => void start.send({ showId: show.showId }).then((answer) => answer?.ok === true && onDone())}
            disabled={!isLive || noStart !== null}
            sending={start.sending}
            shortcut={null}
          >
            {w('show.start')}
          </Button>
          <p className="quiet">{noStart ?? w('show.startHint')}</p>
        </>
      ) : show.state === 'live' ? (
        <>
          <KeepButton
            look="plain"
            keep={keep}
            onDone={doEnd}
            disabled={!isLive}
            sending={end.sending}
            shortcut={null}
            question={w('show.endQuestion', { title: show.title })}
          >
            {w('show.end')}
          </KeepButton>
          <p className="quiet">{hasLive ? w('show.endLiveHint') : w('show.endHint')}</p>
        </>
      ) : null}
      <Button
        look="plain"
        onPress={() => void test.send({ showId: show?.showId ?? null }).then((answer) => answer?.ok === true && onDone())}
        disabled={!isLive || noTest !== null}
        sending={test.sending}
        shortcut={null}
      >
        {w('test.do')}
      </Button>
      <p className="quiet">{noTest ?? w('test.hint')}</p>
    </>
  );
}
