import { useEffect, useMemo, useState, type SubmitEvent } from 'react';
import {
  defaultOverlay,
  overlayOptionNames,
  overlayOptions,
  OWN_COLOUR,
  type OverlayOptionName,
  type OverlayOptions,
  type OverlayOptionValue,
} from '@protocol/overlay-options.ts';
import { useSession } from '../../app/session-context.ts';
import { useCommand, useLine, useList, usePart } from '../../line/use-line.ts';
import { w } from '../../text/words.ts';
import { Button, SubmitButton } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { OverlayFrame } from '../../ui/OverlayFrame.tsx';
import { toast } from '../../ui/toasts.ts';
import { OverlayAddress } from '../keys/OverlayAddress.tsx';
import { PageHead } from '../PageHead.tsx';
import { Section } from '../Section.tsx';
import busy from './busy.svg';
import { OptionField } from './OptionField.tsx';
import { sampleParts, sampleStates, type SampleState } from './sample-parts.ts';

const groups = ['look', 'place', 'parts'] as const;
const canvases = { landscape: { width: 1920, height: 1080 }, portrait: { width: 1080, height: 1920 } } as const;
type CanvasName = keyof typeof canvases;
const canvasNames = ['landscape', 'portrait'] as const;

const isSame = (one: OverlayOptions, other: OverlayOptions): boolean => overlayOptionNames.every((name) => one[name] === other[name]);
const isWhole = (options: OverlayOptions): boolean => options.brand === '' || OWN_COLOUR.test(options.brand);

/** How the overlay looks: the form is drawn from the declaration, the picture beside it is the overlay itself. */
export function OverlayScreen() {
  const configure = useCommand('overlay.configure');
  const { role } = useSession();
  const saved = usePart('overlay') ?? defaultOverlay;
  const [draft, setDraft] = useState<OverlayOptions | null>(null);
  const options = draft ?? saved;
  const isChanged = draft !== null && !isSame(draft, saved);
  // What was saved is not drawn yet: a choice that equals what still stands here is a choice all the same.
  const [awaiting, setAwaiting] = useState(false);
  useEffect(() => setAwaiting(false), [saved]);
  useEffect(() => {
    // What somebody else saved meanwhile is shown, unless one is in the middle of choosing.
    if (!awaiting && draft !== null && isSame(draft, saved)) setDraft(null);
  }, [awaiting, draft, saved]);
  const change = (name: OverlayOptionName, value: OverlayOptionValue): void => setDraft({ ...options, [name]: value });
  const save = async (): Promise<void> => {
    setAwaiting(true);
    const answer = await configure.send(options);
    if (answer?.ok === true) toast('done', w('overlayForm.saved'));
    else setAwaiting(false);
  };
  return (
    <>
      <PageHead title={w('nav.overlay')} text={w('overlayForm.text')}>
        {null}
      </PageHead>
      <div className="overlay-screen">
        <form
          className="overlay-form"
          noValidate
          onSubmit={(event: SubmitEvent) => {
            event.preventDefault();
            if (isChanged && isWhole(options)) void save();
          }}
        >
          {groups.map((group) => (
            <Section key={group} title={w(`overlayForm.${group}`)} text={null}>
              {overlayOptionNames
                .filter((name) => overlayOptions[name].group === group)
                .map((name) => (
                  <OptionField key={name} name={name} options={options} onChange={change} />
                ))}
            </Section>
          ))}
          <div className="overlay-save">
            <SubmitButton sending={configure.sending} disabled={!isChanged || !isWhole(options)}>
              {w('save')}
            </SubmitButton>
            <Button look="plain" onPress={() => setDraft(null)} disabled={!isChanged} sending={false} shortcut={null}>
              {w('overlayForm.undo')}
            </Button>
            <Button look="quiet" onPress={() => setDraft(defaultOverlay)} disabled={isSame(options, defaultOverlay)} sending={false} shortcut={null}>
              {w('overlayForm.reset')}
            </Button>
          </div>
        </form>
        <div className="overlay-look">
          <LivePicture options={isWhole(options) ? options : { ...options, brand: '' }} />
          {role === 'owner' ? (
            <Section title={w('keys.overlay')} text={w('keys.overlayText')}>
              <OverlayAddress />
            </Section>
          ) : null}
        </div>
      </div>
    </>
  );
}

/** The overlay over a picture as busy as a camera's, in any of its states. */
function LivePicture({ options }: { readonly options: OverlayOptions }) {
  const line = useLine();
  const shop = usePart('shop');
  const product = useList('catalog').find((row) => row.picture !== null) ?? null;
  const [state, setState] = useState<SampleState>('live');
  const [canvas, setCanvas] = useState<CanvasName>('landscape');
  // One moment for all states: the picture's clock stands still.
  const [now] = useState(() => line.now());
  const preview = useMemo(() => sampleParts(state, options, shop, product, now), [state, options, shop, product, now]);
  const { width, height } = canvases[canvas];
  return (
    <section aria-label={w('overlayForm.picture')}>
      <div className={`overlay-picture ${canvas}`} style={{ backgroundImage: `url(${busy})` }}>
        <OverlayFrame
          key={canvas}
          label={w('overlayForm.pictureOf', { state: w(`overlayForm.state.${state}`) })}
          kind="parts"
          preview={preview}
          width={width}
          height={height}
          still={null}
        />
      </div>
      <div className="overlay-choices">
        <Choice
          label={w('overlayForm.state')}
          value={state}
          choices={sampleStates.map((each) => ({ value: each, label: w(`overlayForm.state.${each}`), hint: null }))}
          onChange={setState}
        />
        <Choice
          label={w('overlayForm.canvas')}
          value={canvas}
          choices={canvasNames.map((each) => ({ value: each, label: w(`overlayForm.canvas.${each}`), hint: null }))}
          onChange={setCanvas}
        />
      </div>
    </section>
  );
}
