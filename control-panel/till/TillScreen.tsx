import { w } from '../text/words.ts';
import { Till } from './Till.tsx';

/** For whoever stands at the counter; the screen is the goods, so its name is for those who hear it. */
export function TillScreen() {
  return (
    <>
      <h1 className="unseen">{w('nav.till')}</h1>
      <Till onSold={null} />
    </>
  );
}
