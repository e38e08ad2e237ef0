import { useSession } from '../../app/session-context.ts';
import { useCommand, usePart, useView } from '../../line/use-line.ts';
import { w } from '../../text/words.ts';
import { Button } from '../../ui/Button.tsx';

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).hostname : url);

/** How copying pictures from other servers goes, and what could not be had. Nothing where every picture lies here. */
export function PictureProgress({ onEdit }: { readonly onEdit: (handle: string) => void }) {
  const pictures = usePart('pictures');
  const { role } = useSession();
  const copy = useCommand('picture.copy');
  const isLive = useView((view) => view.status === 'live');
  if (pictures === null || (pictures.open === 0 && pictures.remote === 0 && pictures.failed === 0)) return null;
  const { open, copied, off, failed, remote, failures } = pictures;
  const mayCopy = role === 'owner' || role === 'host';
  const again = (
    <Button look="plain" onPress={() => void copy.send({ handle: null })} disabled={!isLive} sending={copy.sending} shortcut={null}>
      {failed > 0 ? w('pictures.again', { n: failed }) : w('pictures.copy')}
    </Button>
  );
  return (
    <section className="sheet picture-progress" aria-label={w('pictures.progress')}>
      <div className="picture-line">
        <div>
          <p role="status">
            <b className={open === 0 && failed > 0 ? 'warn' : ''}>
              {open > 0
                ? w('pictures.copied', { copied, n: copied + open })
                : failed > 0
                  ? w('pictures.failed', { n: failed })
                  : w('pictures.remote', { n: remote })}
            </b>
          </p>
          <p className="quiet">
            {open > 0 ? w('pictures.copyingText') : failed > 0 ? w('pictures.failedText') : off ? w('pictures.offText') : w('pictures.remoteText')}
          </p>
        </div>
        {open === 0 && mayCopy ? again : null}
      </div>
      {open > 0 ? <progress max={copied + open} value={copied} aria-label={w('pictures.progress')} /> : null}
      {failures.length > 0 ? (
        <details open={open === 0 && failures.length <= 5}>
          <summary>{w('pictures.which', { n: failed })}</summary>
          <ul className="rows">
            {failures.map((failure) => (
              <li key={failure.taskId}>
                <div>
                  {mayCopy ? (
                    <button type="button" className="text-button" onClick={() => onEdit(failure.handle)}>
                      {failure.title}
                    </button>
                  ) : (
                    <b>{failure.title}</b>
                  )}
                  <span className="quiet">{w(`pictures.trouble.${failure.why}`)}</span>
                </div>
                <a className="mono quiet" href={failure.url} target="_blank" rel="noreferrer noopener">
                  {hostOf(failure.url)}
                </a>
              </li>
            ))}
          </ul>
          {failed > failures.length ? <p className="quiet">{w('pictures.andMore', { n: failed - failures.length })}</p> : null}
        </details>
      ) : null}
    </section>
  );
}
