import type { MailPart } from '@protocol/parts.ts';
import { useCommand, usePart, useView } from '../../line/use-line.ts';
import { w } from '../../text/words.ts';
import { Button } from '../../ui/Button.tsx';
import { Section } from '../Section.tsx';
import { mailState } from './mail-state.ts';

/** One mail to the seller: the only way to know that the settings are right. */
export function MailTest({ test }: { readonly test: MailPart | null }) {
  const send = useCommand('mail.test');
  const email = usePart('shop')?.seller.email ?? '';
  const isLive = useView((view) => view.status === 'live');
  const isUnderWay = test !== null && (test.state === 'waiting' || test.state === 'taken');
  return (
    <Section title={w('mail.test')} text={w('mail.testText', { email })}>
      <p role="status" className={test?.state === 'failed' || test?.state === 'unknown' ? 'warn' : 'quiet'}>
        {test === null ? w('mail.notTested') : mailState(test)}
      </p>
      <Button look="plain" onPress={() => void send.send({})} disabled={!isLive || email === ''} sending={send.sending || isUnderWay} shortcut={null}>
        {w('mail.testSend')}
      </Button>
    </Section>
  );
}
