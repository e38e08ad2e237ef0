import { useEffect, useRef, useState } from 'react';
import { ErrorBoundary } from 'react-error-boundary';
import { Redirect } from 'wouter';
import { Trouble } from '../ui/Trouble.tsx';
import { ChatStep } from './ChatStep.tsx';
import { ObsStep } from './ObsStep.tsx';
import { OverlayStep } from './OverlayStep.tsx';
import { PaymentPlace } from './PaymentPlace.tsx';
import { ProductsStep } from './ProductsStep.tsx';
import { ReachStep } from './ReachStep.tsx';
import { Ready } from './Ready.tsx';
import { SetUpFrame } from './SetUpFrame.tsx';
import { ShopStep } from './ShopStep.tsx';
import { TestStep } from './TestStep.tsx';
import { placeOf, resumeAt, type Place } from './steps.ts';
import { useSetUp, type SetUpState } from './use-set-up.ts';

/** The first-run way, one thing a page: from a shop without a name to a card on the stream. `name`: of the page; null to go on where one was. */
export function SetUp({ name }: { readonly name: string | null }) {
  const setUp = useSetUp();
  const place = name === null ? null : placeOf(name);
  if (place === null) return <Redirect to={`/setup/${resumeAt(setUp.done)}`} replace />;
  // Prices need a currency, and all the rest a shop.
  if (place !== 'shop' && !setUp.done.has('shop')) return <Redirect to="/setup/shop" replace />;
  return <At place={place} setUp={setUp} />;
}

function At({ place, setUp }: { readonly place: Place; readonly setUp: SetUpState }) {
  // Shown once by the server, and wanted again by whoever goes back a step.
  const [address, setAddress] = useState<string | null>(null);
  const main = useRef<HTMLElement>(null);
  const last = useRef(place);
  useEffect(() => {
    if (last.current === place) return;
    last.current = place;
    window.scrollTo(0, 0);
    main.current?.querySelector('h1')?.focus({ preventScroll: true });
  }, [place]);
  return (
    <SetUpFrame place={place} setUp={setUp} main={main}>
      <ErrorBoundary FallbackComponent={Trouble} resetKeys={[place]}>
        <Page place={place} setUp={setUp} address={address} onAddress={setAddress} />
      </ErrorBoundary>
    </SetUpFrame>
  );
}

interface PageProps {
  readonly place: Place;
  readonly setUp: SetUpState;
  readonly address: string | null;
  readonly onAddress: (address: string) => void;
}
function Page({ place, setUp, address, onAddress }: PageProps) {
  switch (place) {
    case 'shop':
      return <ShopStep isDone={setUp.done.has('shop')} />;
    case 'products':
      return <ProductsStep />;
    case 'reach':
      return <ReachStep way={setUp.way} />;
    case 'payment':
      return <PaymentPlace />;
    case 'overlay':
      return <OverlayStep isDone={setUp.done.has('overlay')} address={address} onAddress={onAddress} />;
    case 'obs':
      return <ObsStep />;
    case 'chat':
      return <ChatStep isDone={setUp.done.has('chat')} />;
    case 'test':
      return <TestStep isDone={setUp.done.has('test')} />;
    case 'ready':
      return <Ready setUp={setUp} />;
    default:
      return place satisfies never;
  }
}
