import { usePart } from '../../line/use-line.ts';
import { w } from '../../text/words.ts';
import { Empty } from '../../ui/Empty.tsx';
import { AdaptersFrame } from '../AdaptersFrame.tsx';
import { PageHead } from '../PageHead.tsx';
import { useAdapters } from '../../http/adapters.ts';
import { MailForm } from './MailForm.tsx';
import { MailPreviews } from './MailPreviews.tsx';
import { MailTest } from './MailTest.tsx';
import { NewsList } from './NewsList.tsx';
import { UnsentMails } from './UnsentMails.tsx';

/** Where buyers' mails go out, whether that works, and what they say. */
export function MailScreen() {
  const adapters = useAdapters();
  const mail = usePart('mail');
  return (
    <>
      <PageHead title={w('nav.mail')} text={w('mail.text')}>
        {null}
      </PageHead>
      {mail !== null && mail.unsent > 0 ? <UnsentMails n={mail.unsent} /> : null}
      <AdaptersFrame adapters={adapters}>
        {({ mail: form }, again) =>
          form === null || mail === null ? (
            <Empty title={w('mail.noneTitle')} text={w('mail.noneText')}>
              {null}
            </Empty>
          ) : (
            <>
              <MailForm key={`${form.saved.join()} ${String(mail.enabled)}`} form={form} isOn={mail.enabled} onSaved={again} />
              {form.saved.length > 0 || mail.enabled ? <MailTest test={mail.test} /> : null}
            </>
          )
        }
      </AdaptersFrame>
      <NewsList />
      <MailPreviews />
    </>
  );
}
