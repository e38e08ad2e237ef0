import { useState, type CSSProperties } from 'react';
import { closestCenter, DndContext, KeyboardSensor, PointerSensor, useSensor, useSensors, type DragEndEvent } from '@dnd-kit/core';
import { SortableContext, sortableKeyboardCoordinates, useSortable, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { GripVertical, Pencil, Trash2, Video } from 'lucide-react';
import type { CuePart, PanelDrop, PanelParts } from '@protocol/parts.ts';
import { MINUTE } from '@protocol/time.ts';
import { useCommand, useDrop, useDrops, useList, useView } from '../../line/use-line.ts';
import { CueObsDialog } from '../../obs/CueObsDialog.tsx';
import { actionText } from '../../obs/obs-text.ts';
import { modeName } from '../../text/names.ts';
import { timeOfDay } from '../../text/show-time.ts';
import { w } from '../../text/words.ts';
import { Button } from '../../ui/Button.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { useKeptFocus } from '../../ui/use-kept-focus.ts';
import { asCues, isTaken, moved } from './arrange.ts';
import { DropDialog } from './DropDialog.tsx';
import { TalkDialog } from './TalkDialog.tsx';

type Show = NonNullable<PanelParts['show']>;
type Open =
  | { readonly kind: 'talk'; readonly cue: CuePart | null }
  | { readonly kind: 'drop'; readonly drop: PanelDrop | null }
  | { readonly kind: 'remove'; readonly cue: CuePart }
  | { readonly kind: 'obs'; readonly cue: CuePart }
  | null;

/** The order of the evening: dragged, or moved with Space and the arrows. */
export function RundownEditor({ show }: { readonly show: Show }) {
  const cues = useList('rundown');
  const drops = useDrops();
  const arrange = useCommand('rundown.arrange');
  const remove = useCommand('drop.remove');
  const isLive = useView((view) => view.status === 'live');
  const [open, setOpen] = useState<Open>(null);
  // Shown while the server has not answered, so that the row does not jump back under the hand.
  const [wanted, setWanted] = useState<readonly CuePart[] | null>(null);
  const shown = wanted ?? cues;
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 6 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const isOver = show.state === 'ended';
  const planned = cues.reduce((sum, cue) => sum + cue.minutes, 0);

  const send = async (next: readonly CuePart[]): Promise<void> => {
    setWanted(next);
    await arrange.send({ showId: show.showId, cues: asCues(next) });
    setWanted(null);
  };
  const onDragEnd = (event: DragEndEvent): void => {
    if (event.over === null || event.active.id === event.over.id) return;
    const next = moved(shown, String(event.active.id), String(event.over.id));
    if (next !== shown) void send(next);
  };
  const takeOut = (cue: CuePart): void => {
    setOpen(null);
    if (cue.dropId === null) void send(cues.filter((each) => each.cueId !== cue.cueId));
    else void remove.send({ dropId: cue.dropId });
  };
  const names = new Map(shown.map((cue) => [cue.cueId, cue.title]));
  const nameOf = (id: string | number): string => names.get(String(id)) ?? '';
  const placeOf = (id: string | number): number => shown.findIndex((cue) => cue.cueId === String(id)) + 1;
  return (
    <section className="sheet" aria-label={w('rundown.label')}>
      <div className="sheet-head">
        <div>
          <h2>{w('rundown.label')}</h2>
          <p className="quiet num">{w('rundown.sum', { planned, n: show.minutes })}</p>
        </div>
        {isOver ? null : (
          <div className="page-does">
            <Button look="main" onPress={() => setOpen({ kind: 'drop', drop: null })} disabled={!isLive} sending={false} shortcut={null}>
              {w('rundown.addDrop')}
            </Button>
            <Button look="plain" onPress={() => setOpen({ kind: 'talk', cue: null })} disabled={!isLive} sending={false} shortcut={null}>
              {w('rundown.addTalk')}
            </Button>
          </div>
        )}
      </div>
      {shown.length === 0 ? (
        <Empty title={w('rundown.emptyTitle')} text={w('rundown.emptyText')}>
          {null}
        </Empty>
      ) : (
        <DndContext
          sensors={sensors}
          collisionDetection={closestCenter}
          onDragEnd={onDragEnd}
          accessibility={{
            screenReaderInstructions: { draggable: w('drag.how') },
            announcements: {
              onDragStart: ({ active }) => w('drag.lifted', { title: nameOf(active.id) }),
              onDragOver: ({ active, over }) => (over === null ? '' : w('drag.over', { title: nameOf(active.id), place: placeOf(over.id) })),
              onDragEnd: ({ active, over }) =>
                over === null ? w('drag.back', { title: nameOf(active.id) }) : w('drag.put', { title: nameOf(active.id), place: placeOf(over.id) }),
              onDragCancel: ({ active }) => w('drag.back', { title: nameOf(active.id) }),
            },
          }}
        >
          <SortableContext items={shown.map((cue) => cue.cueId)} strategy={verticalListSortingStrategy}>
            <ol className="plan">
              {shown.map((cue) => (
                <PlanRow
                  key={cue.cueId}
                  cue={cue}
                  isFixed={isTaken(cue) || isOver}
                  onEdit={() => setOpen(cue.dropId === null ? { kind: 'talk', cue } : { kind: 'drop', drop: drops[cue.dropId] ?? null })}
                  onRemove={() => setOpen({ kind: 'remove', cue })}
                  onObs={isOver || cue.state === 'done' ? null : () => setOpen({ kind: 'obs', cue })}
                />
              ))}
            </ol>
          </SortableContext>
        </DndContext>
      )}
      {open?.kind === 'talk' ? <TalkDialog show={show} cue={open.cue} onClose={() => setOpen(null)} /> : null}
      {open?.kind === 'drop' ? <DropDialog showId={show.showId} drop={open.drop} onClose={() => setOpen(null)} /> : null}
      {open?.kind === 'obs' ? <CueObsDialog showId={show.showId} cue={open.cue} onClose={() => setOpen(null)} /> : null}
      {open?.kind === 'remove' ? (
        <Confirm question={w('rundown.removeQuestion', { title: open.cue.title })} onYes={() => takeOut(open.cue)} onNo={() => setOpen(null)} />
      ) : null}
    </section>
  );
}

interface RowProps {
  readonly cue: CuePart;
  readonly isFixed: boolean;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
  /** What it does in OBS may change as long as the show is on; null after that. */
  readonly onObs: (() => void) | null;
}
function PlanRow({ cue, isFixed, onEdit, onRemove, onObs }: RowProps) {
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({ id: cue.cueId, disabled: isFixed });
  const keepFocus = useKeptFocus();
  const drop = useDrop(cue.dropId);
  const arm = useCommand('drop.arm');
  const disarm = useCommand('drop.disarm');
  const editable = !isFixed && (drop === null || drop.state === 'planned');
  const units = drop?.lines.reduce((sum, line) => sum + line.allotted, 0) ?? 0;
  const moving: CSSProperties = {
    transform: transform === null ? undefined : `translate3d(0, ${Math.round(transform.y)}px, 0)`,
    transition: transition ?? undefined,
  };
  return (
    <li
      ref={(element) => {
        keepFocus(element);
        setNodeRef(element);
      }}
      tabIndex={-1}
      style={moving}
      className={`plan-row plan-${cue.kind} plan-${cue.state} ${isDragging ? 'dragging' : ''}`}
    >
      {isFixed ? (
        <span className="grip" aria-hidden />
      ) : (
        <button
          type="button"
          ref={setActivatorNodeRef}
          className="icon-button grip"
          {...attributes}
          {...listeners}
          aria-label={w('drag.handle', { title: cue.title })}
        >
          <GripVertical size={18} aria-hidden />
        </button>
      )}
      <span className="plan-time num">
        {timeOfDay(cue.at)}
        <small>{timeOfDay(cue.at + cue.minutes * MINUTE)}</small>
      </span>
      <div className="plan-what">
        <b>{cue.title}</b>
        <span className="quiet num">
          {cue.state === 'on' ? `${w('cue.on')} · ` : cue.state === 'next' ? `${w('cue.next')} · ` : ''}
          {drop === null ? w('plan.talk', { n: cue.minutes }) : w('plan.drop', { mode: modeName(drop.mode), n: units, minutes: cue.minutes })}
          {drop !== null && drop.state !== 'planned' ? ` · ${w(`dropState.${drop.state}`)}` : ''}
        </span>
        {cue.obs === null ? null : (
          <span className="quiet plan-obs">{w('plan.obs', { what: [...cue.obs.go, ...cue.obs.end].map(actionText).join(' · ') })}</span>
        )}
      </div>
      <div className="plan-does">
        {!isFixed && drop?.state === 'armed' ? (
          <button
            type="button"
            className="button button-quiet"
            aria-label={w('plan.disarmOf', { title: cue.title })}
            aria-busy={disarm.sending}
            onClick={() => void disarm.send({ dropId: drop.dropId })}
          >
            {w('plan.disarm')}
          </button>
        ) : null}
        {editable && drop !== null ? (
          <button
            type="button"
            className="button button-quiet"
            aria-label={w('plan.armOf', { title: cue.title })}
            aria-busy={arm.sending}
            onClick={() => void arm.send({ dropId: drop.dropId })}
          >
            {w('plan.arm')}
          </button>
        ) : null}
        {onObs === null ? null : (
          <button type="button" className="icon-button" aria-label={w('plan.obsOf', { title: cue.title })} onClick={onObs}>
            <Video size={18} aria-hidden />
          </button>
        )}
        {editable ? (
          <>
            <button type="button" className="icon-button" aria-label={w('plan.edit', { title: cue.title })} onClick={onEdit}>
              <Pencil size={18} aria-hidden />
            </button>
            <button type="button" className="icon-button" aria-label={w('plan.remove', { title: cue.title })} onClick={onRemove}>
              <Trash2 size={18} aria-hidden />
            </button>
          </>
        ) : null}
      </div>
    </li>
  );
}
