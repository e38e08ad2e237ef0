import type { ReactNode } from 'react';
import type { KeyRole } from '@protocol/roles.ts';
import { useSession } from '../app/session-context.ts';
import { w } from '../text/words.ts';
import { Button } from '../ui/Button.tsx';

const runs: readonly KeyRole[] = ['owner', 'host', 'producer', 'moderator'];

/** Who has no use of these buttons is told so, and may come as somebody else. */
export function ForCrew({ children }: { readonly children: ReactNode }) {
  const { role, leave } = useSession();
  if (runs.includes(role)) return children;
  return (
    <main className="alone">
      <h1>{w('crew.notYours')}</h1>
      <p>{w('crew.notYoursText', { role: w(`role.${role}`) })}</p>
      <Button look="main" onPress={leave} disabled={false} sending={false} shortcut={null}>
        {w('line.logIn')}
      </Button>
    </main>
  );
}
