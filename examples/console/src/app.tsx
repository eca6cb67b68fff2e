import { Fragment } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { connectFailure, source } from './api/connection.ts';
import { EnvironmentList } from './environments/list.tsx';
import { EnvironmentPage } from './environments/page.tsx';
import { listHref, route } from './lib/router.ts';
import { ConnectionDialog, ModeBadge } from './shell/connection.tsx';
import { ThemeSwitch } from './shell/theme-switch.tsx';
import { Empty, FailureNote, Skeleton } from './ui/states.tsx';
import { Toasts } from './ui/toast.tsx';

/** The whole page. */
export function App() {
  const [connecting, setConnecting] = useState(false);
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById('main')?.focus()}>
        Skip to content
      </button>
      <header class="top">
        <a class="brand" href={listHref}>
          <img src="./icon.svg" alt="" width="26" height="26" />
          <span>
            Leasehold <em>console</em>
          </span>
        </a>
        <div class="top-tools">
          <ModeBadge onOpen={() => setConnecting(true)} />
          <ThemeSwitch />
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        <Page />
      </main>
      <Toasts />
      {connecting && <ConnectionDialog onClose={() => setConnecting(false)} />}
    </>
  );
}

function Page() {
  const here = route.value;
  const api = source.value;
  const first = useRef(true);
  const key = here.page === 'environment' ? here.id : here.page;
  // Another page begins at its top, for eyes and for screen readers.
  useEffect(() => {
    if (!first.current) {
      scrollTo(0, 0);
      document.getElementById('main')?.focus({ preventScroll: true });
    }
    first.current = false;
  }, [key]);
  if (!api) return connectFailure.value ? <FailureNote failure={connectFailure.value} /> : <Starting />;
  // Another connection begins anew, also where it has the same name.
  if (here.page === 'environments') return <EnvironmentList key={api} api={api} />;
  if (here.page === 'environment') {
    return (
      <Fragment key={api}>
        <EnvironmentPage key={here.id} api={api} id={here.id} tab={here.tab} />
      </Fragment>
    );
  }
  return (
    <Empty isPage icon="search" title="There is no such page" action={<a href={listHref}>Go to the environments</a>}>
      The address may be misspelled.
    </Empty>
  );
}

function Starting() {
  return (
    <div class="stack" role="status" aria-label="Starting">
      <Skeleton width="14rem" height="2rem" />
      <Skeleton height="26rem" />
    </div>
  );
}
