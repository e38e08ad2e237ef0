import { useCallback, useState } from 'react';
import { call } from '../../http/api.ts';
import { toast } from '../../ui/toasts.ts';

export interface Check {
  readonly looking: boolean;
  readonly look: () => void;
}
/** Has the server look now; what it sees comes with presence, as always. */
export function useCheck(): Check {
  const [looking, setLooking] = useState(false);
  const look = useCallback(() => {
    setLooking(true);
    void call('POST', '/api/reach/check', {})
      .then((answer) => {
        if (!answer.ok) toast('refused', answer.message);
      })
      .finally(() => setLooking(false));
  }, []);
  return { looking, look };
}
