import { useState } from 'react';
import { useSession } from '../../app/session-context.ts';
import { useCommand } from '../../line/use-line.ts';
import { w } from '../../text/words.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyText } from '../../ui/CopyText.tsx';
import { SecretText } from '../../ui/SecretText.tsx';
import { PageHead } from '../PageHead.tsx';
import { Section } from '../Section.tsx';

/** As the server has them, in the order of a deck. */
const buttons = ['go', 'fire', 'pause', 'resume', 'end', 'undo', 'panic'] as const;
const pathOf = (button: (typeof buttons)[number]): string => `/api/actions/${button}`;

/** What to type into a Stream Deck or Companion, ready to copy. */
export function DeckScreen() {
  const { role } = useSession();
  const [key, setKey] = useState<string | null>(null);
  const at = window.location.origin;
  return (
    <>
      <PageHead title={w('nav.deck')} text={w('deck.text')}>
        {null}
      </PageHead>
      <div className="columns">
        <div>
          <Section title={w('deck.key')} text={w('deck.keyText')}>
            {role === 'owner' ? <DeckKey secret={key} onMade={setKey} /> : <p className="quiet">{w('deck.askOwner')}</p>}
          </Section>
          <Section title={w('deck.send')} text={w('deck.sendText')}>
            <dl className="deck-facts">
              <dt>{w('deck.method')}</dt>
              <dd>
                <CopyText label={w('deck.method')} text="POST" />
              </dd>
              <dt>{w('deck.header')}</dt>
              <dd>
                <CopyText label={w('deck.header')} text="Authorization" />
              </dd>
              <dt>{w('deck.value')}</dt>
              <dd>{key === null ? <p className="quiet">{w('deck.valueText')}</p> : <SecretText label={w('deck.value')} text={`Bearer ${key}`} />}</dd>
              <dt>{w('deck.body')}</dt>
              <dd>
                <p className="quiet">{w('deck.bodyText')}</p>
              </dd>
            </dl>
          </Section>
          <Section title={w('deck.see')} text={w('deck.seeText')}>
            <dl className="deck-facts">
              <dt>{w('deck.state')}</dt>
              <dd>
                <CopyText label={w('deck.state')} text={`${at}/api/deck`} />
              </dd>
              <dt>{w('deck.picture')}</dt>
              <dd>
                <CopyText label={w('deck.picture')} text={`${at}/api/deck/go.svg`} />
              </dd>
            </dl>
          </Section>
        </div>
        <Section title={w('deck.buttons')} text={w('deck.buttonsText')}>
          <ul className="deck-buttons">
            {buttons.map((button) => (
              <li key={button}>
                <p>
                  <b>{w(`deck.does.${button}`)}</b> <span className="mono quiet">{pathOf(button)}</span>
                </p>
                <CopyText label={w('deck.address', { button: w(`deck.does.${button}`) })} text={`${at}${pathOf(button)}`} />
              </li>
            ))}
          </ul>
        </Section>
      </div>
    </>
  );
}

/** A key of a producer: everything on the desk, no money, no keys. */
function DeckKey({ secret, onMade }: { readonly secret: string | null; readonly onMade: (key: string) => void }) {
  const create = useCommand('key.create');
  const make = async (): Promise<void> => {
    const answer = await create.send({ role: 'producer', name: w('deck.keyName') });
    if (answer?.ok === true) onMade(answer.result.key);
  };
  if (secret !== null) {
    return (
      <div role="status">
        <SecretText label={w('deck.keyOf')} text={secret} />
        <p className="hint">{w('deck.once')}</p>
      </div>
    );
  }
  return (
    <Button look="plain" onPress={() => void make()} disabled={false} sending={create.sending} shortcut={null}>
      {w('deck.make')}
    </Button>
  );
}
