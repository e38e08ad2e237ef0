import { useState } from 'react';
import { Mail } from 'lucide-react';
import type { OrderPart } from '@protocol/parts.ts';
import { useCommand, usePart } from '../../line/use-line.ts';
import { w } from '../../text/words.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyText } from '../../ui/CopyText.tsx';
import { Modal } from '../../ui/Modal.tsx';
import { QrCode } from '../../ui/QrCode.tsx';

interface Props {
  readonly order: OrderPart;
  /** Where the buyer can be written to; null where that is not known. */
  readonly email: string | null;
  readonly onClose: () => void;
}

/** The buyer lost the link: a new one, to copy, to scan from this screen, or to send. The old one is over. */
export function RelinkDialog({ order, email, onClose }: Props) {
  const shop = usePart('shop')?.name ?? '';
  const relink = useCommand('order.relink');
  const [url, setUrl] = useState<string | null>(null);
  const number = String(order.orderNumber);
  const make = async (): Promise<void> => {
    const answer = await relink.send({ orderNumber: order.orderNumber });
    if (answer?.ok === true) setUrl(answer.result.orderUrl);
  };
  return (
    <Modal title={w('relink.title', { number })} onClose={onClose} wide={false}>
      {url === null ? (
        <div className="form">
          <p>{w('relink.text')}</p>
          <div className="modal-actions">
            <Button look="main" onPress={() => void make()} disabled={false} sending={relink.sending} shortcut={null}>
              {w('relink.do')}
            </Button>
          </div>
        </div>
      ) : (
        <div className="form relinked">
          <p role="status">{url.startsWith('http') ? w('relink.done') : w('relink.noAddress')}</p>
          <CopyText label={w('relink.label', { number })} text={url} />
          {url.startsWith('http') ? <QrCode text={url} label={w('relink.qr', { number })} /> : null}
          <div className="modal-actions">
            {email === null || !url.startsWith('http') ? null : (
              <a className="button button-plain" href={mailTo(email, w('relink.subject', { number, shop }), w('relink.body', { number, url }))}>
                <Mail size={18} aria-hidden />
                {w('relink.mail')}
              </a>
            )}
            <Button look="main" onPress={onClose} disabled={false} sending={false} shortcut={null}>
              {w('relink.close')}
            </Button>
          </div>
        </div>
      )}
    </Modal>
  );
}

const mailTo = (email: string, subject: string, body: string): string =>
  `mailto:${encodeURIComponent(email)}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`;
