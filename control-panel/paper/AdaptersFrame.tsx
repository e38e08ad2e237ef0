import type { ReactNode } from 'react';
import type { AdapterForms, Adapters } from '../http/adapters.ts';
import { w } from '../text/words.ts';
import { Button } from '../ui/Button.tsx';

/** The forms once they are here; until then, and where they do not come, a sentence. */
export function AdaptersFrame({
  adapters,
  children,
}: {
  readonly adapters: Adapters;
  readonly children: (forms: AdapterForms, again: () => void) => ReactNode;
}) {
  switch (adapters.kind) {
    case 'asking':
      return (
        <p role="status" className="busy">
          {w('adapters.asking')}
        </p>
      );
    case 'away':
      return (
        <div className="notice">
          <p>{adapters.message}</p>
          <Button look="plain" onPress={adapters.again} disabled={false} sending={false} shortcut={null}>
            {w('session.again')}
          </Button>
        </div>
      );
    case 'here':
      return children(adapters.forms, adapters.again);
    default: {
      const never: never = adapters;
      return never;
    }
  }
}
