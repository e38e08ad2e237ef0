import type { ReactNode } from 'react';
import { w } from '../text/words.ts';
import { Button } from '../ui/Button.tsx';
import { KeepButton } from '../ui/KeepButton.tsx';
import type { KeyLabel } from '../ui/Key.tsx';
import { shortcuts, type ShortcutId } from './shortcuts.ts';
import type { DeskActions } from './use-desk-actions.ts';

/** The desk's buttons one by one, so that desk, dock and phone lay out the same ones. `keys`: whether there is a keyboard to print them for. */
interface Props {
  readonly actions: DeskActions;
  readonly keys: 'printed' | 'none';
}
const kept = (key: KeyLabel): KeyLabel => ({ ...key, label: w('key.keep', { key: key.label }) });
const keyOf = (keys: Props['keys'], id: ShortcutId): KeyLabel | null => (keys === 'printed' ? shortcuts[id] : null);
const keptKeyOf = (keys: Props['keys'], id: ShortcutId): KeyLabel | null => (keys === 'printed' ? kept(shortcuts[id]) : null);

/** The one big button: it says exactly what it will do. While everything is stopped it says how to go on. */
export function GoButton({ actions, keys, onLift }: Props & { readonly onLift: () => void }) {
  const { go, next, panicking, isLive, goText } = actions;
  if (panicking) {
    return (
      <Button look="next" onPress={onLift} disabled={!isLive} sending={false} shortcut={null}>
        {w('panic.lift')}
      </Button>
    );
  }
  return next.kind === 'fire' ? (
    <KeepButton
      look="next"
      keep={go.keep}
      onDone={go.press}
      disabled={!go.can}
      sending={go.sending}
      shortcut={keptKeyOf(keys, 'go')}
      question={w('go.question', { title: next.cue.title })}
    >
      {go.sending ? w('go.sending') : goText}
    </KeepButton>
  ) : (
    <Button look="next" onPress={go.pressTalk} disabled={!go.can} sending={go.sending} shortcut={keyOf(keys, 'go')}>
      {goText}
    </Button>
  );
}

export function PauseButton({ actions, keys }: Props) {
  const { pause, isPaused } = actions;
  return (
    <Button look="plain" onPress={pause.press} disabled={!pause.can} sending={pause.sending} shortcut={keyOf(keys, 'pause')}>
      {isPaused ? w('do.resume') : w('do.pause')}
    </Button>
  );
}
export function ExtendButton({ actions, keys, onOpen }: Props & { readonly onOpen: () => void }) {
  return (
    <Button look="plain" onPress={onOpen} disabled={!actions.canExtend} sending={false} shortcut={keyOf(keys, 'extend')}>
      {w('do.extend')}
    </Button>
  );
}

/** D6: Undo by name until selling opens, End from then on. `named`: the button has room for the title. */
export function EndButton({ actions, keys, named }: Props & { readonly named: boolean }) {
  const { undo, end, onAir } = actions;
  return undo !== null ? (
    <Button look="plain" onPress={undo.press} disabled={!undo.can} sending={undo.sending} shortcut={keyOf(keys, 'undo')}>
      {w('do.undo', { title: undo.title })}
    </Button>
  ) : (
    <KeepButton
      look="plain"
      keep={end.keep}
      onDone={end.press}
      disabled={!end.can}
      sending={end.sending}
      shortcut={keptKeyOf(keys, 'end')}
      question={w('do.endQuestion', { title: onAir?.title ?? '' })}
    >
      {onAir === null || !named ? w('do.end') : w('do.endTitle', { title: onAir.title })}
    </KeepButton>
  );
}

export function PanicButton({ actions, keys, children }: Props & { readonly children: ReactNode }) {
  const { panic } = actions;
  return (
    <KeepButton
      look="stop"
      keep={panic.keep}
      onDone={panic.press}
      disabled={!panic.can}
      sending={panic.sending}
      shortcut={keptKeyOf(keys, 'panic')}
      question={w('panic.question')}
    >
      {children}
    </KeepButton>
  );
}
