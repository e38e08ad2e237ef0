import type { FallbackProps } from 'react-error-boundary';
import { w } from '../text/words.ts';
import { Button } from './Button.tsx';

/** A part of the screen broke: what is so, and what to do. The rest goes on. */
export function Trouble({ resetErrorBoundary }: FallbackProps) {
  return (
    <div className="empty" role="alert">
      <h2>{w('trouble.title')}</h2>
      <p>{w('trouble.text')}</p>
      <div className="empty-actions">
        <Button look="main" onPress={() => resetErrorBoundary()} disabled={false} sending={false} shortcut={null}>
          {w('trouble.again')}
        </Button>
        <Button look="plain" onPress={() => window.location.reload()} disabled={false} sending={false} shortcut={null}>
          {w('trouble.reload')}
        </Button>
      </div>
    </div>
  );
}
