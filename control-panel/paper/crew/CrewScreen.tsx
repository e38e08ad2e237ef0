import { useSession } from '../../app/session-context.ts';
import { w } from '../../text/words.ts';
import { CopyText } from '../../ui/CopyText.tsx';
import { StageAddress } from '../keys/StageAddress.tsx';
import { PageHead } from '../PageHead.tsx';
import { Section } from '../Section.tsx';
import { AddPhone } from './AddPhone.tsx';
import { PhoneList } from './PhoneList.tsx';
import { usePhones } from './use-phones.ts';

/** Everyone who helps: phones, the person on camera, and the desk inside OBS. */
export function CrewScreen() {
  const { role } = useSession();
  const { known, again } = usePhones();
  return (
    <>
      <PageHead title={w('nav.crew')} text={w('crew.text')}>
        {null}
      </PageHead>
      <div className="columns">
        <div>
          <Section title={w('crew.addPhone')} text={w('crew.addPhoneText')}>
            {known.kind === 'here' ? (
              <AddPhone phones={known.phones} addresses={known.addresses} again={again} />
            ) : (
              <p className="quiet">{known.kind === 'away' ? known.message : w('session.asking')}</p>
            )}
          </Section>
          <Section title={w('crew.phones')} text={w('crew.phonesText')}>
            {known.kind === 'here' ? <PhoneList phones={known.phones} again={again} /> : null}
          </Section>
        </div>
        <div>
          {role === 'owner' ? (
            <Section title={w('stage.section')} text={w('stage.text')}>
              <StageAddress />
            </Section>
          ) : null}
          <Section title={w('dock.section')} text={w('dock.text')}>
            <CopyText label={w('dock.address')} text={`${window.location.origin}/dock`} />
          </Section>
        </div>
      </div>
    </>
  );
}
