import { createContext, useCallback, useContext, useRef, useState, useSyncExternalStore } from 'react';
import type { CommandAnswer, CommandInput, CommandName, CommandResult } from '@protocol/commands.ts';
import type { PanelDrop, PanelParts, PresenceParts } from '@protocol/parts.ts';
import type { Line, View } from '@protocol/sync.ts';
import { MAX_FRAME_BYTES } from '@protocol/limits.ts';
import type { Instant } from '@protocol/time.ts';
import { postCommand } from '../http/api.ts';
import { toast } from '../ui/toasts.ts';
import { onTick } from './ticker.ts';

/** Id, name and punctuation around a command's input. */
const ENVELOPE_BYTES = 512;

export const LineContext = createContext<Line | null>(null);

/** Felt or heard by whoever pressed, where a device can do that: told how each command ended. */
export const ReceiptContext = createContext<((ok: boolean) => void) | null>(null);

export function useLine(): Line {
  const line = useContext(LineContext);
  if (line === null) throw new Error('used outside of LineContext');
  return line;
}

/** Something of the view that is a primitive or keeps its identity while unchanged. */
export function useView<T>(select: (view: View) => T): T {
  const line = useLine();
  return useSyncExternalStore(line.subscribe, () => select(line.view()));
}

type FixedPart = Exclude<keyof PanelParts, `drop/${string}` | `stock/${string}`>;
/** A part as last heard; null while it is not there (or not for this role). */
export const usePart = <K extends FixedPart>(key: K): PanelParts[K] | null =>
  // Parts travel untyped; the server builds them by this very type.
  useView((view) => (view.parts[key] as PanelParts[K] | undefined) ?? null);

const NONE: readonly never[] = [];
type ListPart = { [K in FixedPart]: PanelParts[K] extends readonly unknown[] ? K : never }[FixedPart];
/** A part that is a list, empty while it is not there. */
export const useList = <K extends ListPart>(key: K): PanelParts[K] =>
  useView((view) => (view.parts[key] as PanelParts[K] | undefined) ?? (NONE as unknown as PanelParts[K]));

export const useDrop = (dropId: string | null): PanelDrop | null =>
  useView((view) => (dropId === null ? null : ((view.parts[`drop/${dropId}`] as PanelDrop | undefined) ?? null)));

/** Every drop the server told us of. A new object only when one of them changed. */
export function useDrops(): Readonly<Record<string, PanelDrop>> {
  const last = useRef<Readonly<Record<string, PanelDrop>>>({});
  return useView((view) => {
    const all = Object.entries(view.parts).filter(([key]) => key.startsWith('drop/'));
    const known = last.current;
    const same = all.length === Object.keys(known).length && all.every(([key, value]) => known[key.slice(5)] === value);
    if (!same) last.current = Object.fromEntries(all.map(([key, value]) => [key.slice(5), value as PanelDrop]));
    return last.current;
  });
}

export const usePresence = <K extends keyof PresenceParts>(key: K): PresenceParts[K] | null =>
  useView((view) => (view.presence[key] as PresenceParts[K] | undefined) ?? null);

/** What a clock says: renders again only when the answer changes. `now` is the server's time, 0 until it is known. */
export function useTick<T extends string | number | boolean | null>(select: (now: Instant) => T): T {
  const line = useLine();
  return useSyncExternalStore(onTick, () => select(line.now()));
}

export interface Sender<N extends CommandName> {
  readonly sending: boolean;
  /** null where the last one is still unanswered: nothing is sent twice. A refusal is shown as a sentence. */
  readonly send: (input: CommandInput<N>) => Promise<CommandAnswer<CommandResult<N>> | null>;
}
export function useCommand<N extends CommandName>(name: N): Sender<N> {
  const line = useLine();
  const receipt = useContext(ReceiptContext);
  const [sending, setSending] = useState(false);
  const busy = useRef(false);
  const send = useCallback(
    async (input: CommandInput<N>) => {
      if (busy.current) return null;
      busy.current = true;
      setSending(true);
      try {
        // A long product text does not fit a frame: it goes the other way through the same door.
        const fits = new TextEncoder().encode(JSON.stringify(input)).length < MAX_FRAME_BYTES - ENVELOPE_BYTES;
        const answer = fits ? await line.send(name, input) : await postCommand(name, input);
        receipt?.(answer.ok);
        // The line was closed under it, and says why by itself.
        if (!answer.ok && answer.refusal.message !== '') toast('refused', answer.refusal.message);
        return answer;
      } finally {
        busy.current = false;
        setSending(false);
      }
    },
    [line, name, receipt],
  );
  return { sending, send };
}
